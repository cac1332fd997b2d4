/** This project's evaluators: samples in, decisions out, with the state of every rule. */

import type { Program } from "@macro-engine/dsl";
import { createEvaluator } from "../../engine/src/runtime/evaluator.ts";
import type { RuleEngine, RuleEngineFactory } from "./contestant.ts";
import { fields, makeProgram, profileCount, type Snapshot, type ThresholdRule } from "./workload.ts";

function start(program: Program) {
  const evaluator = createEvaluator(program, { intervalMs: 1000 });
  const runs = Array.from({ length: profileCount }, (_, at) => `run${at}`);
  runs.forEach((id, at) => {
    evaluator.start({ id, macro: id, profile: `profile${at}`, startedAt: 0 });
  });
  const slots = fields.map(({ metric }) => evaluator.slot(metric));
  return { evaluator, runs, slots };
}

type Started = ReturnType<typeof start>;

function take({ evaluator, slots }: Started, snapshot: Snapshot, time: number): void {
  evaluator.put(slots[0]!, snapshot.cpu_usage, time);
  evaluator.put(slots[1]!, snapshot.memory_usage, time);
  evaluator.put(slots[2]!, snapshot.fps, time);
  evaluator.put(slots[3]!, snapshot.latency, time);
  evaluator.put(slots[4]!, snapshot.response_time, time);
  evaluator.put(slots[5]!, snapshot.gpu_usage, time);
}

function create(name: string, rules: readonly ThresholdRule[], holds: boolean): RuleEngine {
  const program = makeProgram(rules, holds);
  const started = start(program);
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
    countTrue(snapshots) {
      const fresh = start(program);
      let count = 0;
      snapshots.forEach((snapshot, at) => {
        take(fresh, snapshot, at * 1000);
        fresh.evaluator.tick(at * 1000, at * 1000);
        for (const run of fresh.runs) {
          count += fresh.evaluator.inspect(run).filter(({ truth }) => truth === "true").length;
        }
      });
      return count;
    },
  };
}

export const macroEngine: RuleEngineFactory = (rules) => create("macro-engine (full rule state)", rules, true);

/** No `for` at all: each change of a condition is a decision with message, values and place. */
export const macroEngineAnnouncing: RuleEngineFactory = (rules) =>
  create("macro-engine, each change a decision", rules, false);
