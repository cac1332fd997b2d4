/** When a wait that is over also counts: `for` asks for a sample within it (LANGUAGE.md, section 8). */

import { exactQuantity } from "../program/print.ts";
import type { LastingState } from "./room.ts";

/** Known with the run, without samples. */
const withoutSamples: ReadonlySet<string> = new Set(["macro.name", "macro.level"]);

function counting(state: LastingState): readonly string[] {
  return state.evidence.filter((metric) => !withoutSamples.has(metric));
}

/**
 * `answer` is true whenever `state` is, and waits no longer. Null: then it also has its evidence whenever `state` has; else
 * what must hold of the samples for that, as a sentence.
 */
export function assumptionFor(state: LastingState, answer: LastingState): string | null {
  if (answer.holdMs === 0) return null;
  const own = counting(answer);
  if (own.length === 0 || own.includes("duration")) return null;
  const others = counting(state);
  // What has no evidence of its own to show lasts without any sample.
  if (others.length > 0 && others.every((metric) => own.includes(metric))) return null;
  const wait = exactQuantity(answer.holdMs, "duration");
  const names = own.map((metric) => `\`${metric}\``);
  const subject = names.length === 1 ? names[0] : `one of ${names.join(", ")}`;
  return `${subject} is sampled at least once in every ${wait}`;
}
