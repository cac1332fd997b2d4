/** Every metric there is: whether it can be had here, why not, and its newest value. Asks nobody, so it is cheap. */

import { builtInMetrics, type Metric } from "@macro-engine/dsl";
import type { Measurement, Measurements } from "../control/protocol.ts";
import type { Daemon } from "../daemon.ts";
import { entryOf } from "../metrics/survey.ts";
import { isoTime } from "./announcer.ts";
import { freshValue, stalenessMs } from "./newest.ts";
import { valueText } from "./readings.ts";

export function measurementsOf(daemon: Daemon): Measurements {
  const { measuring, newest, inForce, registry } = daemon;
  const known = { wall: Date.now(), now: performance.now() };
  const reported = new Set([...registry.running()].flatMap(({ run }) => [...newest.ofRun(run.id).keys()]));
  const values = new Map([...newest.system].map(([metric, { value }]) => [metric, value]));
  const { availability, failures } = measuring;
  const entry = (metric: Metric) => entryOf(metric, availability, values, failures);
  const metrics = [...builtInMetrics, ...inForce.program.metrics.filter(({ custom }) => custom)];
  return {
    time: isoTime(known.wall),
    metrics: metrics.map((metric) => measurementOf(daemon, metric, { ...known, why: whyNot(metric, reported, entry) })),
  };
}

/** Macros say these of themselves: that none has is why they are missing. */
const saidByMacros = ["macro.actions", "macro.heartbeat_age"];

function whyNot(metric: Metric, reported: ReadonlySet<string>, entry: (metric: Metric) => ReturnType<typeof entryOf>) {
  if (reported.has(metric.name)) return null;
  if (saidByMacros.includes(metric.name)) return "no running macro reports it: macros do, with `macro-engine report`";
  const found = entry(metric);
  return found.available ? null : found.reason;
}

function measurementOf(
  daemon: Daemon,
  metric: Metric,
  { wall, now, why }: { readonly wall: number; readonly now: number; readonly why: string | null },
): Measurement {
  const { name, dimension, scope, description, custom } = metric;
  const latest = daemon.newest.system.get(name);
  const value = freshValue(daemon, name, latest);
  const p95 = daemon.today.known(name, wall);
  return {
    metric: name,
    dimension,
    scope,
    description,
    custom,
    available: why === null,
    why,
    value,
    text: valueText(value, metric),
    p95Today: p95 === null ? null : { value: p95, text: valueText(p95, metric) },
    at: latest === undefined ? null : isoTime(Math.round(wall - (now - latest.time))),
    stalenessMs: stalenessMs(daemon, name),
  };
}
