/** Firings under the limit in force beside those under another. */

import type { WhatIfAnswer, WhatIfFiring } from "../../../engine/src/api/contract.ts";

export interface Compared {
  /** In both, as they come with the other limit. */
  readonly kept: readonly WhatIfFiring[];
  readonly vanished: readonly WhatIfFiring[];
  readonly appeared: readonly WhatIfFiring[];
}

/**
 * Of a run, a firing on record is the same as itself; of the others, the first of the one is the first of the other, however early or
 * late it comes, and so on.
 */
export function compareFirings({ before, after }: Pick<WhatIfAnswer, "before" | "after">): Compared {
  const kept: WhatIfFiring[] = [];
  const vanished: WhatIfFiring[] = [];
  const appeared: WhatIfFiring[] = [];
  const later = Map.groupBy(after, ({ run }) => run);
  for (const [run, firings] of Map.groupBy(before, (firing) => firing.run)) {
    const others = later.get(run) ?? [];
    later.delete(run);
    const same = firings.filter((firing) => others.some((other) => isSame(firing, other)));
    const moved = firings.filter((firing) => !same.includes(firing));
    const fresh = others.filter((other) => !firings.some((firing) => isSame(firing, other)));
    const pairs = Math.min(moved.length, fresh.length);
    kept.push(...same, ...fresh.slice(0, pairs).map((each, at) => ({ ...each, decision: moved[at]!.decision })));
    vanished.push(...moved.slice(pairs));
    appeared.push(...fresh.slice(pairs));
  }
  for (const firings of later.values()) appeared.push(...firings);
  return { kept, vanished: vanished.sort(newestFirst), appeared: appeared.sort(newestFirst) };
}

function isSame(one: WhatIfFiring, other: WhatIfFiring): boolean {
  return one.time === other.time || (one.decision !== null && one.decision === other.decision);
}

function newestFirst(a: WhatIfFiring, b: WhatIfFiring): number {
  return b.time.localeCompare(a.time);
}
