/** The engine itself: what it is, whether it does its work, and what it costs. */

import type { EngineStatus } from "../../control/protocol.ts";
import type { Family, Labels } from "./exposition.ts";

/** What a process uses. */
export interface ProcessCost {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

export function engineFamilies(status: EngineStatus, controlPlane: ProcessCost | null): Family[] {
  const { version, session, pid, cost, macros, mutes } = status;
  const costs = [
    ["engine", cost] as const,
    ...(controlPlane === null ? [] : [["control plane", controlPlane] as const]),
  ];
  const check = status.lastCheck === null ? [] : [one(Date.parse(status.lastCheck) / 1000)];
  return [
    gauge("macro_engine_info", "Which engine this is; always 1", [
      { labels: { version, session, pid: String(pid) }, value: 1 },
    ]),
    gauge("macro_engine_start_time_seconds", "When the engine began, since the epoch", [
      one(Date.parse(status.startedAt) / 1000),
    ]),
    gauge("macro_engine_last_check_time_seconds", "When the newest snapshot was taken, since the epoch", check),
    gauge("macro_engine_interval_seconds", "Time between two snapshots", [one(status.intervalMs / 1000)]),
    gauge("macro_engine_profiles", "Profiles in force", [one(status.profiles)]),
    gauge("macro_engine_rules", "Rules in force", [one(status.rules)]),
    gauge("macro_engine_dry_run", "1 where nothing is done to any macro", [flag(status.dryRun)]),
    gauge("macro_engine_recording", "1 while what happens is written to the record", [
      flag(status.notRecording === null),
    ]),
    gauge("macro_engine_policies_ok", "0 where the policies on disk have errors and the last good ones are in force", [
      flag(status.problems === ""),
    ]),
    gauge("macro_engine_macros", "Macros that are running, and whether a profile governs them", [
      { labels: { protected: "true" }, value: macros.filter(({ profile }) => profile !== null).length },
      { labels: { protected: "false" }, value: macros.filter(({ profile }) => profile === null).length },
    ]),
    gauge("macro_engine_mutes", "Mutes in force", [one(inForce(mutes, status.lastCheck).length)]),
    {
      name: "macro_engine_process_cpu_seconds",
      type: "counter",
      help: "Processor time that the engine and its control plane have used",
      samples: costs.map(([process, { cpuSeconds }]) => ({ labels: { process }, value: cpuSeconds })),
    },
    gauge(
      "macro_engine_process_resident_memory_bytes",
      "Resident memory of the engine and its control plane",
      costs.map(([process, { residentBytes }]) => ({ labels: { process }, value: residentBytes })),
    ),
    ...channelFamilies(status),
  ];
}

/** Those of later have not begun. */
function inForce(mutes: EngineStatus["mutes"], lastCheck: string | null): EngineStatus["mutes"] {
  const now = lastCheck === null ? Number.POSITIVE_INFINITY : Date.parse(lastCheck);
  return mutes.filter(({ from, endedAt }) => endedAt === null && Date.parse(from) <= now);
}

function channelFamilies({ channels }: EngineStatus): Family[] {
  const of = (value: (channel: EngineStatus["channels"][number]) => number) =>
    channels.map((channel) => ({ labels: { channel: channel.channel, kind: channel.kind }, value: value(channel) }));
  return [
    gauge(
      "macro_engine_notifications_waiting",
      "Notifications that are yet to be delivered",
      of(({ waiting }) => waiting),
    ),
    {
      name: "macro_engine_notifications_failed",
      type: "counter",
      help: "Notifications that were given up",
      samples: of(({ failed }) => failed),
    },
    gauge(
      "macro_engine_channel_up",
      "1 where the last attempt of a channel came through",
      of(({ problem }) => Number(problem === null)),
    ),
  ];
}

function gauge(name: string, help: string, samples: Family["samples"]): Family {
  return { name, type: "gauge", help, samples };
}

const none: Labels = {};

function one(value: number) {
  return { labels: none, value };
}

function flag(holds: boolean) {
  return one(Number(holds));
}
