/** What the rule engines are measured on: 6 profiles of 6 threshold rules, and 10,000 seeded snapshots. */

import { type ComparisonOperator, customMetric, type Metric, type Program } from "@macro-engine/dsl";
import { compare, profile, programOf, rule } from "../../engine/src/runtime/testing/build-program.ts";
import { seeded } from "../bench.ts";

/** Snapshots as plain objects, alike for everyone: names that every library can read. */
export interface Snapshot {
  readonly cpu_usage: number;
  readonly memory_usage: number;
  readonly fps: number;
  readonly latency: number;
  readonly response_time: number;
  readonly gpu_usage: number;
}

type Field = keyof Snapshot;

export interface ThresholdRule {
  readonly profile: number;
  readonly field: Field;
  readonly operator: Extract<ComparisonOperator, "<" | ">">;
  readonly limit: number;
  readonly holdMs: number;
}

interface FieldInfo {
  readonly field: Field;
  readonly metric: string;
  readonly operator: "<" | ">";
  readonly span: number;
}

export const fields: readonly FieldInfo[] = [
  { field: "cpu_usage", metric: "cpu.usage", operator: ">", span: 100 },
  { field: "memory_usage", metric: "memory.usage", operator: ">", span: 100 },
  { field: "fps", metric: "fps", operator: "<", span: 144 },
  { field: "latency", metric: "latency", operator: ">", span: 1000 },
  { field: "response_time", metric: "response_time", operator: ">", span: 3000 },
  { field: "gpu_usage", metric: "gpu.usage", operator: ">", span: 100 },
];

export const profileCount = 6;
const snapshotCount = 10_000;

/**
 * Limits such that conditions are true at the given share of the snapshots, each profile's a little above or below it: what
 * decides how well a processor can foresee branches. With waits as in real policies few rules fire, whatever the share.
 */
export function makeRules(shareTrue: number): readonly ThresholdRule[] {
  return Array.from({ length: profileCount }, (_, profile) =>
    fields.map(({ field, operator, span }, at): ThresholdRule => {
      const share = shareTrue * (0.75 + 0.1 * profile);
      const limit = operator === ">" ? span * (1 - share) : span * share;
      return { profile, field, operator, limit: Math.round(limit * 100) / 100, holdMs: 10_000 * (at + 1) };
    }),
  ).flat();
}

/** Independent random values: what predicts branches worst. */
export function makeSnapshots(count = snapshotCount): readonly Snapshot[] {
  const random = seeded(20260105);
  return Array.from({ length: count }, () => {
    const values = fields.map(({ field, span }) => [field, random() * span]);
    // One shape for all, with values that stay doubles.
    return Object.fromEntries(values) as unknown as Snapshot;
  });
}

export interface ProgramOptions {
  /** False: every change of a condition is an announced decision. */
  readonly holds: boolean;
  /** The rules read `ownMetrics`, which every macro reports for itself, instead of the system's. */
  readonly own: boolean;
}

/** As `fields`: what a macro reports for itself. */
export const ownMetrics: readonly Metric[] = fields.map(({ field }) => ({
  ...customMetric(`own.${field}`, "number", ""),
  scope: "either",
}));

/** The rules as a program. */
export function makeProgram(rules: readonly ThresholdRule[], { holds, own }: ProgramOptions): Program {
  const profiles = Array.from({ length: profileCount }, (_, number) => {
    const compiled = rules
      .filter((entry) => entry.profile === number)
      .map(({ field, operator, limit, holdMs }) => {
        const at = fields.findIndex((info) => info.field === field);
        const metric = own ? ownMetrics[at]!.name : fields[at]!.metric;
        return rule(field, compare(metric, operator, limit), { holdMs: holds ? holdMs : 0 });
      });
    return profile(`profile${number}`, compiled);
  });
  return programOf(profiles, [], ownMetrics);
}
