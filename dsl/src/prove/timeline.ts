/** What was in force when, by what a replay told. */

import { harshnessOf } from "../program/harshness.ts";
import type { ReplayedEvent, Witness } from "./witness.ts";

/** The rule that has ended the macro before, or else the harshest of those at least this harsh that are in force; null: none. */
export function answerAt(events: readonly ReplayedEvent[], atLeast: number, timeMs: number): ReplayedEvent | null {
  const firing = new Map<string, ReplayedEvent>();
  for (const event of events) {
    if (event.timeMs > timeMs) break;
    // To a macro that is no longer there nothing happens, and nothing more can be done.
    if (event.action === "cancel" && event.timeMs < timeMs) return event;
    if (event.kind === "clear") firing.delete(event.rule);
    else if (harshnessOf(event) >= atLeast) firing.set(event.rule, event);
  }
  return [...firing.values()].sort((a, b) => harshnessOf(b) - harshnessOf(a))[0] ?? null;
}

/** A moment at which the one is answered and the other is not. */
export interface Divergence {
  readonly timeMs: number;
  readonly answer: ReplayedEvent;
}

/** The first row at which `before` is answered at least this harshly and `after` is not; null where there is none. */
export function divergence(
  witness: Witness,
  before: readonly ReplayedEvent[],
  after: readonly ReplayedEvent[],
  atLeast: number,
): Divergence | null {
  const ended = before.find(({ kind, action }) => kind === "fire" && action === "cancel");
  for (const { timeMs } of witness.rows) {
    if (timeMs < witness.macroStartMs) continue;
    const answer = answerAt(before, atLeast, timeMs);
    if (answer !== null && answerAt(after, atLeast, timeMs) === null) return { timeMs, answer };
    if (ended !== undefined && timeMs >= ended.timeMs) return null;
  }
  return null;
}

/** Without what comes after a time. */
export function until(witness: Witness, timeMs: number): Witness {
  return { ...witness, rows: witness.rows.filter((row) => row.timeMs <= timeMs) };
}
