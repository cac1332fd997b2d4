/** The engine's answers to the methods of the local socket. */

import type { Methods } from "../control/client-connection.ts";
import {
  ControlError,
  type HeldResult,
  type MacroParams,
  type ResultOf,
  type StopParams,
} from "../control/protocol.ts";
import type { Daemon } from "../daemon.ts";
import type { LiveRun } from "../macros/registry.ts";
import { isoTime } from "./announcer.ts";
import { audienceOf } from "./audience.ts";
import type { Subscriptions } from "./control.ts";
import { giveLevel } from "./levels.ts";
import { measurementsOf } from "./measurements.ts";
import { namedRuns } from "./named-runs.ts";
import { profileInForce, profilesInForce } from "./profiles-in-force.ts";
import { readingsOf } from "./readings.ts";
import { register } from "./registering.ts";
import { release } from "./releasing.ts";
import { takeReport } from "./reports.ts";
import { startConfigured } from "./start-configured.ts";
import { snapshotOf, statusOf } from "./status.ts";

export function controlMethods(daemon: Daemon, subscriptions: Subscriptions): Methods {
  const { runs, acting, options } = daemon;
  /** What is begun while the engine ends, nobody would end. */
  const beginning = async () => {
    await daemon.begun;
    if (daemon.isStopping) throw new ControlError("the engine is ending; start `macro-engine watch` again");
  };
  return {
    ping: () => ({ pid: process.pid, version: options.version }),
    status: () => statusOf(daemon),
    stop: (params) => {
      const found = toStop(daemon, params);
      for (const live of found) void acting.stop(live);
      return { stopping: found.map(({ run }) => ({ id: run.id, macro: run.macro, pid: run.root?.pid ?? null })) };
    },
    pause: (params) => hold(daemon, params, "pause"),
    resume: (params) => hold(daemon, params, "resume"),
    readings: ({ profiles }) => readingsOf(daemon, profiles),
    profiles: () => ({ profiles: profilesInForce(daemon) }),
    profile: ({ name }) => profileInForce(daemon, name),
    adopt: async ({ pid, startTime, profile, ...request }) => {
      await daemon.begun;
      const adopted = runs.adopt({ ...request, root: { pid, startTime }, profile: profile ?? null });
      if ("refusal" in adopted) throw new ControlError(adopted.refusal.reason);
      const { id, profile: governing, level } = adopted.live.run;
      return { id, profile: governing, level };
    },
    admit: ({ profile, ...asked }) => {
      const refusal = daemon.registry.refusal({ ...asked, profile: profile ?? null }, Date.now());
      return { refusal: refusal?.reason ?? null, untilWall: refusal?.untilWall ?? null };
    },
    ended: ({ id, code, signal }) => {
      const live = daemon.registry.get(id);
      if (live !== undefined) runs.exited(live, { code, signal });
      return { noted: live !== undefined };
    },
    report: (report) => takeReport(daemon, report),
    subscribe: ({ run, snapshots = false }, client) => {
      const before = subscriptions.get(client.id);
      if (before === undefined) client.onClose(() => subscriptions.delete(client.id));
      subscriptions.set(client.id, { client, run: run ?? null, snapshots });
      // Who begins to follow has something to show before the next look, which may be seconds away.
      if (snapshots && before?.snapshots !== true && daemon.lastSnapshot !== null)
        client.notify("snapshot", snapshotOf(daemon, daemon.lastSnapshot.wall));
      return { subscribed: true };
    },
    measurements: () => measurementsOf(daemon),
    flush: () => {
      daemon.store.flush();
      return { flushed: daemon.store.state.recording };
    },
    audience: () => audienceOf(daemon.inForce.program),
    serving: (serving) => {
      daemon.serving.take(serving);
      return { noted: true };
    },
    start: async (params) => {
      await beginning();
      return startConfigured(daemon, params);
    },
    level: ({ id, level }) => ({ macros: namedRuns(daemon, id).map((live) => giveLevel(daemon, live, level)) }),
    mute: async (params) => {
      await beginning();
      return daemon.mutes.begin(params);
    },
    unmute: (params) => daemon.mutes.end(params),
    mutes: () => ({ mutes: daemon.mutes.list }),
    check: async () => {
      await beginning();
      const { wall, decisions } = await daemon.check();
      return { time: isoTime(wall), decisions };
    },
    beginSession: async ({ name }) => {
      await beginning();
      return daemon.named.begin(name);
    },
    endSession: () => daemon.named.end(),
    register: async (params) => {
      await beginning();
      return register(daemon, params);
    },
    acknowledge: ({ run, order }) => ({ noted: daemon.performer.acknowledge(run, order) }),
    release: async ({ id }) => ({
      macros: await Promise.all(namedRuns(daemon, id).map((live) => release(daemon, live))),
    }),
    reload: async (): Promise<ResultOf<"reload">> => {
      const { program, problems } = await daemon.reload();
      return { ok: program !== null, problems };
    },
  };
}

async function hold(daemon: Daemon, { id }: MacroParams, action: "pause" | "resume"): Promise<HeldResult> {
  const acted = namedRuns(daemon, id).map(async (live) => {
    const { ok, how } = await daemon.acting.hold(live, action);
    return { id: live.run.id, macro: live.run.macro, pid: live.run.root?.pid ?? null, ok, how };
  });
  return { macros: await Promise.all(acted) };
}

function toStop(daemon: Daemon, params: StopParams): LiveRun[] {
  return "all" in params ? [...daemon.registry.running()] : namedRuns(daemon, params.id);
}
