/** What a suggestion costs: which firings go away with it, and which come later. */

import type { ProfileResult, RuleResult } from "../backtest.ts";
import type { Firing } from "../tally.ts";

/** How a rule of a changed profile fares. */
export interface RuleEffect {
  readonly rule: string;
  readonly before: number;
  readonly after: number;
  /** Firings that are no more, of those that were kept one by one. */
  readonly gone: readonly Firing[];
  /** How many come, but later. */
  readonly later: number;
}

/** Of rules that fare otherwise than before, in order of declaration. */
export function effectsOf(before: ProfileResult, after: ProfileResult): RuleEffect[] {
  return before.rules.flatMap((rule): RuleEffect[] => {
    const next = after.rules.find((one) => one.rule.name === rule.rule.name);
    if (next === undefined) return [];
    const matches = rule.firings.map((firing) => ({ firing, match: matching(firing, next) }));
    const gone = matches.flatMap(({ firing, match }) => (match === null ? [firing] : []));
    const later = matches.filter(({ firing, match }) => match !== null && match.atMs > firing.atMs).length;
    if (rule.fired === next.fired && gone.length === 0 && later === 0) return [];
    return [{ rule: rule.rule.name, before: rule.fired, after: next.fired, gone, later }];
  });
}

/** The firing that comes of the same state: its condition became true within the time in which the earlier one's held. */
function matching(firing: Firing, next: RuleResult): Firing | null {
  const endMs = firing.atMs + firing.lastedMs;
  const isSame = ({ recording, sinceMs }: Firing) =>
    recording === firing.recording && sinceMs >= firing.sinceMs && sinceMs <= endMs;
  return next.firings.find(isSame) ?? null;
}
