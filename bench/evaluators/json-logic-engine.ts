/** json-logic-engine: each rule compiled to a function once, or all of them together. */

import { LogicEngine } from "json-logic-engine";
import type { RuleEngineFactory } from "./contestant.ts";
import type { Snapshot, ThresholdRule } from "./workload.ts";

const engine = new LogicEngine();

function logicOf({ field, operator, limit }: ThresholdRule) {
  return { [operator]: [{ var: field }, limit] };
}

export const jsonLogicEngine: RuleEngineFactory = (rules) => {
  const compiled = rules.map((rule) => engine.build(logicOf(rule)) as unknown as (snapshot: Snapshot) => boolean);
  const pass = (snapshots: readonly Snapshot[]) => {
    let count = 0;
    for (const snapshot of snapshots) {
      for (let at = 0; at < compiled.length; at++) if (compiled[at]!(snapshot)) count += 1;
    }
    return count;
  };
  return { name: "json-logic-engine (compiled)", pass, countTrue: pass };
};

export const jsonLogicEngineTogether: RuleEngineFactory = (rules) => {
  const compiled = engine.build(rules.map(logicOf)) as unknown as (snapshot: Snapshot) => readonly boolean[];
  const pass = (snapshots: readonly Snapshot[]) => {
    let count = 0;
    for (const snapshot of snapshots) {
      const results = compiled(snapshot);
      for (let at = 0; at < results.length; at++) if (results[at]) count += 1;
    }
    return count;
  };
  return { name: "json-logic-engine (compiled as one)", pass, countTrue: pass };
};
