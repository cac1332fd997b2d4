/**
 * A program as rules of json-rules-engine. What that library has no notion of (time, windows, states) stands beside the
 * conditions, as data for whoever runs it.
 */

import {
  type Condition,
  exportedRulesFormat,
  type Metric,
  type Program,
  type ProgramProfile,
  type ProgramRule,
  type ProgramSchedule,
  quoteMessage,
} from "@macro-engine/dsl";
import type { RuleProperties, TopLevelCondition } from "json-rules-engine";
import { definitely } from "../runtime/json-rules.ts";
import { differencesOf } from "./differences.ts";
import { type ExportedFact, NamedFacts } from "./named-facts.ts";

/** Raised when the shape below changes. */
export const exportedRulesVersion = 1;

export interface ExportedRules {
  readonly format: typeof exportedRulesFormat;
  readonly version: typeof exportedRulesVersion;
  /** Sentences about what the library does not do by itself, those that matter for these rules. */
  readonly differences: readonly string[];
  /** Everything that the rules read. A fact without a value is `null`. */
  readonly facts: readonly ExportedFact[];
  /** Every metric that the rules, their terms or their messages read. */
  readonly metrics: readonly Metric[];
  readonly schedules: readonly ProgramSchedule[];
  /** Profiles without their rules. */
  readonly profiles: readonly ExportedProfile[];
  /** What `new Engine(rules)` takes. */
  readonly rules: readonly RuleProperties[];
}

export type ExportedProfile = Omit<ProgramProfile, "rules" | "params" | "place">;

/** `params` of a rule's event. */
export interface ExportedEvent {
  readonly profile: string;
  readonly rule: string;
  /** The event is for the caller to act upon once it has come at every snapshot for this long, ms; 0: at once. */
  readonly forMs: number;
  /** With `forMs`: at least one of these facts must have been measured since; empty: no matter. */
  readonly evidence: readonly string[];
  /** Of rules that clear: by their `until`, or because their condition is false. */
  readonly by?: "until" | "false";
  /** Of rules that fire: the condition as written, params as values. */
  readonly threshold?: string;
  /** As in a policy, `{…}` for values; null: the threshold and the values of its metrics. */
  readonly message?: string | null;
  readonly file?: string;
  readonly line?: number;
}

/** The rules of every profile, or of one. Two for each: it fires, it clears. */
export function exportRules(program: Program, profileName: string | null = null): ExportedRules {
  const profiles = program.profiles.filter(({ name }) => profileName === null || name === profileName);
  const facts = new NamedFacts(program);
  const guarded = profiles.length > 1;
  const rules = profiles.flatMap((profile) => {
    const ranked = inOrderOfFiring(profile.rules);
    const clears = profile.rules.map((rule) => clearing(profile, rule, facts));
    const firings = ranked.map((rule) => firing(profile, rule, facts, program));
    return prioritized([...clears, ...firings]).map((rule) => (guarded ? guardedBy(profile, rule, facts) : rule));
  });
  const listed = facts.list();
  const read = new Set(
    profiles.flatMap((profile) => profile.rules.flatMap((rule) => [...rule.reads, ...rule.messageReads])),
  );
  const scheduled = schedulesIn(profiles);
  return {
    format: exportedRulesFormat,
    version: exportedRulesVersion,
    differences: differencesOf(profiles, listed),
    facts: listed,
    metrics: program.metrics.filter(({ name }) => read.has(name)),
    schedules: program.schedules.filter((_, index) => scheduled.has(index)),
    profiles: profiles.map(({ rules: _, params: __, place: ___, ...profile }) => profile),
    rules,
  };
}

/** Schedules stand in conditions, in those of shares, and in messages. */
function schedulesIn(profiles: readonly ProgramProfile[]): ReadonlySet<number> {
  const found = new Set<number>();
  JSON.stringify(profiles, (_, part) => {
    if (part?.kind === "schedule") found.add(part.schedule);
    return part;
  });
  return found;
}

const severities = ["cancel", "pause", "throttle", "warn"];

function severityOf({ action, all }: ProgramRule): number {
  return all ? -1 : severities.indexOf(action);
}

/** As the engine reports firings of one snapshot: by severity, then by declaration. */
function inOrderOfFiring(rules: readonly ProgramRule[]): readonly ProgramRule[] {
  return [...rules].sort((a, b) => severityOf(a) - severityOf(b));
}

/** The library runs rules of higher priority first, and those of one priority all at once. */
function prioritized(rules: readonly Omit<RuleProperties, "priority">[]): RuleProperties[] {
  return rules.map((rule, index) => ({ ...rule, priority: rules.length - index }));
}

function firing(profile: ProgramProfile, rule: ProgramRule, facts: NamedFacts, program: Program): RuleProperties {
  const { threshold, message, place } = rule;
  const params: ExportedEvent = {
    profile: profile.name,
    rule: rule.name,
    forMs: rule.holdMs,
    evidence: rule.holdMs > 0 ? rule.evidence : [],
    threshold,
    message: message === null ? null : quoteMessage(message, program).slice(1, -1),
    file: place.file,
    line: place.line,
  };
  return {
    name: `${profile.name}.${rule.name}`,
    conditions: definitely(rule.condition, true, facts),
    event: { type: rule.all ? "cancel all" : rule.action, params: { ...params } },
  };
}

/** By its `until`, or once its condition is known to be false. */
function clearing(profile: ProgramProfile, rule: ProgramRule, facts: NamedFacts): RuleProperties {
  const { until } = rule;
  const forMs = until?.holdMs ?? 0;
  const params: ExportedEvent = {
    profile: profile.name,
    rule: rule.name,
    forMs,
    evidence: forMs > 0 ? (until?.evidence ?? []) : [],
    by: until === null ? "false" : "until",
  };
  const [condition, truth]: [Condition, boolean] = until === null ? [rule.condition, false] : [until.condition, true];
  return {
    name: `${profile.name}.${rule.name} clear`,
    conditions: definitely(condition, truth, facts),
    event: { type: "clear", params: { ...params } },
  };
}

/** Several profiles in one file: the fact `profile` says whose rules count. */
function guardedBy(profile: ProgramProfile, rule: RuleProperties, facts: NamedFacts): RuleProperties {
  const guard = { fact: facts.profile(), operator: "equal", value: profile.name };
  const conditions: TopLevelCondition = { all: [guard, rule.conditions] };
  return { ...rule, conditions };
}
