/** Looks for the tightest of many steps that will do. */

import type { Measure } from "./measure.ts";

export interface Tried {
  /** Index of the step. */
  readonly at: number;
  readonly measure: Measure;
}

/** Steps that are tried at once, spread over those in question. */
const atOnce = 8;

/**
 * A step that meets what is asked, while the one before it does not: each round tries a few of those between the last that
 * does not and the first that does. `measureAt` leaves out steps that cannot be had. Without any that meets it: null.
 */
export async function firstThatMeets(
  count: number,
  measureAt: (steps: readonly number[]) => Promise<readonly Tried[]>,
  meets: (measure: Measure) => boolean,
): Promise<{ readonly found: Tried | null; readonly tried: readonly Tried[] }> {
  const tried: Tried[] = [];
  let found: Tried | null = null;
  let [from, to] = [0, count];
  while (from < to) {
    const some = spread(from, to);
    const round = await measureAt(some);
    tried.push(...round);
    const met = round.find(({ measure }) => meets(measure));
    // The last of a round is the loosest in question: where not even that will do, none will.
    if (met === undefined && found === null && some.at(-1) === count - 1) break;
    found = met ?? found;
    const next = met === undefined ? to : met.at;
    from = Math.max(from, ...some.filter((at) => at < next).map((at) => at + 1));
    to = next;
  }
  return { found, tried: tried.sort((a, b) => a.at - b.at) };
}

/** Steps from `from` to below `to`, the last always among them. */
function spread(from: number, to: number): number[] {
  const stride = Math.ceil((to - from) / atOnce);
  const steps: number[] = [];
  for (let at = to - 1; at >= from; at -= stride) steps.unshift(at);
  return steps;
}
