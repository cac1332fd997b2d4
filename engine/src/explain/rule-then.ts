/** The rule as it was when it fired, and what has become of it since: policies change, decisions keep their threshold. */

import {
  analyze,
  builtInMetric,
  defaultGraceMs,
  defaultLevel,
  type Metric,
  type Program,
  type ProgramProfile,
  type ProgramRule,
  programVersion,
} from "@macro-engine/dsl";
import type { StoredDecision } from "../store/store.ts";

/** What of the policies is known today; null: they cannot be read, or have errors. */
export type Today = Program | null;

export interface RuleThen {
  /** Today's policies with the rule as it was; null where its threshold says nothing today. */
  readonly program: Program | null;
  /** The rule of that name today; null: there is none. */
  readonly today: ProgramRule | null;
  readonly state: "same" | "changed" | "gone" | "unknown";
}

export function ruleThen(today: Today, decision: StoredDecision): RuleThen {
  const profile = today?.profiles.find(({ name }) => name === decision.profile) ?? null;
  const rule = profile?.rules.find(({ name }) => name === decision.rule) ?? null;
  const isSame = rule !== null && rule.threshold === decision.threshold && rule.action === decision.action;
  if (isSame) return { program: today, today: rule, state: "same" };
  const state = today === null ? "unknown" : rule === null ? "gone" : "changed";
  return { program: withRule(today, profile, decision), today: rule, state };
}

function withRule(today: Today, profile: ProgramProfile | null, decision: StoredDecision): Program | null {
  const { program } = analyze({ files: [{ path: decision.place.file, text: policyThen(today, decision) }] });
  const compiled = program?.profiles[0];
  const rule = compiled?.rules[0];
  if (program === null || compiled === undefined || rule === undefined) return null;
  const then: ProgramRule = { ...rule, place: decision.place };
  const others = (profile?.rules ?? []).filter(({ name }) => name !== then.name);
  // What it stood among is today's, as far as there is any.
  const rules = [then, ...others];
  const governing = { ...(profile ?? blank(decision)), rules };
  const metrics = [
    ...new Map([...program.metrics, ...(today?.metrics ?? [])].map((metric) => [metric.name, metric])).values(),
  ];
  const schedules = today?.schedules ?? [];
  const rest = today?.profiles.filter(({ name }) => name !== decision.profile) ?? [];
  return { ...(today ?? program), version: programVersion, metrics, schedules, profiles: [governing, ...rest] };
}

function blank({ profile, place }: StoredDecision): ProgramProfile {
  const nothing = { description: "", patterns: [], notify: [], params: [], rules: [] };
  return { name: profile, level: defaultLevel, graceMs: defaultGraceMs, cooldownMs: 0, place, ...nothing };
}

/** A policy of that one rule. Schedules only lend their names, in today's order: a condition knows them by their number. */
function policyThen(today: Today, { profile, rule, action, all, threshold, values }: StoredDecision): string {
  const custom = new Map(
    (today?.metrics ?? []).filter((metric) => metric.custom).map((metric) => [metric.name, metric]),
  );
  const declared = [...custom.values()].map(({ name, dimension }) => `metric ${name}: ${dimension}`);
  const undeclared = Object.entries(values).flatMap(([name, value]) =>
    custom.has(name) || builtInMetric(name) !== undefined ? [] : [`metric ${name}: ${kindOf(value)}`],
  );
  const schedules = (today?.schedules ?? []).map(({ name }) => `schedule ${name} = daily`);
  const written = `profile ${profile} { rule ${rule}: ${action}${all ? " all" : ""} when ${threshold} }`;
  return [...declared, ...undeclared, ...schedules, written].join("\n");
}

function kindOf(value: StoredDecision["values"][string]): Metric["dimension"] {
  return typeof value === "string" ? "text" : typeof value === "boolean" ? "bool" : "number";
}
