/** Runs and firings by macro, profile, rule and reason. */

import type { RecordReader } from "../store/record-reader.ts";
import type { FiringCount, MetricSum } from "../store/sums.ts";
import { endsOf, type Gathered, isProtected, lastMoment, runsOf } from "./gather.ts";
import { type Guarded, lengthOf } from "./guarded.ts";
import { metricReports } from "./metric-reports.ts";
import type { MacroReport, ProfileReport, ReasonReport, RuleReport } from "./report.ts";
import { byWeight, tallyOf } from "./tally.ts";

export function macroReports(reader: RecordReader, { scope, guarded, counts }: Gathered): MacroReport[] {
  const runs = Map.groupBy(guarded, ({ run }) => run.macro);
  const fired = Map.groupBy(counts, ({ macro }) => macro);
  const metrics = metricsByMacro(reader, guarded, scope);
  const names = new Set([...runs.keys(), ...fired.keys()]);
  const reports = [...names].map((macro): MacroReport => {
    const own = runs.get(macro) ?? [];
    const protectedMs = lengthOf(own.filter(isProtected));
    const each = [...Map.groupBy(own, ({ run }) => run.id).values()];
    const counted = fired.get(macro) ?? [];
    return {
      macro,
      title: own.findLast(({ run }) => run.title !== null)?.run.title ?? null,
      profiles: profilesOf(own, counted),
      runs: each.length,
      protectedMs,
      unprotectedMs: lengthOf(own) - protectedMs,
      longestMs: Math.max(0, ...each.map(lengthOf)),
      ends: endsOf(own, scope),
      ...tallyOf(counted),
      metrics: metricReports(metrics.get(macro) ?? [], []),
    };
  });
  return reports.sort((a, b) => byWeight(a, b) || b.protectedMs - a.protectedMs || (a.macro < b.macro ? -1 : 1));
}

/** Those of its runs, and those whose rules fired upon it; whose rule ended it along with another has not governed it. */
function profilesOf(own: readonly Guarded[], counted: readonly FiringCount[]): string[] {
  const firing = counted.filter(({ along }) => !along).map(({ profile }) => profile);
  const known = [...own.map(({ run }) => run.profile), ...firing];
  return [...new Set(known)].filter((profile) => profile !== null).sort();
}

/** Runs that lie in the time as a whole are summed as a whole; of the others, what lies in it. */
function metricsByMacro(reader: RecordReader, guarded: readonly Guarded[], scope: Gathered["scope"]) {
  const runs = runsOf(guarded);
  const { fromWall, toWall } = scope;
  const isWhole = (run: Guarded["run"]) =>
    run.startedWall >= fromWall && run.endedWall !== null && run.endedWall <= toWall;
  const parts = Object.groupBy(runs, (run) => (isWhole(run) ? "whole" : "partly"));
  const idsOf = (some: readonly Guarded["run"][] = []) => some.map(({ id }) => id);
  const sums = [
    ...reader.runSums(idsOf(parts.whole), {}),
    ...reader.runSums(idsOf(parts.partly), { fromWall, toWall: lastMoment(scope) }),
  ];
  return Map.groupBy(sums, ({ macro }: MetricSum) => macro);
}

export function profileReports({ guarded, counts }: Gathered): ProfileReport[] {
  const runs = Map.groupBy(guarded, ({ run }) => run.profile);
  const fired = Map.groupBy(counts, ({ profile }) => profile);
  const names = new Set([...runs.keys(), ...fired.keys()].filter((profile) => profile !== null));
  return [...names]
    .map((profile) => {
      const own = runs.get(profile) ?? [];
      return {
        profile,
        runs: runsOf(own).length,
        protectedMs: lengthOf(own.filter(isProtected)),
        ...tallyOf(fired.get(profile) ?? []),
      };
    })
    .sort((a, b) => byWeight(a, b) || b.protectedMs - a.protectedMs || (a.profile < b.profile ? -1 : 1));
}

export function ruleReports(counts: readonly FiringCount[]): RuleReport[] {
  const groups = Map.groupBy(counts, ({ profile, rule, action }) => JSON.stringify([profile, rule, action]));
  return [...groups.values()]
    .map((group) => {
      const { profile, rule, action, threshold, last } = newest(group);
      const { message } = last;
      const lastAt = new Date(last.wall).toISOString();
      return { profile, rule, action, threshold, message, lastAt, macros: namesOf(group, "macro"), ...tallyOf(group) };
    })
    .sort((a, b) => byWeight(a, b) || (`${a.profile}.${a.rule}` < `${b.profile}.${b.rule}` ? -1 : 1));
}

export function reasonReports(counts: readonly FiringCount[]): ReasonReport[] {
  const groups = Map.groupBy(counts, ({ last }) => JSON.stringify([...last.metrics].sort()));
  return [...groups.values()]
    .map((group) => {
      const metrics = [...group[0]!.last.metrics].sort();
      const rules = namesOf(
        group.map((count) => ({ ...count, rule: `${count.profile}.${count.rule}` })),
        "rule",
      );
      // A rule of nothing but the time of day reads no metric.
      const reason = metrics.length === 0 ? "no metric" : metrics.join(", ");
      return { reason, metrics, rules, ...tallyOf(group) };
    })
    .sort((a, b) => byWeight(a, b) || (a.reason < b.reason ? -1 : 1));
}

function newest(group: readonly FiringCount[]): FiringCount {
  return group.reduce((best, count) => (count.last.id > best.last.id ? count : best));
}

/** Most fired first. */
function namesOf(group: readonly FiringCount[], by: "macro" | "rule"): string[] {
  const totals = new Map<string, number>();
  for (const count of group) totals.set(count[by], (totals.get(count[by]) ?? 0) + count.count);
  return [...totals].sort(([a, most], [b, next]) => next - most || (a < b ? -1 : 1)).map(([name]) => name);
}
