/** Measures each run: what its tree uses, and what it says of itself. */

import { createMeter, type UsageMeter } from "./meter.ts";
import type { ProcessTable } from "./processes/process-table.ts";
import type { LiveRun, Registry } from "./registry.ts";
import type { TreeUsage } from "./types.ts";

export type RunSampleSink = (run: string, metric: string, value: number, time: number) => void;

export interface RunSampler {
  /** Measures all running macros, whose trees have just been looked at. Times are ms monotonic and since the epoch. */
  sample(time: number, wall: number, sink: RunSampleSink): void;
  /** The macro said that it is alive. */
  heartbeat(run: string, time: number): void;
  /** The macro said that it performed actions. */
  actions(run: string, count: number): void;
  /** What was measured last, for screens; null before the first sample. */
  usage(run: string): TreeUsage | null;
}

export interface RunSamplerOptions {
  readonly table: ProcessTable;
  readonly registry: Registry;
  readonly isPaused: (run: string) => boolean;
  /** Whether anyone wants `macro.disk_read` and `macro.disk_write`, asked each time: they cost one more file a process. */
  readonly disk?: () => boolean;
}

interface Gauge {
  readonly meter: UsageMeter;
  usage: TreeUsage | null;
  at: number;
  /** Null until the first heartbeat. */
  heartbeatAgeMs: number | null;
  heartbeatAt: number;
  /** Null until the first report; then those since the last sample. */
  actions: number | null;
}

/**
 * Rates are over the time since the run's last sample; the first sample of a run has none. `macro.heartbeat_age` and
 * `macro.actions` begin with the first report: silence of a macro that never speaks is no evidence.
 */
export function createRunSampler(options: RunSamplerOptions): RunSampler {
  const { table, registry } = options;
  const gauges = new Map<string, Gauge>();
  const gaugeOf = (run: string): Gauge => {
    let gauge = gauges.get(run);
    if (gauge === undefined) {
      const meter = createMeter(table, { disk: options.disk ?? (() => true) });
      gauge = { meter, usage: null, at: 0, heartbeatAgeMs: null, heartbeatAt: 0, actions: null };
      gauges.set(run, gauge);
    }
    return gauge;
  };
  return {
    sample: (time, wall, sink) => {
      for (const id of gauges.keys()) if (registry.get(id) === undefined) gauges.delete(id);
      const now = registry.size === 0 ? 0 : table.now();
      for (const live of registry.running()) {
        const { id, macro } = live.run;
        const gauge = gaugeOf(id);
        const put = (metric: string, value: number) => sink(id, metric, value, time);
        if (live.run.root !== null) sampleUsage(live, gauge, time, now, put);
        sampleReports(gauge, options.isPaused(id), time, put);
        gauge.at = time;
        put("macro.runs_today", registry.today.runs(macro, wall));
        put("macro.active_today", registry.today.activeMs(macro, wall));
      }
    },
    heartbeat: (run, time) => {
      if (registry.get(run) === undefined) return;
      const gauge = gaugeOf(run);
      gauge.heartbeatAgeMs = 0;
      gauge.heartbeatAt = time;
    },
    actions: (run, count) => {
      if (registry.get(run) === undefined) return;
      const gauge = gaugeOf(run);
      gauge.actions = (gauge.actions ?? 0) + count;
    },
    usage: (run) => gauges.get(run)?.usage ?? null,
  };
}

type Put = (metric: string, value: number) => void;

function sampleUsage(live: LiveRun, gauge: Gauge, time: number, now: number, put: Put): void {
  const before = gauge.usage;
  gauge.usage = gauge.meter.read(live.tree.members(), now);
  usageSamples(gauge.usage, before, (time - gauge.at) / 1000, put);
}

/** What a tree uses, as metrics; rates over the seconds since the reading before, where there was one. */
export function usageSamples(usage: TreeUsage, before: TreeUsage | null, seconds: number, put: Put): void {
  put("macro.memory", usage.residentBytes);
  put("macro.processes", usage.processes);
  if (usage.threads !== null) put("macro.threads", usage.threads);
  if (before === null || seconds <= 0) return;
  // The kernel counts in ticks: what is past a millionth is rounding, and would carry 40% over a limit of 40%.
  put("macro.cpu", Math.round(((usage.cpuSeconds - before.cpuSeconds) / seconds) * 1e8) / 1e6);
  if (usage.readBytes !== null && before.readBytes !== null) {
    put("macro.disk_read", (usage.readBytes - before.readBytes) / seconds);
  }
  if (usage.writtenBytes !== null && before.writtenBytes !== null) {
    put("macro.disk_write", (usage.writtenBytes - before.writtenBytes) / seconds);
  }
}

function sampleReports(gauge: Gauge, paused: boolean, time: number, put: Put): void {
  if (gauge.heartbeatAgeMs !== null) {
    if (!paused) gauge.heartbeatAgeMs += Math.max(0, time - gauge.heartbeatAt);
    gauge.heartbeatAt = time;
    put("macro.heartbeat_age", gauge.heartbeatAgeMs);
  }
  const seconds = (time - gauge.at) / 1000;
  if (gauge.actions !== null) {
    if (gauge.at > 0 && seconds > 0) put("macro.actions", gauge.actions / seconds);
    gauge.actions = 0;
  }
}
