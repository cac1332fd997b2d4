/** What macros say of themselves: taken when they say it, sampled at the next tick. */

import { builtInMetric, builtInMetrics, type Metric, nearest, type SampleValue } from "@macro-engine/dsl";
import { ControlError, errorCodes, type ReportParams, type ReportResult } from "../control/protocol.ts";
import type { Daemon } from "../daemon.ts";
import type { LiveRun } from "../macros/registry.ts";
import { cleanValue } from "../metrics/clean-value.ts";

interface Reported {
  readonly metric: string;
  readonly value: SampleValue;
  readonly time: number;
  /** Null: the system's. */
  readonly run: string | null;
}

export interface Reports {
  add(reported: Reported): void;
  /** Hands over what was reported since the last tick, at its time or at the tick's where that is earlier. */
  drain(due: number, take: (metric: string, value: SampleValue, time: number, run: string | null) => void): void;
}

/** What may wait between two ticks before the oldest is dropped. */
const mostWaiting = 4096;

export function createReports(): Reports {
  const waiting: Reported[] = [];
  return {
    add: (reported) => {
      if (waiting.length >= mostWaiting) waiting.shift();
      waiting.push(reported);
    },
    drain: (due, take) => {
      for (const { metric, value, time, run } of waiting) take(metric, value, Math.min(time, due), run);
      waiting.length = 0;
    },
  };
}

/** Takes a report, or says what is wrong with it by a `ControlError`; then nothing of it is taken. */
export function takeReport(daemon: Daemon, report: ReportParams): ReportResult {
  const { reports, sampler } = daemon;
  const { metrics = {}, actions, run: named } = report;
  const runs = named === undefined ? [] : runsOf(daemon, named);
  const time = performance.now();
  const samples = Object.entries(metrics).map(([name, value]) => {
    const metric = reportable(daemon, name, value);
    return { metric, value: cleanValue(value, metric) ?? value };
  });
  if (runs.length === 0 && (actions !== undefined || samples.some(({ metric }) => !metric.custom))) {
    throw new ControlError(
      "a macro's own metrics and actions need its run: give MACRO_ENGINE_RUN, its name or its pid",
    );
  }
  for (const { metric, value } of samples) {
    for (const run of metric.custom ? [null] : runs) {
      reports.add({ metric: metric.name, value, time, run: run?.run.id ?? null });
    }
  }
  for (const { run } of runs) {
    sampler.heartbeat(run.id, time);
    if (actions !== undefined) sampler.actions(run.id, actions);
  }
  return { runs: runs.map(({ run }) => run.id) };
}

/** By id, the outermost of several marks included; else by name; else by the pid of any of its processes. */
function runsOf({ registry }: Daemon, named: string): LiveRun[] {
  for (const id of named.split(",").reverse()) {
    const byId = registry.get(id);
    if (byId !== undefined) return [byId];
  }
  const wanted = named.toLowerCase();
  const byName = [...registry.running()].filter(({ run }) => run.macro.toLowerCase() === wanted);
  if (byName.length > 0) return byName;
  const byPid = /^[0-9]+$/.test(named) ? registry.owner(Number(named)) : undefined;
  if (byPid !== undefined) return [byPid];
  const again = /^[0-9a-f-]{36}$/.test(named) ? "; if the engine has begun anew since, register again" : "";
  throw new ControlError(`no macro of that run, name or pid is guarded: ${named}${again}`, errorCodes.unknown);
}

function reportable({ inForce }: Daemon, name: string, value: SampleValue): Metric {
  const metric = builtInMetric(name) ?? inForce.program.metrics.find((entry) => entry.name === name);
  if (metric === undefined) {
    const near = nearest(
      name,
      [...builtInMetrics, ...inForce.program.metrics].map((entry) => entry.name),
    );
    const remedy = near === null ? `declare your own in a policy: metric ${name}: count` : `did you mean ${near}?`;
    throw new ControlError(`there is no metric ${name}; ${remedy}`);
  }
  if (!metric.custom && metric.scope !== "either" && name !== "response_time") {
    throw new ControlError(
      `${name} is measured by the engine; macros report frame rates, latencies, response_time and declared metrics`,
    );
  }
  const wanted = metric.dimension === "text" ? "string" : metric.dimension === "bool" ? "boolean" : "number";
  if (typeof value !== wanted) throw new ControlError(`${name} is a ${wanted}, not ${JSON.stringify(value)}`);
  return metric;
}
