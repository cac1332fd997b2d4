/** Rules that others of their profile make needless, profile by profile; the same rules are looked at once. */

import type { Condition, ProgramProfile, ProgramRule } from "../program/program.ts";
import type { Prover } from "../prove/prover.ts";
import { type Shadow, shadowsInSteps } from "../prove/rules.ts";
import { remembered } from "../remembered.ts";
import { conditionsIn, metricsMeasured } from "./condition-facts.ts";
import { cannotBe, provingOnly } from "./questions.ts";
import type { LintSet, RuleUse } from "./rule.ts";
import { type RuleView, viewsByUse } from "./rule-views.ts";

export interface ShadowedUse {
  readonly use: RuleUse;
  readonly view: RuleView;
  readonly effect: Shadow["effect"];
  readonly by: readonly RuleUse[];
}

/** Only what holds without assumptions about sampling. Null where one may pause, as in `Findings`. */
export function* shadowedUses(set: LintSet): Iterable<ShadowedUse | null> {
  const views = viewsByUse(set);
  const prover = askingOnlyOfRelated(provingOnly(set.prover));
  const known = new Map<string, ReadonlyMap<ProgramRule, Shadow>>();
  const ids = new Map<ProgramRule, number>();
  const idOf = (rule: ProgramRule) => ids.get(rule) ?? ids.set(rule, ids.size).size - 1;
  for (const uses of usesByProfile(set)) {
    yield null;
    // As the views have them, so that profiles that read rules alike have the same ones.
    const useOf = new Map(uses.map((use) => [views.get(use)?.rule ?? use.rule, use]));
    for (const related of groups([...useOf.keys()])) {
      const key = related.map(idOf).join(" ");
      const shadows = known.get(key) ?? (yield* shadowsInSteps(prover, ableToFire(set, related)));
      known.set(key, shadows);
      for (const [rule, { by, effect, assumes }] of shadows) {
        const use = useOf.get(rule)!;
        const view = views.get(use);
        if (view === undefined || assumes.length > 0) continue;
        yield { use, view, effect, by: by.map((other) => useOf.get(other)!) };
      }
    }
  }
}

function ableToFire({ prover }: LintSet, rules: readonly ProgramRule[]): ProgramRule[] {
  return rules.filter(({ condition }) => !cannotBe(prover, condition, "true"));
}

function usesByProfile({ uses }: LintSet): Iterable<readonly RuleUse[]> {
  const found = new Map<ProgramProfile, RuleUse[]>();
  for (const use of uses) {
    const list = found.get(use.profile);
    if (list === undefined) found.set(use.profile, [use]);
    else list.push(use);
  }
  return found.values();
}

/** Of two conditions about different things, that can each come out as wanted, both can: most pairs are such. */
function askingOnlyOfRelated(prover: Prover): Prover {
  const subjects = remembered((condition: Condition) => new Set(subjectsIn(condition)));
  return {
    find: (wanted) => prover.find(wanted),
    excludes(wanted) {
      const [one, other] = wanted;
      const isPair = wanted.length === 2 && areApart(subjects(one!.condition), subjects(other!.condition));
      return !isPair && prover.excludes(wanted);
    },
  };
}

function areApart(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const subject of a) if (b.has(subject)) return false;
  return true;
}

/** Metrics and schedules. */
function subjectsIn(condition: Condition): string[] {
  return conditionsIn(condition).flatMap((part) => {
    if (part.kind === "schedule") return [`schedule ${part.schedule}`];
    if (part.kind === "compare") return metricsMeasured(part);
    if (part.kind === "compare-text")
      return [part.left, part.right].flatMap((side) => ("metric" in side ? [side.metric] : []));
    return "metric" in part ? [part.metric] : [];
  });
}

function subjectsOf({ reads, condition }: ProgramRule): string[] {
  return [...reads, ...subjectsIn(condition).filter((subject) => subject.startsWith("schedule "))];
}

interface Group {
  readonly subjects: string[];
  readonly rules: ProgramRule[];
}

/** Rules that read something in common, directly or by way of others: only those can decide about each other. */
function groups(rules: readonly ProgramRule[]): ProgramRule[][] {
  const groupOf = new Map<string, Group>();
  const all = new Set<Group>();
  for (const rule of rules) {
    let mine: Group = { subjects: [], rules: [rule] };
    for (const subject of subjectsOf(rule)) {
      const other = groupOf.get(subject) ?? { subjects: [subject], rules: [] };
      if (other === mine) continue;
      const [small, large] = other.rules.length < mine.rules.length ? [other, mine] : [mine, other];
      for (const name of small.subjects) large.subjects.push(name);
      for (const each of small.rules) large.rules.push(each);
      for (const name of [...small.subjects, subject]) groupOf.set(name, large);
      all.delete(small);
      mine = large;
    }
    all.add(mine);
  }
  const order = new Map(rules.map((rule, at) => [rule, at]));
  return [...all]
    .filter((group) => group.rules.length > 1)
    .map((group) => group.rules.sort((a, b) => order.get(a)! - order.get(b)!));
}
