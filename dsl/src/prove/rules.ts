/** Claims about the rules of a profile: whether each can fire, whether its condition says anything, what shadows it. */

import { harshnessOf } from "../program/harshness.ts";
import type { Condition, ProgramProfile, ProgramRule } from "../program/program.ts";
import { ageAtEnd } from "./ages.ts";
import { meaningOf } from "./compare-rules.ts";
import { type Coverage, coveredBy } from "./coverage.ts";
import type { Prover } from "./prover.ts";
import { isRetained } from "./retention.ts";
import { isNotTrue, isTrue, type ProofRoom, withRules } from "./room.ts";
import { lasting, plainest } from "./scenarios.ts";
import { until } from "./timeline.ts";
import type { Witness } from "./witness.ts";

export type Firing =
  /** At the last row of the witness the rule fires, if no other ends the macro before. */
  | { readonly kind: "can"; readonly witness: Witness }
  /** Proved: no samples whatever make it fire. */
  | { readonly kind: "never"; readonly because: "never-true" | "never-long-enough" }
  | { readonly kind: "not-analysed"; readonly reason: string };

/** What a condition comes to over all samples; `unless-missing`: true whenever what it reads is known. */
export type Constancy = "always-true" | "true-unless-missing" | "never-true" | "varies" | "not-analysed";

export interface Shadow {
  /** In every run, whenever the rule fires, one of these has fired before it or in the same snapshot. As few as will do. */
  readonly by: readonly ProgramRule[];
  /**
   * `ends`: they cancel, so the rule never acts. `adds-nothing`: the same action is in force all the time that the rule
   * fires. `precedes`: their action, no gentler, comes first, but may end sooner.
   */
  readonly effect: "ends" | "adds-nothing" | "precedes";
  /** What must hold of the samples, as sentences; mostly empty. */
  readonly assumes: readonly string[];
}

export interface RuleClaims {
  readonly rule: ProgramRule;
  readonly fires: Firing;
  readonly constancy: Constancy;
  readonly shadow: Shadow | null;
}

export interface ProvedProfile {
  readonly profile: ProgramProfile;
  readonly rules: readonly RuleClaims[];
}

/** The rules of every profile. What many of them inherit is looked into once. */
export function proveProfiles(room: ProofRoom): readonly ProvedProfile[] {
  const known = new Map<string, Alone>();
  return room.program.profiles.map((profile) => ({ profile, rules: proveRules(room, profile, known) }));
}

/** What is claimed of a rule whatever the others are. */
type Alone = Pick<RuleClaims, "fires" | "constancy">;

export function proveRules(
  room: ProofRoom,
  profile: ProgramProfile,
  known = new Map<string, Alone>(),
): readonly RuleClaims[] {
  const alone = new Map(profile.rules.map((rule) => [rule, proveAlone(room, profile, rule, known)]));
  const able = profile.rules.filter((rule) => alone.get(rule)!.fires.kind !== "never");
  const shadows = shadowsIn(room.prover, able);
  return profile.rules.map((rule) => ({ rule, ...alone.get(rule)!, shadow: shadows.get(rule) ?? null }));
}

function proveAlone(room: ProofRoom, profile: ProgramProfile, rule: ProgramRule, known: Map<string, Alone>): Alone {
  // The name and the level of a macro may come from its profile.
  const isOfProfile = rule.reads.some((metric) => metric === "macro.name" || metric === "macro.level");
  const key = `${isOfProfile ? profile.name : ""} ${meaningOf(rule)}`;
  const found = known.get(key) ?? {
    fires: canFire(room, profile, rule),
    constancy: constancyOf(room.prover, rule.condition),
  };
  known.set(key, found);
  return found;
}

/** Whether a rule can fire, seen for itself. */
function canFire(room: ProofRoom, profile: ProgramProfile, rule: ProgramRule): Firing {
  const once = room.prover.find([isTrue(rule.condition)]);
  if (once.kind === "impossible") return { kind: "never", because: "never-true" };
  const age = ageAtEnd(room.prover, rule, [rule], "any");
  const atEnd = age === null ? once : room.prover.find([isTrue(rule.condition), age]);
  if (atEnd.kind === "impossible") return { kind: "never", because: "never-long-enough" };
  const alone = withRules(room.program, profile, [rule]);
  for (const found of [once, atEnd]) {
    if (found.kind !== "possible") continue;
    for (const witness of plainest(lasting(found.witness, rule.holdMs), rule.reads)) {
      const fired = room.replay(alone, profile.name, witness).find(({ kind }) => kind === "fire");
      if (fired !== undefined) return { kind: "can", witness: until(witness, fired.timeMs) };
    }
  }
  const reason =
    once.kind === "not-analysed"
      ? once.reason
      : "its condition can be true for a moment; whether it can stay so for its wait was not found";
  return { kind: "not-analysed", reason };
}

function constancyOf(prover: Prover, condition: Condition): Constancy {
  const isTrueEver = prover.find([isTrue(condition)]).kind;
  if (isTrueEver === "impossible") return "never-true";
  if (prover.find([isNotTrue(condition)]).kind === "impossible") return "always-true";
  const isFalseEver = prover.find([{ condition, is: ["false"] }]).kind;
  if (isFalseEver === "impossible") return "true-unless-missing";
  return isTrueEver === "possible" && isFalseEver === "possible" ? "varies" : "not-analysed";
}

/** With how many rules a rule is compared: in a profile with more, who generates it has to know. */
const mostOthers = 500;

/**
 * The rules that others make needless, by rule; of rules that stand for each other the last is one. Those that can never
 * fire are not to be given.
 */
export function shadowsIn(prover: Prover, rules: readonly ProgramRule[]): ReadonlyMap<ProgramRule, Shadow> {
  const steps = shadowsInSteps(prover, rules);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, a rule a step, for whoever has other things to do in between. */
export function* shadowsInSteps(
  prover: Prover,
  rules: readonly ProgramRule[],
): Generator<null, ReadonlyMap<ProgramRule, Shadow>> {
  const shadows = new Map<ProgramRule, Shadow>();
  for (const rule of [...rules].reverse()) {
    yield null;
    const others = rules.filter(
      (other) => other !== rule && !shadows.has(other) && harshnessOf(other) >= harshnessOf(rule),
    );
    const coverage = coveredBy(prover, rule, others.slice(0, mostOthers), "fired");
    if (coverage.kind !== "proved" || coverage.by.length === 0) continue;
    shadows.set(rule, shadowOf(prover, rule, coverage));
  }
  return shadows;
}

function shadowOf(
  prover: Prover,
  rule: ProgramRule,
  { by, assumes }: Pick<Extract<Coverage, { kind: "proved" }>, "by" | "assumes">,
): Shadow {
  if (by.every(({ action }) => action === "cancel")) return { by, assumes, effect: "ends" };
  const [only] = by;
  const stays = by.length === 1 && only!.action === rule.action ? isRetained(prover, rule, only!) : null;
  if (stays?.kind !== "proved") return { by, assumes, effect: "precedes" };
  return { by, assumes: [...assumes, ...stays.assumes], effect: "adds-nothing" };
}
