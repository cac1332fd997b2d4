/** What a profile does after a change, against what it did before: its rules one by one, and all of them together. */

import { harshnessOf } from "../program/harshness.ts";
import type { ProgramRule } from "../program/program.ts";
import { compareRules, judged, type Profiles, pairRules, type RuleChange, type RulePair } from "./compare-rules.ts";
import { coveredBy } from "./coverage.ts";
import { refuteLasting, refuteRetained, refuteRetainedByAll, whyOpen } from "./refute.ts";
import { combined, type Relation, relationOf } from "./relation.ts";
import { isRetainedByAll, type Proof } from "./retention.ts";
import { type ProofRoom, withRules } from "./room.ts";
import { firstRefuted, provedAtLeast, type Verdict } from "./strictness.ts";
import { divergence } from "./timeline.ts";
import type { Witness } from "./witness.ts";

/** How the states that are answered at least this harshly change. */
export interface AnswerChange {
  /** 0 warn, 1 throttle, 2 pause, 3 cancel, 4 cancel all. */
  readonly atLeast: number;
  readonly relation: Relation;
}

export interface RulesComparison {
  /** Of all rules together: what one of them loses, others may still answer. */
  readonly relation: Relation;
  readonly answers: readonly AnswerChange[];
  /** What must hold of the samples for that, as sentences; mostly empty. */
  readonly assumes: readonly string[];
  /** Only what differs, in order of declaration. */
  readonly rules: readonly RuleChange[];
}

/** Both are about the same metrics and the same level. */
export function compareAllRules(room: ProofRoom, profiles: Profiles): RulesComparison {
  const { pairs, removed, added } = pairRules(room, profiles);
  const changes = pairs.flatMap((pair) => compareRules(room, profiles, pair) ?? []);
  const back = { before: profiles.after, after: profiles.before };
  const losing = unmatched(pairs, changes, "before").concat(removed);
  const gaining = unmatched(pairs, changes, "after").concat(added);
  const kept = new Map(losing.map((rule) => [rule, isStillAnswered(room, profiles, rule)]));
  const known = new Map(gaining.map((rule) => [rule, isStillAnswered(room, back, rule)]));
  const rules = [
    ...changes,
    ...removed.map((rule) => onlyBefore(rule, kept)),
    ...added.map((rule) => onlyAfter(rule, known)),
  ];
  const settled = changes.filter(({ relation }) => relation !== "equivalent");
  const relation = relationOf(allOf([...kept.values()]), allOf([...known.values()]));
  return {
    // Rules that say the same as a whole, though each for itself says something else.
    relation: settled.length + removed.length + added.length === 0 ? "equivalent" : relation,
    answers: compareAnswers(room, profiles, kept, known),
    rules: inOrder(profiles, rules),
    assumes: assumptionsOf([...kept.values(), ...known.values()], changes),
  };
}

function assumptionsOf(verdicts: readonly Verdict[], changes: readonly RuleChange[]): readonly string[] {
  const ofVerdicts = verdicts.flatMap((verdict) => (verdict.kind === "proved" ? verdict.assumes : []));
  return [...new Set([...ofVerdicts, ...changes.flatMap(({ assumes }) => assumes)])];
}

/** Rules of one side whose counterpart does not do all that they do. */
function unmatched(
  pairs: readonly RulePair[],
  changes: readonly RuleChange[],
  side: "before" | "after",
): ProgramRule[] {
  const lacks = ({ relation }: RuleChange) =>
    relation !== "equivalent" && relation !== (side === "before" ? "stricter" : "laxer");
  return pairs
    .filter((pair) => changes.some((change) => change[side] === pair[side] && lacks(change)))
    .map((pair) => pair[side]);
}

/** Whether the rules of `after` together do all that one of `before` does. */
function isStillAnswered(room: ProofRoom, profiles: Profiles, rule: ProgramRule): Verdict {
  const atLeast = harshnessOf(rule);
  const answers = profiles.after.rules.filter((other) => harshnessOf(other) >= atLeast);
  for (const answer of answers) {
    const proof = provedAtLeast(room.prover, rule, answer);
    if (proof.kind === "proved") return proof;
  }
  const together = answeredByAll(room, rule, answers);
  if (together.kind === "proved") return { kind: "proved", assumes: together.assumes };
  const refuted = refutedAmongAll(room, profiles, { rule, answers, atLeast });
  return refuted ?? { kind: "not-analysed", reason: whyOpen(room.prover, rule, answers) };
}

