/** What the commands make claims with: the prover over this engine's evaluator. */

import { createProver, type Program, type ProofRoom } from "@macro-engine/dsl";
import type { Config } from "../../config.ts";
import { createReplay } from "../../runtime/replay-witness.ts";

/** Zone and stalenesses as the engine of this configuration has them: claims are about what it would do. */
export function proofRoomOf(program: Program, { zone, stalenessMs }: Pick<Config, "zone" | "stalenessMs">): ProofRoom {
  const options = { zone, stalenessMs };
  const replay = createReplay(options);
  return { program, replay, prover: createProver({ ...options, program, replay }) };
}
