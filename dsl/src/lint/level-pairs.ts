/** Where dangerous profiles let their macros go further than safe ones do theirs, metric by metric. */

import { meaningOf } from "../prove/compare-rules.ts";
import type { Witness } from "../prove/witness.ts";
import { clockMetrics } from "../vocabulary/metric-traits.ts";
import { cancelledOnlyBy } from "./laxer.ts";
import type { LintSet, RuleUse } from "./rule.ts";

export interface LaxerAnswer {
  readonly metric: string;
  /** What the safe profile cancels on. */
  readonly safe: RuleUse;
  /** All that the dangerous one cancels on account of the metric; one or more. */
  readonly dangerous: readonly RuleUse[];
  /** Cancelled by the one, and not by the other; replayed. */
  readonly witness: Witness;
}

/**
 * For each dangerous profile and metric one at the most. How long a macro may run is a matter of what it does, so clocks are left
 * out; but whatever else a profile cancels on, a claim is made only where it does not.
 */
export function* laxerAnswers(set: LintSet): Iterable<LaxerAnswer> {
  const cancels = set.uses.filter(({ rule }) => rule.action === "cancel");
  const ofLevel = (level: string) => cancels.filter(({ profile }) => profile.level === level);
  const safe = new Map(ofLevel("safe").map((use) => [meaningOf(use.rule), use]));
  const known = new Map<string, Witness | null>();
  for (const uses of Map.groupBy(ofLevel("dangerous"), ({ profile }) => profile).values()) {
    const metrics = new Set(uses.flatMap(({ rule }) => rule.evidence).filter((name) => !clockMetrics.has(name)));
    for (const metric of metrics) {
      const dangerous = uses.filter(({ rule }) => rule.evidence.includes(metric));
      const own = uses.map(({ rule }) => meaningOf(rule)).join(" ");
      for (const [meaning, use] of safe) {
        if (use.rule.reads.some((name) => name !== metric)) continue;
        const key = `${metric} ${meaning} ${own}`;
        const witness = known.has(key) ? known.get(key)! : goesFurther(set, use, dangerous, uses);
        known.set(key, witness);
        if (witness === null) continue;
        yield { metric, safe: use, dangerous, witness };
        break;
      }
    }
  }
}

/** What the safe rule cancels and none of the dangerous profile's, of which some are about the metric. */
function goesFurther(
  set: LintSet,
  safe: RuleUse,
  dangerous: readonly RuleUse[],
  all: readonly RuleUse[],
): Witness | null {
  const rules = (uses: readonly RuleUse[]) => uses.map(({ rule }) => rule);
  // Mostly the few decide, and are sooner asked.
  if (cancelledOnlyBy(set, safe, rules(dangerous)) === null) return null;
  return cancelledOnlyBy(set, safe, rules(all));
}
