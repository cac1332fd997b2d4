/** Policies as text, with what claims about them are made with: a prover over the real evaluator. */

import { createProver, type Program, type ProofRoom, type Witness } from "@macro-engine/dsl";
import { programOf } from "../../dsl/src/testing/analyze-text.ts";
import { createReplay } from "../../engine/src/runtime/replay-witness.ts";

export function roomOf(program: Program): ProofRoom {
  const replay = createReplay();
  return { program, replay, prover: createProver({ program, replay }) };
}

/** The program of a policy without errors, and a room for it. */
export function roomWith(text: string): ProofRoom {
  return roomOf(programOf(text));
}

/** The value of a metric at the last row. */
export function lastSample({ rows }: Witness, metric: string) {
  return rows.at(-1)!.samples[metric];
}
