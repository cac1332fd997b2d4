/** What a check of any body or test can look at beyond its body: as long as that is the same, so is what the check finds. */

import { isSame } from "./kept-checks.ts";
import type { Names } from "./names.ts";

/** Compared by identity. */
export type Globals = readonly unknown[];

/** `before` itself where nothing has changed. */
export function globalsOf(names: Names, channels: readonly string[] | null, before: Globals | null): Globals {
  const { lets, schedules, metrics, clashing, ambiguous, ambiguousBodies, lost, nameless } = names;
  const parts: readonly Iterable<unknown>[] = [
    lets.values(),
    schedules.values(),
    metrics.values(),
    clashing,
    ambiguous,
    ambiguousBodies,
    lost,
    channels ?? [null],
    // Whatever is looked for may be what has no name: only errors tell, and they are looked for anew.
    nameless.size > 0 ? [{}] : [],
  ];
  const globals = parts.flatMap((part) => [...part, null]);
  return before !== null && isSame(before, globals) ? before : globals;
}
