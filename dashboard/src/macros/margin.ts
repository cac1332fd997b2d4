/** Which comparison of a rule decides how near it is, and its words. As in the terminal's screen, from which it differs in nothing. */

import type { MacroStatus } from "../../../engine/src/api/contract.ts";
import { durationText } from "../parts/text.ts";
import { drawnMetric } from "../state/limits.ts";

type Rule = Pick<MacroStatus["rules"][number], "state" | "threshold" | "comparisons">;
type Comparison = Rule["comparisons"][number];

/** All of an `and` must hold, so the farthest from its limit; of an `or` the nearest. */
export function decisiveComparison({ threshold, comparisons }: Rule): Comparison | null {
  const isEither = / or /.test(threshold);
  return comparisons
    .filter(({ used }) => used !== null)
    .reduce<Comparison | null>(
      (chosen, next) => (chosen === null || next.used! > chosen.used! === isEither ? next : chosen),
      null,
    );
}

/** `62% of 85%`; where less is worse, `60fps, at least 15fps`. */
export function marginText(rule: Rule): string {
  const comparison = decisiveComparison(rule) ?? rule.comparisons.find(({ value }) => value !== null) ?? null;
  if (comparison === null) return "";
  const { used, value, limit } = comparison;
  const [valueText, limitText] = sidesText(comparison);
  const isFloor =
    value !== null &&
    limit !== null &&
    used !== null &&
    value !== limit &&
    Math.abs(used - value / limit) > 1e-9 * used;
  return isFloor ? `${valueText}, at least ${limitText}` : `${valueText} of ${limitText}`;
}

/** In the engine's words, but for long times, which it gives as `4.85m`. */
function sidesText({ text, value, limit, valueText, limitText }: Comparison): readonly [value: string, limit: string] {
  const isTime = /^[\d.]+(?:m|h|d)$/.test(limitText) && drawnMetric({ text }) !== null;
  if (!isTime || value === null || limit === null) return [valueText, limitText];
  return [durationText(value), durationText(limit)];
}
