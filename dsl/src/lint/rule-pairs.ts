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

/** With how many rules of one key each other is compared: in a profile with more, who generates it has to know. */
const comparedLimit = 200;

/**
 * `holds` says that two rules with one `key` are equal in something; of those that are, each is paired with the first. It is asked
 * once for each two readings of rules, at most `comparedLimit` times for one; null where whoever asks may pause.
 */
export function* rulePairs(
  set: LintSet,
  key: (rule: ProgramRule) => string,
  holds: (earlier: ProgramRule, later: ProgramRule) => boolean,
): Generator<null, RulePair[]> {
  const views = viewsByUse(set);
  const verdict = rememberedVerdicts(holds);
  const buckets = new Map<string, Bucket>();
  const found = new Map<DeclaredRule, Map<DeclaredRule, RuleUse[]>>();
  for (const use of set.uses) {
    const view = views.get(use);
    if (view === undefined) continue;
    const bucket = entryOf(buckets, `${use.profile.name} ${key(use.rule)}`, () => ({ firsts: [], byText: new Map() }));
    yield null;
    const earlier = firstLike(view, bucket, verdict);
    if (earlier === undefined) continue;
    const uses = entryOf(found, earlier.declared, () => new Map<DeclaredRule, RuleUse[]>());
    entryOf(uses, view.declared, () => []).push(use);
  }
  return [...found].flatMap(([earlier, others]) =>
    [...others].map(([later, uses]) => ({ earlier, later, where: inProfiles(uses, later) })),
  );
}

type Verdict = (earlier: RuleView, later: RuleView) => boolean;

/** Rules that are equal to none before them. */
interface Bucket {
  readonly firsts: RuleView[];
  /** By what is written of them, so that those that are plainly the same are found among any number. */
  readonly byText: Map<string, RuleView>;
}

function firstLike(view: RuleView, { firsts, byText }: Bucket, verdict: Verdict): RuleView | undefined {
  const { condition, until } = view.rule;
  const text = JSON.stringify([condition, until?.condition]);
  const plainly = byText.get(text);
  if (plainly !== undefined && verdict(plainly, view)) return plainly;
  const first = firsts.find((each) => each !== plainly && verdict(each, view));
  if (first !== undefined) return first;
  if (firsts.length < comparedLimit) firsts.push(view);
  if (plainly === undefined) byText.set(text, view);
  return undefined;
}

/** Profiles that read two rules alike ask the same of them. */
function rememberedVerdicts(holds: (earlier: ProgramRule, later: ProgramRule) => boolean): Verdict {
  const verdicts = new Map<RuleView, Map<RuleView, boolean>>();
  return (earlier, later) => {
    if (earlier.uses.length < 2 || later.uses.length < 2) return holds(earlier.rule, later.rule);
    const known = entryOf(verdicts, earlier, () => new Map<RuleView, boolean>());
    const verdict = known.get(later) ?? holds(earlier.rule, later.rule);
    known.set(later, verdict);
    return verdict;
  };
}

function entryOf<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = create();
  map.set(key, made);
  return made;
}
