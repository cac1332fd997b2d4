/** How near the other rules were to firing. */

import type { ActionName, ProgramRule } from "@macro-engine/dsl";
import type { ImmediateEvaluator } from "../evaluator.ts";
import type { ComparisonView } from "../types.ts";
import type { RuleWatch } from "../watch.ts";
import type { OtherRule } from "./explanation.ts";
import { playedRun } from "./recording.ts";

interface Nearness {
  readonly near: number | null;
  readonly comparison: ComparisonView | null;
}

const unsaid: Nearness = { near: null, comparison: null };

/** The rules but one as of the last snapshot, the nearest to firing first. */
export function otherRules(
  evaluator: ImmediateEvaluator,
  rules: readonly ProgramRule[],
  explained: string,
): readonly OtherRule[] {
  const views = new Map(evaluator.inspect(playedRun).map((view) => [view.rule, view]));
  const others = rules.flatMap((rule): OtherRule[] => {
    const view = views.get(rule.name);
    const watch = evaluator.watch(playedRun, rule.name);
    if (rule.name === explained || view === undefined || watch === null) return [];
    const { comparisons, ...state } = view;
    const nearness = nearnessOf(watch, 0, false, comparisons);
    return [{ ...state, action: rule.action, all: rule.all, ...nearness }];
  });
  return others.sort((a, b) => rank(b) - rank(a) || gravity[b.action] - gravity[a.action]);
}

const gravity: Readonly<Record<ActionName, number>> = { warn: 0, throttle: 1, pause: 2, cancel: 3 };

function rank({ state, near }: OtherRule): number {
  if (state === "firing") return 3;
  return state === "pending" ? 2 : (near ?? -1);
}

/** Of an `and` the farthest part decides, of an `or` the nearest; below `not` they change places. */
function nearnessOf(
  watch: RuleWatch,
  part: number,
  negated: boolean,
  comparisons: readonly ComparisonView[],
): Nearness {
  const { condition, comparison } = watch.parts[part]!;
  const isTrue = watch.truth(part) === (negated ? 0 : 2);
  const inner = watch.parts.flatMap(({ parent, counted }, at) => (parent === part && !counted ? [at] : []));
  const nearOf = (at: number, turned: boolean) => nearnessOf(watch, at, turned, comparisons);
  switch (condition.kind) {
    case "not":
      return nearOf(inner[0]!, !negated);
    case "and":
    case "or": {
      const all = inner.map((at) => nearOf(at, negated));
      if ((condition.kind === "and") === negated) return nearest(all);
      return all.some(({ near }) => near === null) ? unsaid : farthest(all);
    }
    case "compare": {
      const view = comparisons.find(({ text }) => text === watch.parts[part]!.text) ?? null;
      if (comparison === null || view === null) return unsaid;
      if (isTrue) return { near: 1, comparison: view };
      return { near: view.used === null ? null : Math.min(1, view.used), comparison: view };
    }
    default:
      return { near: isTrue ? 1 : watch.truth(part) === 1 ? null : 0, comparison: null };
  }
}

function nearest(all: readonly Nearness[]): Nearness {
  return all.reduce((best, next) => ((next.near ?? -1) > (best.near ?? -1) ? next : best), unsaid);
}

function farthest(all: readonly Nearness[]): Nearness {
  return all.reduce((worst, next) => ((next.near ?? 2) < (worst.near ?? 2) ? next : worst));
}
