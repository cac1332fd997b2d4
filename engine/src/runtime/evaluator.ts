/** The default evaluator: thresholds from a table, other conditions through closures, all at once per snapshot. */

import type { Level, Program, SampleValue } from "@macro-engine/dsl";
import type { Truth } from "./conditions.ts";
import { Evaluation } from "./evaluation.ts";
import { viewProfile, viewRules } from "./inspect.ts";
import type { Run } from "./run.ts";
import { Texts } from "./texts.ts";
import type { Decision, Evaluator, EvaluatorOptions, RuleReading, RuleView, RunStart } from "./types.ts";
import { type RuleWatch, watchRule } from "./watch.ts";

/** The evaluator that answers at once, with a faster way in for callers that sample often. */
export interface ImmediateEvaluator extends Evaluator {
  tick(time: number, wall: number): readonly Decision[];
  /**
   * Where `put` takes samples of a metric: of the system without `run`, else the run's own. −1 where no rule reads it, for
   * texts, and for an `either` metric that the run has not yet reported by `sample`. Holds until the run ends or the program
   * is replaced.
   */
  slot(metric: string, run?: string): number;
  /** Takes a sample, in base units (bools as 0 and 1), time in ms; −1 is no slot. */
  put(slot: number, value: number, time: number): void;
  /** Looks at the parts of a rule's condition after each snapshot; null for unknown runs and rules. Holds until the run ends or the program is replaced. */
  watch(run: string, rule: string): RuleWatch | null;
}

/** Throws RangeError when the interval is not positive or a time zone is unknown. */
export function createEvaluator(program: Program, options: EvaluatorOptions): ImmediateEvaluator {
  return new TableEvaluator(program, options);
}

/** A class, since V8 keeps an object literal with a getter as a dictionary: each call would look its method up by hash. */
class TableEvaluator implements ImmediateEvaluator {
  readonly #texts = new Texts();
  #evaluation: Evaluation;

  constructor(program: Program, options: EvaluatorOptions) {
    this.#evaluation = this.#evaluationOf(program, options);
  }

  get program(): Program {
    return this.#evaluation.plan.program;
  }

  start(run: RunStart): void {
    this.#evaluation.start(run);
  }

  end(id: string): void {
    this.#evaluation.end(id);
  }

  level(id: string, level: Level | null): void {
    this.#evaluation.level(id, level);
  }

  sample(metric: string, value: SampleValue, time: number, run?: string): void {
    this.#evaluation.sample(metric, value, time, run);
  }

  slot(metric: string, run?: string): number {
    return this.#evaluation.slotOf(metric, run);
  }

  put(slot: number, value: number, time: number): void {
    if (slot >= 0) this.#evaluation.slots.put(slot, value, time);
  }

  tick(time: number, wall: number): readonly Decision[] {
    const evaluation = this.#evaluation;
    evaluation.begin(time, wall);
    const { derived } = evaluation;
    for (let i = 0; i < derived.length; i += 1) findTruths(evaluation, derived[i]!);
    return evaluation.decide(time, this.#untilTruth);
  }

  inspect(id: string): readonly RuleView[] {
    return viewRules(this.#evaluation, id);
  }

  readings(profile: string): readonly RuleReading[] {
    return viewProfile(this.#evaluation, profile);
  }

  watch(run: string, rule: string): RuleWatch | null {
    return watchRule(this.#evaluation, run, rule);
  }

  replace(program: Program, options = this.#evaluation.options): void {
    const fresh = this.#evaluationOf(program, options);
    fresh.adopt(this.#evaluation);
    this.#evaluation = fresh;
  }

  #evaluationOf(program: Program, options: EvaluatorOptions): Evaluation {
    return new Evaluation(program, options, this.#texts, true);
  }

  readonly #untilTruth = (run: Run, rule: number): Truth =>
    run.plan.rules[rule]!.until!(this.#evaluation.slots.current, run.slots);
}

/** Fills what thresholds do not: shares first, since conditions read them. */
function findTruths(evaluation: Evaluation, run: Run): void {
  const { shares, rules } = run.plan;
  const { current } = evaluation.slots;
  for (let i = 0; i < shares.length; i += 1) evaluation.countShare(run, i, shares[i]!.test(current, run.slots));
  for (let i = 0; i < run.closures.length; i += 1) {
    const rule = run.closures[i]!;
    evaluation.setCondition(run, rule, rules[rule]!.test!(current, run.slots));
  }
}
