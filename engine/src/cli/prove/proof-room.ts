/** What the commands make claims with: the prover over this engine's evaluator. */

import { createProver, type Program, type ProofRoom } from "@macro-engine/dsl";
import type { Config } from "../../config.ts";
import { createReplay } from "../../runtime/replay-witness.ts";

/** Stalenesses are those of the configuration; schedules without a zone are in UTC, as in tests and replays. */
export function proofRoomOf(program: Program, { stalenessMs }: Pick<Config, "stalenessMs">): ProofRoom {
  const replay = createReplay({ stalenessMs });
  return { program, replay, prover: createProver({ program, replay, stalenessMs }) };
}
