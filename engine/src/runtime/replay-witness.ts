/** Plays witnesses through the default evaluator: what claims about policies are confirmed by. */

import type { Program, Replay, ReplayedEvent, Witness } from "@macro-engine/dsl";
import { createEvaluator } from "./evaluator.ts";
import type { EvaluatorOptions } from "./types.ts";

const run = "witness";

/** A replay under an engine's zone and stalenesses; the interval is the witness's own. */
export function createReplay(options: Omit<EvaluatorOptions, "intervalMs"> = {}): Replay {
  return (program, profile, witness) => replayWitness(program, profile, witness, options);
}

function replayWitness(
  program: Program,
  profile: string,
  witness: Witness,
  options: Omit<EvaluatorOptions, "intervalMs">,
): readonly ReplayedEvent[] {
  const { intervalMs, macroStartMs, startWallMs, rows } = witness;
  const evaluator = createEvaluator(program, { ...options, intervalMs });
  const own = new Set(program.metrics.filter(({ scope }) => scope === "macro").map(({ name }) => name));
  const events: ReplayedEvent[] = [];
  let hasStarted = false;
  for (const { timeMs, samples } of rows) {
    const runs = timeMs >= macroStartMs;
    if (runs && !hasStarted) {
      hasStarted = true;
      const level = witness.level === undefined ? {} : { level: witness.level };
      evaluator.start({ id: run, macro: witness.macro ?? profile, profile, startedAt: macroStartMs, ...level });
    }
    for (const [metric, value] of Object.entries(samples)) {
      if (!own.has(metric)) evaluator.sample(metric, value, timeMs);
      else if (runs) evaluator.sample(metric, value, timeMs, run);
    }
    if (!runs) continue;
    for (const { kind, rule, action, all } of evaluator.tick(timeMs, startWallMs + timeMs)) {
      events.push({ kind, rule, action, all, timeMs });
    }
    if (events.some(({ kind, action }) => kind === "fire" && action === "cancel")) break;
  }
  return events;
}
