/** A running macro by what a caller calls it. */

import type { MacroStatus } from "./contract.ts";

/** By a run's id, a macro's name (its newest run) or a pid; undefined: none runs. */
export function namedMacro(macros: readonly MacroStatus[], id: string): MacroStatus | undefined {
  const wanted = id.toLowerCase();
  const found = macros.filter(
    ({ id: run, macro: name, pid }) => run === wanted || name.toLowerCase() === wanted || String(pid) === wanted,
  );
  return found.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))[0];
}
