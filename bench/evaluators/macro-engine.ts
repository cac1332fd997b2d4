/** This project's evaluators: samples in, decisions out, with the state of every rule. */

import { createEvaluator } from "../../engine/src/runtime/evaluator.ts";
import type { RuleEngine, RuleEngineFactory } from "./contestant.ts";
import {
  fields,
  makeProgram,
  ownMetrics,
  type ProgramOptions,
  profileCount,
  type Snapshot,
  type ThresholdRule,
} from "./workload.ts";

/** Where the values of a snapshot go: once for all, or to every macro by itself. */
type Slots = readonly (readonly number[])[];

function start(rules: readonly ThresholdRule[], options: ProgramOptions) {
  const evaluator = createEvaluator(makeProgram(rules, options), { intervalMs: 1000 });
  const runs = Array.from({ length: profileCount }, (_, at) => `run${at}`);
  runs.forEach((id, at) => {
    evaluator.start({ id, macro: id, profile: `profile${at}`, startedAt: 0 });
  });
  if (!options.own) return { evaluator, slots: [fields.map(({ metric }) => evaluator.slot(metric))] };
  const slots = runs.map((id) =>
    ownMetrics.map(({ name }) => {
      // A metric that may be the macro's own is so from its first report on.
      evaluator.sample(name, 0, 0, id);
      return evaluator.slot(name, id);
    }),
  );
  return { evaluator, slots };
}

interface Started {
  readonly evaluator: ReturnType<typeof createEvaluator>;
  readonly slots: Slots;
}

function take({ evaluator, slots }: Started, snapshot: Snapshot, time: number): void {
  for (let set = 0; set < slots.length; set++) {
    const own = slots[set]!;
    evaluator.put(own[0]!, snapshot.cpu_usage, time);
    evaluator.put(own[1]!, snapshot.memory_usage, time);
    evaluator.put(own[2]!, snapshot.fps, time);
    evaluator.put(own[3]!, snapshot.latency, time);
    evaluator.put(own[4]!, snapshot.response_time, time);
    evaluator.put(own[5]!, snapshot.gpu_usage, time);
  }
}

function create(name: string, rules: readonly ThresholdRule[], options: ProgramOptions): RuleEngine {
  const started = start(rules, options);
  let time = 0;
  return {
    name,
    pass(snapshots) {
      let decisions = 0;
      for (const snapshot of snapshots) {
        time += 1000;
        take(started, snapshot, time);
        decisions += started.evaluator.tick(time, time).length;
      }
      return decisions;
    },
    // Without `for` a rule fires exactly while its condition is true: decisions tell what the measured path found.
    countTrue(snapshots) {
      const fresh = start(rules, { ...options, holds: false });
      let firing = 0;
      let count = 0;
      snapshots.forEach((snapshot, at) => {
        take(fresh, snapshot, at * 1000);
        for (const { kind } of fresh.evaluator.tick(at * 1000, at * 1000)) firing += kind === "fire" ? 1 : -1;
        count += firing;
      });
      return count;
    },
  };
}

/** All profiles judge the same six values of the system, so that rules of one value are found together. */
export const macroEngine: RuleEngineFactory = (rules) =>
  create("macro-engine (full rule state)", rules, { holds: true, own: false });

/** Six samples of each macro's own a snapshot, thirty-six in all: no rule has anything in common with another. */
export const macroEngineOwnValues: RuleEngineFactory = (rules) =>
  create("macro-engine, values of each macro's own", rules, { holds: true, own: true });

/** No `for` at all: each change of a condition is a decision with message, values and place. */
export const macroEngineAnnouncing: RuleEngineFactory = (rules) =>
  create("macro-engine, each change a decision", rules, { holds: false, own: false });
