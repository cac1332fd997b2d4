/** Proves rules of changed profiles tighter than those of the policy, or shows with samples that they are not. */

import type { CheckedSet } from "../check/checked-set.ts";
import { compileFrame } from "../program/compile.ts";
import type { ProgramProfile, ProgramRule } from "../program/program.ts";
import { meaningOf } from "../prove/compare-rules.ts";
import { createProver, type ProverOptions } from "../prove/create-prover.ts";
import { describeWitness } from "../prove/describe-witness.ts";
import type { ProofRoom } from "../prove/room.ts";
import { isAtLeast, provedAtLeast } from "../prove/strictness.ts";

export type Judgement =
  | { readonly kind: "tighter" }
  /** `shown`: samples that tell them apart, after a colon; empty where nobody can replay any. */
  | { readonly kind: "laxer"; readonly shown: string }
  | { readonly kind: "unknown" };

export interface TighteningProofs {
  judge(profile: ProgramProfile, before: ProgramRule, after: ProgramRule): Judgement;
}

/**
 * What proofs need of the engine that the policies are for: its zone, its stalenesses, and its evaluator, without which
 * nothing is shown and what only samples could show is unknown.
 */
export type Proving = Partial<Pick<ProverOptions, "replay" | "zone" | "stalenessMs">>;

export function createTighteningProofs(set: CheckedSet, proving: Proving): TighteningProofs {
  const { replay = () => [] } = proving;
  const program = compileFrame(set);
  // Made for the first question: most sets have no override files.
  let room: ProofRoom | null = null;
  return {
    judge(profile, before, after) {
      if (meaningOf(before) === meaningOf(after)) return { kind: "tighter" };
      room ??= { program, replay, prover: createProver({ ...proving, program, replay }) };
      const proof = provedAtLeast(room.prover, before, after);
      if (proof.kind === "proved" && proof.assumes.length === 0) return { kind: "tighter" };
      if (proving.replay !== undefined) {
        const verdict = isAtLeast(room, { before: profile, after: profile }, before, after);
        if (verdict.kind === "refuted") {
          return { kind: "laxer", shown: `: ${describeWitness(verdict.witness, before.evidence, program)}` };
        }
      }
      const isLaxer = provedAtLeast(room.prover, after, before).kind === "proved";
      return isLaxer ? { kind: "laxer", shown: "" } : { kind: "unknown" };
    },
  };
}
