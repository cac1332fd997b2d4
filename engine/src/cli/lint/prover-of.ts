/** The prover that lint rules ask, over this engine's evaluator. */

import { createProver, type Program, type Prover } from "@macro-engine/dsl";
import { createReplay } from "../../runtime/replay-witness.ts";
import type { EvaluatorOptions } from "../../runtime/types.ts";

/** Zone and stalenesses as the engine would have them; made when it is first asked. */
export function proverOf(program: Program, options: Pick<EvaluatorOptions, "zone" | "stalenessMs"> = {}): Prover {
  let prover: Prover | null = null;
  const asked = () => {
    prover ??= createProver({ ...options, program, replay: createReplay(options) });
    return prover;
  };
  return { find: (wanted) => asked().find(wanted), excludes: (wanted) => asked().excludes(wanted) };
}
