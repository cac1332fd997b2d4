/** Pairs of rules of one profile for which something holds, each pair of declarations once. */

import type { ProgramRule } from "../program/program.ts";
import { inProfiles } from "./lint-set.ts";
import type { DeclaredRule, LintSet, RuleUse } from "./rule.ts";
import { type RuleView, viewsByUse } from "./rule-views.ts";

export interface RulePair {
  readonly earlier: DeclaredRule;
  readonly later: DeclaredRule;
  /** The profiles concerned, to stand at the end of a clause; empty where it is every one that has the later rule. */
  readonly where: string;
}

/** `holds` is asked of rules with one `key` only, and once for each two readings of them. */
export function rulePairs(
  set: LintSet,
  key: (rule: ProgramRule) => string,
  holds: (earlier: ProgramRule, later: ProgramRule) => boolean,
): RulePair[] {
  const verdicts = new Map<RuleView, Map<RuleView, boolean>>();
  const found = new Map<DeclaredRule, Map<DeclaredRule, RuleUse[]>>();
  for (const [use, earlier, later] of candidates(set, key)) {
    const known = entryOf(verdicts, earlier, () => new Map<RuleView, boolean>());
    const verdict = known.get(later) ?? holds(earlier.rule, later.rule);
    known.set(later, verdict);
    if (!verdict) continue;
    const uses = entryOf(found, earlier.declared, () => new Map<DeclaredRule, RuleUse[]>());
    entryOf(uses, later.declared, () => []).push(use);
  }
  return [...found].flatMap(([earlier, others]) =>
    [...others].map(([later, uses]) => ({ earlier, later, where: inProfiles(uses, later) })),
  );
}

/** The use of the later rule, and how the profile reads both. */
function* candidates(set: LintSet, key: (rule: ProgramRule) => string): Iterable<[RuleUse, RuleView, RuleView]> {
  const views = viewsByUse(set);
  const buckets = new Map<string, { use: RuleUse; view: RuleView }[]>();
  for (const use of set.uses) {
    const view = views.get(use);
    if (view === undefined) continue;
    const bucket = entryOf(buckets, `${use.profile.name} ${key(use.rule)}`, () => []);
    for (const { view: earlier } of bucket) yield [use, earlier, view];
    bucket.push({ use, view });
  }
}

function entryOf<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = create();
  map.set(key, made);
  return made;
}
