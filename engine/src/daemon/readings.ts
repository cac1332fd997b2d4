/** What the machine measures now, and where the limits of profiles stand by it. */

import type { Metric, SampleValue } from "@macro-engine/dsl";
import type { MetricNow, Readings } from "../control/protocol.ts";
import type { Daemon } from "../daemon.ts";
import { quantityText } from "../runtime/messages.ts";
import { metricsReadBy } from "../runtime/metrics-read.ts";
import { isoTime } from "./announcer.ts";
import { freshValue } from "./newest.ts";

export function readingsOf(daemon: Daemon, wanted: readonly string[]): Readings {
  const { program } = daemon.inForce;
  const profiles = program.profiles.filter(({ name }) => wanted.includes(name));
  const read = new Set(profiles.flatMap(({ rules }) => rules.flatMap(metricsReadBy)));
  const wall = Date.now();
  return {
    time: isoTime(wall),
    metrics: metricsNow(
      daemon,
      program.metrics.filter(({ name, scope }) => scope !== "macro" && read.has(name)),
      wall,
    ),
    profiles: profiles.map(({ name }) => ({ profile: name, rules: daemon.evaluator.readings(name) })),
  };
}

function metricsNow(daemon: Daemon, metrics: readonly Metric[], wall: number): readonly MetricNow[] {
  const numeric = metrics.filter(({ dimension }) => dimension !== "text" && dimension !== "bool");
  const today = daemon.today.p95(
    numeric.map(({ name }) => name),
    wall,
  );
  return metrics.map((metric) => {
    const value = freshValue(daemon, metric.name, daemon.newest.system.get(metric.name));
    const p95 = today.get(metric.name) ?? null;
    return {
      metric: metric.name,
      value,
      text: valueText(value, metric),
      p95Today: p95 === null ? null : { value: p95, text: valueText(p95, metric) },
    };
  });
}

export function valueText(value: SampleValue | null, { dimension }: Metric): string {
  if (value === null) return "missing";
  return typeof value === "number" ? quantityText(value, dimension) : String(value);
}
