/** Small builders of compiled programs, for tests that want no source text. */

import {
  type ActionName,
  builtInMetrics,
  type ComparisonOperator,
  type Condition,
  type Metric,
  type NumericDimension,
  type Program,
  type ProgramMessagePart,
  type ProgramProfile,
  type ProgramRule,
  type ProgramSchedule,
  programVersion,
  type Term,
  type WindowFunction,
} from "@macro-engine/dsl";
import { evidenceOf, metricsReadBy } from "../metrics-read.ts";

export interface RuleOptions {
  readonly action?: ActionName;
  readonly all?: boolean;
  readonly holdMs?: number;
  readonly until?: Condition;
  readonly untilHoldMs?: number;
  readonly message?: readonly ProgramMessagePart[];
  readonly line?: number;
}

/** A rule; `warn` without options. Its text is "…". */
export function rule(name: string, condition: Condition, options: RuleOptions = {}): ProgramRule {
  const { action = "warn", all = false, holdMs = 0, until, untilHoldMs = 0, message = null, line = 1 } = options;
  const built = {
    name,
    action,
    all,
    condition,
    holdMs,
    until: until ? { condition: until, holdMs: untilHoldMs, evidence: evidenceOf(until) } : null,
    message,
    text: `text of ${name}`,
    threshold: `threshold of ${name}`,
    reads: [] as string[],
    messageReads: [],
    evidence: evidenceOf(condition),
    place: { file: "a.macropolicy", line, column: 3 },
    declaredIn: "heal",
  };
  const reads = metricsReadBy({ ...built, until: { condition, holdMs: 0, evidence: [] } });
  return { ...built, reads: metricsReadBy({ ...built, reads }) };
}

export function profile(name: string, rules: readonly ProgramRule[]): ProgramProfile {
  return {
    name,
    description: "",
    level: "risky",
    graceMs: 5000,
    cooldownMs: 0,
    patterns: [],
    notify: [],
    params: [],
    rules,
    place: { file: "a.macropolicy", line: 1, column: 1 },
  };
}

export function programOf(
  profiles: readonly ProgramProfile[],
  schedules: readonly ProgramSchedule[] = [],
  custom: readonly Metric[] = [],
): Program {
  return {
    version: programVersion,
    metrics: [...builtInMetrics, ...custom],
    schedules,
    profiles,
    tests: [],
    assertions: [],
  };
}

/** A program of one profile, `heal`. */
export function programWith(...rules: readonly ProgramRule[]): Program {
  return programOf([profile("heal", rules)]);
}

export function metric(name: string): Term {
  return { kind: "metric", metric: name };
}

export function constant(value: number): Term {
  return { kind: "constant", value };
}

export function window(name: WindowFunction, of: string, windowMs: number): Term {
  return { kind: "window", function: name, metric: of, windowMs };
}

export function forecast(of: string, aheadMs: number, windowMs: number): Term {
  return { kind: "forecast", metric: of, aheadMs, windowMs };
}

export function share(condition: Condition, windowMs: number): Term {
  return { kind: "share", condition, windowMs };
}

/** Compares a metric (or any term) with a number (or any term). */
export function compare(
  left: string | Term,
  operator: ComparisonOperator,
  right: number | Term,
  dimension: NumericDimension = "number",
): Condition {
  return {
    kind: "compare",
    operator,
    left: typeof left === "string" ? metric(left) : left,
    right: typeof right === "number" ? constant(right) : right,
    dimension,
  };
}

export function missing(of: string, silentMs: number | null = null): Condition {
  return { kind: "missing", metric: of, silentMs };
}

export function not(operand: Condition): Condition {
  return { kind: "not", operand };
}

export function all(...operands: readonly Condition[]): Condition {
  return { kind: "and", operands };
}

export function any(...operands: readonly Condition[]): Condition {
  return { kind: "or", operands };
}
