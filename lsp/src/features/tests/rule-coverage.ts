/** Which rules tests made fire, and whether their conditions were seen true and false: by where the rules are written. */

import type { Program, RuleSymbol, Span } from "@macro-engine/dsl";
import { createEvaluator } from "../../../../engine/src/runtime/evaluator.ts";
import type { EvaluatorFactory } from "../../../../engine/src/runtime/simulate-test.ts";
import type { RuleWatch } from "../../../../engine/src/runtime/watch.ts";
import type { PolicyView } from "../../workspace/policy-view.ts";
import type { Place } from "../place.ts";

export interface CoverableRule extends Place {
  readonly name: string;
  readonly condition: Span;
  /** Profiles that have it. */
  readonly profiles: readonly string[];
}

/** How often at the snapshots of a test; snapshots at which the condition is unknown count for neither. */
export interface RuleCount {
  readonly rule: string;
  readonly fired: number;
  readonly whenTrue: number;
  readonly whenFalse: number;
}

/** Every rule that some profile has, each once, where it is written. */
export function coverableRules(view: PolicyView): readonly CoverableRule[] {
  const profilesOf = new Map<RuleSymbol, string[]>();
  for (const { symbol, rules } of view.analysis.bodies.values()) {
    if (symbol.declaration.kind !== "profile") continue;
    for (const rule of rules.values()) {
      const profiles = profilesOf.get(rule.symbol);
      if (profiles === undefined) profilesOf.set(rule.symbol, [symbol.name]);
      else profiles.push(symbol.name);
    }
  }
  return [...profilesOf].map(([{ name, file, declaration }, profiles]) => ({
    file: file.source.path,
    span: declaration.span,
    name,
    condition: declaration.condition.span,
    profiles,
  }));
}

/** Counts what the conditions of one test's profile come to, at every snapshot of its first run. */
export interface RuleCounter {
  readonly createEvaluator: EvaluatorFactory;
  counts(): readonly RuleCount[];
}

export function createRuleCounter(program: Program, profile: string): RuleCounter {
  const rules = program.profiles.find(({ name }) => name === profile)?.rules ?? [];
  const counted = new Map(rules.map(({ name }) => [name, { rule: name, fired: 0, whenTrue: 0, whenFalse: 0 }]));
  let begun = false;
  return {
    counts: () => [...counted.values()],
    createEvaluator(running, options) {
      const evaluator = createEvaluator(running, options);
      // Later runs explain a failure or look for windows: the same again, or another program.
      if (begun || running !== program) return evaluator;
      begun = true;
      const watches = new Map<string, RuleWatch>();
      const start: typeof evaluator.start = (run) => {
        evaluator.start(run);
        for (const name of counted.keys()) {
          const watch = evaluator.watch(run.id, name);
          if (watch !== null) watches.set(name, watch);
        }
      };
      const tick: typeof evaluator.tick = (time, wall) => {
        const decisions = evaluator.tick(time, wall);
        const fires = decisions.filter(({ kind }) => kind === "fire");
        for (const { rule } of fires) {
          const count = counted.get(rule);
          if (count !== undefined) count.fired += 1;
        }
        // A cancel has ended the run, and its slots are others' now: what fired was true.
        const ended = fires.some(({ action }) => action === "cancel");
        for (const [name, count] of counted) {
          const truth = ended ? (fires.some(({ rule }) => rule === name) ? 2 : 1) : watches.get(name)?.truth(0);
          if (truth === 2) count.whenTrue += 1;
          else if (truth === 0) count.whenFalse += 1;
        }
        return decisions;
      };
      return delegating(evaluator, { start, tick });
    },
  };
}

/** An evaluator whose methods need their own `this`, with some of them replaced. */
export function delegating(
  evaluator: ReturnType<EvaluatorFactory>,
  changes: Partial<ReturnType<EvaluatorFactory>>,
): ReturnType<EvaluatorFactory> {
  return {
    get program() {
      return evaluator.program;
    },
    start: (run) => evaluator.start(run),
    end: (id) => evaluator.end(id),
    level: (id, level) => evaluator.level(id, level),
    sample: (metric, value, time, run) => evaluator.sample(metric, value, time, run),
    tick: (time, wall) => evaluator.tick(time, wall),
    inspect: (id) => evaluator.inspect(id),
    readings: (profile) => evaluator.readings(profile),
    replace: (program, options) => evaluator.replace(program, options),
    ...changes,
  };
}