/** A cancel is over when it has fired; what else is in force has to last. */
function answeredByAll({ prover }: ProofRoom, rule: ProgramRule, answers: readonly ProgramRule[]): Proof {
  return rule.action === "cancel"
    ? coveredBy(prover, rule, answers, "in-force")
    : isRetainedByAll(prover, rule, answers);
}

interface Grade {
  readonly rule: ProgramRule;
  /** The rules of the other side that are harsh enough. */
  readonly answers: readonly ProgramRule[];
  readonly atLeast: number;
}

function refutedAmongAll(room: ProofRoom, profiles: Profiles, { rule, answers, atLeast }: Grade) {
  const check = differing(room, profiles, atLeast);
  const refuted = firstRefuted(refuteLasting(room.prover, rule, answers), rule.reads, check);
  if (refuted !== null) return refuted;
  const counterpart = answers.find(({ name }) => name === rule.name);
  const alone = counterpart === undefined ? [] : refuteRetained(room.prover, rule, counterpart);
  return (
    firstRefuted(alone, rule.reads, check) ??
    firstRefuted(refuteRetainedByAll(room.prover, rule, answers), rule.reads, check)
  );
}

/** Finds where a course of samples is answered by the one profile, all its rules together, and not by the other. */
function differing(room: ProofRoom, { before, after }: Profiles, atLeast: number) {
  const programs = [before, after].map((profile) => withRules(room.program, profile, profile.rules));
  return (witness: Witness) =>
    divergence(
      witness,
      room.replay(programs[0]!, before.name, witness),
      room.replay(programs[1]!, after.name, witness),
      atLeast,
    );
}

function allOf(verdicts: readonly Verdict[]): Verdict["kind"] {
  const has = (kind: Verdict["kind"]) => verdicts.some((verdict) => verdict.kind === kind);
  return has("refuted") ? "refuted" : has("not-analysed") ? "not-analysed" : "proved";
}

const nothing: Verdict = { kind: "proved", assumes: [] };

function onlyBefore(rule: ProgramRule, kept: ReadonlyMap<ProgramRule, Verdict>): RuleChange {
  return { kind: "removed", before: rule, after: null, ...judged(kept.get(rule)!, nothing) };
}

function onlyAfter(rule: ProgramRule, known: ReadonlyMap<ProgramRule, Verdict>): RuleChange {
  return { kind: "added", before: null, after: rule, ...judged(nothing, known.get(rule)!) };
}

function inOrder({ before, after }: Profiles, changes: readonly RuleChange[]): readonly RuleChange[] {
  const placeOf = (change: RuleChange) =>
    change.after === null ? before.rules.indexOf(change.before!) : after.rules.indexOf(change.after);
  return [...changes].sort((a, b) => placeOf(a) - placeOf(b));
}

type Verdicts = ReadonlyMap<ProgramRule, Verdict>;

/** By how harsh an answer is: whether it is given to as many states as before; only what changes. */
function compareAnswers(room: ProofRoom, profiles: Profiles, kept: Verdicts, known: Verdicts): AnswerChange[] {
  const back = { before: profiles.after, after: profiles.before };
  const rules = [...profiles.before.rules, ...profiles.after.rules];
  const grades = [...new Set(rules.map(harshnessOf))].sort((a, b) => b - a);
  return grades.flatMap((atLeast) => {
    const relation = relationOf(answeredAt(room, profiles, kept, atLeast), answeredAt(room, back, known, atLeast));
    return relation === "equivalent" ? [] : [{ atLeast, relation }];
  });
}

function answeredAt(room: ProofRoom, profiles: Profiles, verdicts: Verdicts, atLeast: number): Verdict["kind"] {
  let worst: Verdict["kind"] = "proved";
  const answers = profiles.after.rules.filter((other) => harshnessOf(other) >= atLeast);
  for (const [rule, verdict] of verdicts) {
    if (verdict.kind === "proved" || harshnessOf(rule) < atLeast) continue;
    const together = answeredByAll(room, rule, answers);
    if (together.kind === "proved" && together.assumes.length === 0) continue;
    // What shows it of the rule's own action mostly shows it of gentler ones.
    const known = verdict.kind === "refuted" ? differing(room, profiles, atLeast)(verdict.witness) : null;
    if (known !== null || refutedAmongAll(room, profiles, { rule, answers, atLeast }) !== null) return "refuted";
    worst = "not-analysed";
  }
  return worst;
}

/** What rules and settings come to together. */
export function profileRelation(rules: Relation, settings: readonly { readonly relation: Relation }[]): Relation {
  return combined([rules, ...settings.map(({ relation }) => relation)]);
}
