/** What becomes of single rules by a change: which are the same by another name, which do more or less. */

import type { ProgramProfile, ProgramRule } from "../program/program.ts";
import { type Relation, relationOf } from "./relation.ts";
import type { ProofRoom } from "./room.ts";
import { isAtLeast, provedAtLeast, type Verdict } from "./strictness.ts";
import type { Divergence } from "./timeline.ts";
import type { Witness } from "./witness.ts";

export interface Profiles {
  readonly before: ProgramProfile;
  readonly after: ProgramProfile;
}

/** A course of samples at whose last row the two sides differ. */
export interface Difference {
  readonly witness: Witness;
  /** What the one side has done, and the other has not. */
  readonly answer: Divergence["answer"];
}

export interface RuleChange {
  readonly kind: "changed" | "renamed" | "added" | "removed";
  readonly before: ProgramRule | null;
  readonly after: ProgramRule | null;
  readonly relation: Relation;
  /** Answered before, and not any more. */
  readonly lost: Difference | null;
  /** Answered now, and not before. */
  readonly gained: Difference | null;
  /** What must hold of the samples, as sentences; mostly empty. */
  readonly assumes: readonly string[];
  /** Why it could not be analysed; null where it was. */
  readonly reason: string | null;
}

/** A rule of each side that belong together. */
export interface RulePair {
  readonly before: ProgramRule;
  readonly after: ProgramRule;
  /** They do the same for all that is known without asking. */
  readonly same: boolean;
}

/** Rules by name; those left over by their meaning. */
export function pairRules(room: ProofRoom, { before, after }: Profiles) {
  const pairs: RulePair[] = [];
  const left = new Set(before.rules);
  const right = new Set(after.rules);
  const take = (one: ProgramRule, other: ProgramRule, same: boolean) => {
    pairs.push({ before: one, after: other, same });
    left.delete(one);
    right.delete(other);
  };
  for (const rule of before.rules) {
    const other = after.rules.find(({ name }) => name === rule.name);
    if (other !== undefined) take(rule, other, meaningOf(rule) === meaningOf(other));
  }
  for (const rule of [...left]) {
    const other = [...right].find((candidate) => isTheSame(room, rule, candidate));
    if (other !== undefined) take(rule, other, true);
  }
  return { pairs, removed: [...left], added: [...right] };
}

function isTheSame({ prover }: ProofRoom, a: ProgramRule, b: ProgramRule): boolean {
  if (meaningOf(a) === meaningOf(b)) return true;
  if (a.action !== b.action || a.all !== b.all || a.holdMs !== b.holdMs) return false;
  const proofs = [provedAtLeast(prover, a, b), provedAtLeast(prover, b, a)];
  return proofs.every((proof) => proof.kind === "proved" && proof.assumes.length === 0);
}

/** Equal for rules that do the same by their form; texts, messages and places do not matter. */
export function meaningOf({ action, all, condition, holdMs, evidence, until }: ProgramRule): string {
  const sorted = (metrics: readonly string[]) => [...metrics].sort();
  const ends = until === null ? null : [until.condition, until.holdMs, sorted(until.evidence)];
  return JSON.stringify([action, all, condition, holdMs, sorted(evidence), ends]);
}

/** Null where nothing about the rule has changed. */
export function compareRules(room: ProofRoom, profiles: Profiles, pair: RulePair): RuleChange | null {
  const { before, after, same } = pair;
  const kind = before.name === after.name ? "changed" : "renamed";
  const still = { kind, before, after, lost: null, gained: null, assumes: [], reason: null } as const;
  if (same) return kind === "renamed" ? { ...still, relation: "equivalent" } : null;
  const back = { before: profiles.after, after: profiles.before };
  const keeps = isAtLeast(room, profiles, before, after);
  const addsNothing = isAtLeast(room, back, after, before);
  return { ...still, ...judged(keeps, addsNothing) };
}

/** What two verdicts, on what is kept and on what is not added, come to. */
export function judged(
  keeps: Verdict,
  addsNothing: Verdict,
): Pick<RuleChange, "relation" | "lost" | "gained" | "assumes" | "reason"> {
  const verdicts = [keeps, addsNothing];
  return {
    relation: relationOf(keeps.kind, addsNothing.kind),
    lost: differenceOf(keeps),
    gained: differenceOf(addsNothing),
    assumes: [...new Set(verdicts.flatMap((verdict) => (verdict.kind === "proved" ? verdict.assumes : [])))],
    reason: verdicts.flatMap((verdict) => (verdict.kind === "not-analysed" ? [verdict.reason] : []))[0] ?? null,
  };
}

function differenceOf(verdict: Verdict): Difference | null {
  return verdict.kind === "refuted" ? { witness: verdict.witness, answer: verdict.divergence.answer } : null;
}
