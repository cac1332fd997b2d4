/** A program made ready to run: per profile its leaves, its rules as closures or table lines, and what each needs. */

import {
  builtInMetric,
  type Metric,
  type Program,
  type ProgramProfile,
  type ProgramRule,
  programVersion,
} from "@macro-engine/dsl";
import { type ConditionScope, compileCondition, type Test } from "./conditions.ts";
import { Leaves, type ShareCall } from "./leaves.ts";
import { compileMessage, type MetricReader, type Printer } from "./messages.ts";
import { conditionMetrics, metricsReadBy } from "./metrics-read.ts";
import type { Texts } from "./texts.ts";
import { type Threshold, thresholdOf } from "./threshold.ts";
import { type WindowCall, windowKey } from "./windows.ts";

export interface RulePlan {
  readonly rule: ProgramRule;
  /** 0 cancel all, 1 cancel, 2 pause, 3 throttle, 4 warn. */
  readonly severity: number;
  /** The condition: a line of the table, or a test that fills a slot of its own. */
  readonly threshold: Threshold | null;
  readonly test: Test | null;
  readonly until: Test | null;
  /** Leaves of the metrics that count as evidence for `for`; empty: exempt. */
  readonly evidence: readonly number[];
  readonly untilEvidence: readonly number[];
  readonly reads: readonly MetricReader[];
  readonly print: Printer;
}

export interface SharePlan extends ShareCall {
  readonly test: Test;
  readonly leaf: number;
}

export interface ProfilePlan {
  readonly program: Program;
  readonly profile: ProgramProfile;
  readonly leaves: Leaves;
  readonly shares: readonly SharePlan[];
  readonly rules: readonly RulePlan[];
}

export interface Plan {
  readonly program: Program;
  readonly metrics: ReadonlyMap<string, Metric>;
  readonly profiles: ReadonlyMap<string, ProfilePlan>;
}

/** Known to the evaluator itself, always, and always fresh. */
export const computedMetrics: ReadonlySet<string> = new Set(["duration", "macro.name", "macro.level"]);

export function planProgram(program: Program, texts: Texts): Plan {
  if (program.version !== programVersion) {
    throw new Error(
      `program of version ${program.version}; this runtime reads version ${programVersion}: compile the policies again`,
    );
  }
  const metrics = new Map(program.metrics.map((metric) => [metric.name, metric]));
  for (const name of computedMetrics) if (!metrics.has(name)) metrics.set(name, builtInMetric(name)!);
  const profiles = new Map(
    program.profiles.map((profile) => [profile.name, planProfile(profile, program, metrics, texts)]),
  );
  return { program, metrics, profiles };
}

/** The windowed calls of one metric in these profiles, each once. */
export function callsOf(metric: string, profiles: Iterable<ProfilePlan>): WindowCall[] {
  const calls = new Map<string, WindowCall>();
  for (const { leaves } of profiles) {
    for (const leaf of leaves.list) {
      if (leaf.kind === "window" && leaf.metric.name === metric) calls.set(windowKey(leaf.call), leaf.call);
    }
  }
  return [...calls.values()];
}

function planProfile(
  profile: ProgramProfile,
  program: Program,
  metrics: ReadonlyMap<string, Metric>,
  texts: Texts,
): ProfilePlan {
  const scope: ConditionScope = { leaves: new Leaves(metrics), texts };
  const rules = profile.rules.map((rule) => planRule(rule, metrics, scope));
  // Compiling a share may not bring new shares: inner ones were found with the outer.
  const shares = scope.leaves.shares.map((share) => ({
    ...share,
    test: compileCondition(share.condition, scope),
    leaf: scope.leaves.term({ kind: "share", condition: share.condition, windowMs: share.windowMs })!,
  }));
  return { program, profile, leaves: scope.leaves, shares, rules };
}

function planRule(rule: ProgramRule, metrics: ReadonlyMap<string, Metric>, scope: ConditionScope): RulePlan {
  const read = (name: string): MetricReader => ({ metric: metrics.get(name)!, leaf: scope.leaves.metric(name) });
  const evidence = (names: readonly string[]) =>
    names.filter((name) => name === "duration" || !computedMetrics.has(name)).map((name) => scope.leaves.metric(name));
  const reads = [...metricsReadBy(rule), ...rule.messageReads].map(read);
  const threshold = thresholdOf(rule.condition, scope.leaves);
  return {
    rule,
    severity: rule.all ? 0 : 1 + ["cancel", "pause", "throttle", "warn"].indexOf(rule.action),
    threshold,
    test: threshold ? null : compileCondition(rule.condition, scope),
    until: rule.until && compileCondition(rule.until.condition, scope),
    evidence: evidence(rule.evidence),
    untilEvidence: rule.until ? evidence(rule.until.evidence) : [],
    reads,
    print: compileMessage(rule, conditionMetrics(rule).map(read), scope),
  };
}

/**
 * Equal for rules that act alike on the same conditions; text, message and place do not matter. Only another program asks
 * for it, so it is not kept.
 */
export function meaningOf(rule: ProgramRule, program: Program): string {
  const { action, all, condition, holdMs, evidence, until } = rule;
  return meaning({ action, all, condition, holdMs, evidence, until }, program);
}

/** Equal for shares that count the same. */
export function meaningOfShare({ condition, windowMs }: ShareCall, program: Program): string {
  return meaning({ condition, windowMs }, program);
}

/** Programs number their schedules each for itself. */
function meaning(part: object, program: Program): string {
  return JSON.stringify(part, (_, value) =>
    value?.kind === "schedule" ? { kind: "schedule", schedule: program.schedules[value.schedule] } : value,
  );
}
