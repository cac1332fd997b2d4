/** Small random policies in wild layouts, as texts to format. */

import type { Source } from "../../syntax/source.ts";
import { type Random, randomFrom } from "../../testing/random.ts";
import { randomPolicy } from "../../testing/random-policy.ts";

/** One for each seed; `random` goes on where it ended. */
export function randomSource(seed: number): { readonly source: Source; readonly random: Random } {
  const random = randomFrom(seed);
  const text = randomPolicy(random, { declarations: 1 + random.below(3), layout: "wild" });
  return { source: { path: "random.macropolicy", text }, random };
}

/** What a failure shows. */
export function about(seed: number, before: Source, after: Source): string {
  return `seed ${seed}\n${before.text}\n------\n${after.text}`;
}
