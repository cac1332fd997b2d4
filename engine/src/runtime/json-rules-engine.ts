/**
 * A second evaluator: the boolean logic runs on json-rules-engine, everything else (samples, windows, rule states) is shared
 * with the default one. It is slow and asynchronous, and serves to check the default one and to exchange rules.
 */

import type { Program } from "@macro-engine/dsl";
import { Engine } from "json-rules-engine";
import { type Truth, unknown } from "./conditions.ts";
import { Evaluation } from "./evaluation.ts";
import { viewProfile, viewRules } from "./inspect.ts";
import { Facts, rulePair } from "./json-rules.ts";
import type { ProfilePlan } from "./plan.ts";
import type { Run } from "./run.ts";
import { Texts } from "./texts.ts";
import type { Decision, Evaluator, EvaluatorOptions } from "./types.ts";

/** A profile's conditions as engines: one a share, in order, then one for all rules and their until-conditions. */
interface ProfileLogic {
  readonly facts: Facts;
  readonly shares: readonly Engine[];
  /** Condition 2·i is the condition of rule i, 2·i + 1 its until-condition. */
  readonly rules: Engine;
}

/** Throws as `createEvaluator` does. Samples and programs that come in during a tick take effect after it. */
export function createJsonRulesEvaluator(program: Program, options: EvaluatorOptions): Evaluator {
  const texts = new Texts();
  let evaluation = new Evaluation(program, options, texts, false);
  let logic = logicOf(evaluation);
  let busy = false;
  const waiting: (() => void)[] = [];

  const whenFree = (act: () => void): void => {
    if (busy) waiting.push(act);
    else act();
  };
  const snapshot = async (time: number, wall: number): Promise<readonly Decision[]> => {
    busy = true;
    try {
      return await takeSnapshot(evaluation, logic, time, wall);
    } finally {
      busy = false;
      while (!busy && waiting.length > 0) waiting.shift()!();
    }
  };
  return {
    get program() {
      return evaluation.plan.program;
    },
    start: (run) => evaluation.start(run),
    end: (id) => evaluation.end(id),
    level: (id, level) => whenFree(() => evaluation.level(id, level)),
    sample: (metric, value, time, run) => whenFree(() => evaluation.sample(metric, value, time, run)),
    tick: (time, wall) =>
      new Promise((resolve, reject) => whenFree(() => void snapshot(time, wall).then(resolve, reject))),
    inspect: (id) => viewRules(evaluation, id),
    readings: (profile) => viewProfile(evaluation, profile),
    replace(next, nextOptions = evaluation.options) {
      // What is wrong with the new program is said here and now.
      const fresh = new Evaluation(next, nextOptions, texts, false);
      const freshLogic = logicOf(fresh);
      whenFree(() => {
        fresh.adopt(evaluation);
        evaluation = fresh;
        logic = freshLogic;
      });
    },
  };
}

function logicOf(evaluation: Evaluation): ReadonlyMap<string, ProfileLogic> {
  return new Map([...evaluation.plan.profiles].map(([name, plan]) => [name, logicOfProfile(plan, evaluation.texts)]));
}

function logicOfProfile(plan: ProfilePlan, texts: Texts): ProfileLogic {
  const facts = new Facts({ leaves: plan.leaves, texts });
  const shares = plan.shares.map((share) => new Engine(rulePair(share.condition, 0, facts)));
  const pairs = plan.rules.flatMap(({ rule }, index) => [
    ...rulePair(rule.condition, 2 * index, facts),
    ...(rule.until ? rulePair(rule.until.condition, 2 * index + 1, facts) : []),
  ]);
  return { facts, shares, rules: new Engine(pairs) };
}

async function takeSnapshot(
  evaluation: Evaluation,
  logic: ReadonlyMap<string, ProfileLogic>,
  time: number,
  wall: number,
): Promise<readonly Decision[]> {
  evaluation.begin(time, wall);
  const truths = new Map<Run, readonly Truth[]>();
  for (const run of [...evaluation.runs]) {
    const { facts, shares, rules } = logic.get(run.plan.profile.name)!;
    for (const [index, engine] of shares.entries()) {
      const [truth = unknown] = await runEngine(engine, facts, evaluation, run, 1);
      if (isRunning(evaluation, run)) evaluation.countShare(run, index, truth);
    }
    truths.set(run, await runEngine(rules, facts, evaluation, run, 2 * run.plan.rules.length));
  }
  for (const [run, found] of truths) {
    if (!isRunning(evaluation, run)) continue;
    run.plan.rules.forEach((_, rule) => {
      evaluation.setCondition(run, rule, found[2 * rule]!);
    });
  }
  return [...evaluation.decide(time, (run, rule) => truths.get(run)?.[2 * rule + 1] ?? unknown)];
}

/** A run may be ended by its caller while the engine works. */
function isRunning(evaluation: Evaluation, run: Run): boolean {
  return evaluation.runOf(run.start.id) === run;
}

/** Runs of one engine never overlap: the library loses rules when they do. */
async function runEngine(
  engine: Engine,
  facts: Facts,
  { slots }: Evaluation,
  run: Run,
  count: number,
): Promise<readonly Truth[]> {
  const truths = new Array<Truth>(count).fill(unknown);
  const { events } = await engine.run(facts.values(slots.current, run.slots));
  for (const { params } of events) truths[params?.condition] = params?.truth ? 2 : 0;
  return truths;
}
