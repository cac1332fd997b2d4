/** Whether two globs match a text in common: which is answered by their ends, where both can be of any length. */

import { commonTexts, type Expansion, type Token } from "./glob-overlap.ts";

export function mayMeet(one: Expansion, other: Expansion): boolean {
  const isRun = ({ kind }: Token) => kind === "run";
  const [a, b] = [one.tokens, other.tokens];
  if (!agree(a, b) || !agree(a.toReversed(), b.toReversed())) return false;
  // The longer beginning, what stands in the middle of each, and the longer end: the runs take what is not their own.
  if (a.some(isRun) && b.some(isRun)) return true;
  return !commonTexts(one, other)[Symbol.iterator]().next().done;
}

/** As far as the first run of either. */
function agree(a: readonly Token[], b: readonly Token[]): boolean {
  for (const [at, left] of a.entries()) {
    const right = b[at];
    if (right === undefined || left.kind === "run" || right.kind === "run") return true;
    if (left.kind === "literal" && right.kind === "literal" && left.character !== right.character) return false;
  }
  return true;
}
