/** The sentences of a comparison, the same in every format. */

import {
  type AnswerChange,
  actionNames,
  actionText,
  conditionText,
  type Difference,
  describeWitness,
  harshnessOf,
  type ProfileComparison,
  type Program,
  type ProgramRule,
  type Relation,
  type RuleChange,
  type SettingChange,
} from "@macro-engine/dsl";
import { timeText } from "../../runtime/expectations-explain.ts";
import type { RunEnd, TraceComparison } from "../compare/compare-traces.ts";

export const relationTexts: Readonly<Record<Relation, string>> = {
  equivalent: "no change in behaviour",
  stricter: "stricter",
  laxer: "laxer",
  incomparable: "stricter here, laxer there",
  "not-analysed": "not analysed",
};

/** Profiles of which the same is told, as when they share a template: told once, under all their names. */
export function alikeProfiles(
  profiles: readonly ProfileComparison[],
): readonly (readonly [ProfileComparison, ...ProfileComparison[]])[] {
  const groups = new Map<string, [ProfileComparison, ...ProfileComparison[]]>();
  for (const profile of profiles) {
    const { name: _, rules, ...rest } = profile;
    const sides = rules.map(({ kind, relation, before, after }) => [kind, relation, outline(before), outline(after)]);
    const key = JSON.stringify([rest, sides]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [profile]);
    else group.push(profile);
  }
  return [...groups.values()];
}

function outline(rule: RuleChange["before"]) {
  return rule && [rule.name, rule.threshold, rule.action, rule.all, rule.place];
}

const done = ["warned about", "throttled", "paused", "cancelled", "cancelled with every other macro"];

/** Metrics that a change is about, those of the conditions first. */
export function readsOf({ before, after }: Pick<RuleChange, "before" | "after">): readonly string[] {
  const rules = [after, before].filter((rule) => rule !== null);
  return [...new Set([...rules.flatMap(({ evidence }) => evidence), ...rules.flatMap(({ reads }) => reads)])];
}

/** "cpu.usage = 83% for 5s: cancelled before, not any more". */
export function lostText(change: RuleChange, lost: Difference, program: Program): string {
  const was = done[harshnessOf(lost.answer)]!;
  const { before, after } = change;
  const isGentler = before !== null && after !== null && harshnessOf(after) < harshnessOf(before);
  const now = isGentler ? `at most ${done[harshnessOf(after)]} now` : "not any more";
  return `${describeWitness(lost.witness, readsOf(change), program)}: ${was} before, ${now}`;
}

export function gainedText(change: RuleChange, gained: Difference, program: Program): string {
  const is = done[harshnessOf(gained.answer)]!;
  const { before, after } = change;
  const wasGentler = before !== null && after !== null && harshnessOf(before) < harshnessOf(after);
  const was = wasGentler ? `at most ${done[harshnessOf(before)]} before` : "not before";
  return `${describeWitness(gained.witness, readsOf(change), program)}: ${is} now, ${was}`;
}

/** What a rule says, with its params as values: "cancel when cpu.usage > 85% for 5s until …". */
export function ruleText(rule: RuleChange["before"], program: Program): string | null {
  return rule === null ? null : `${actionText(rule)} when ${rule.threshold}${untilText(rule, program)}`;
}

/** " until fps > 25fps for 5s"; empty for a rule without one. */
export function untilText({ until }: Pick<ProgramRule, "until">, program: Program): string {
  if (until === null) return "";
  const hold = until.holdMs === 0 ? "" : ` for ${timeText(until.holdMs)}`;
  return ` until ${conditionText(until.condition, program)}${hold}`;
}

export function changeHead({ kind, before, after }: RuleChange): string {
  if (kind === "renamed") return `${after!.name} (was ${before!.name})`;
  return (after ?? before)!.name;
}

/** Remarks on a rule's change beside its witnesses. */
export function changeNotes(change: RuleChange): readonly string[] {
  const notes: string[] = [];
  if (change.kind === "renamed" && change.relation === "equivalent") notes.push("the same by another name");
  else if (change.relation === "equivalent") {
    const word = { added: "other rules answered all of it before", removed: "other rules still answer all of it" };
    notes.push(
      change.kind === "added" || change.kind === "removed" ? word[change.kind] : "says the same in other words",
    );
  }
  if (change.reason !== null) notes.push(`not analysed: ${change.reason}`);
  for (const assumption of change.assumes) notes.push(`as long as ${assumption}`);
  return notes;
}

/** "cancel: fewer states are answered". */
export function answerText({ atLeast, relation }: AnswerChange): string {
  const what = atLeast > 3 ? "cancel all" : actionNames[atLeast]!;
  const grade = atLeast < 3 ? `${what} or harsher` : what;
  const words: Readonly<Record<Relation, string>> = {
    equivalent: "the same states are answered",
    stricter: "more states are answered",
    laxer: "fewer states are answered",
    incomparable: "some more states are answered, some no longer",
    "not-analysed": "whether the same states are answered was not analysed",
  };
  return `${grade}: ${words[relation]}`;
}

export function settingText({ setting, before, after, note }: SettingChange): string {
  if (before === null && after === null) return `${setting}${note === null ? "" : `: ${note}`}`;
  const values = before === null ? `${after} added` : after === null ? `${before} removed` : `${before} → ${after}`;
  return `${setting} ${values}${note === null ? "" : `: ${note}`}`;
}

/** "cancelled by cpu_hot at 25s before; not cancelled now". */
export function traceText({ before, after }: TraceComparison): string {
  return `${endText(before)} before; ${endText(after)} now`;
}

function endText({ by, atMs, pauses, throttles, warnings }: RunEnd): string {
  const end = by === null ? "not cancelled" : `cancelled by ${by} at ${timeText(atMs ?? 0)}`;
  const times = [
    [pauses, "pause"],
    [throttles, "throttle"],
    [warnings, "warning"],
  ] as const;
  const others = times.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}${count > 1 ? "s" : ""}`);
  return others.length === 0 ? end : `${end} (${others.join(", ")})`;
}
