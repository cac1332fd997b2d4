/** json-logic-engine, each rule compiled to a function once. */

import { LogicEngine } from "json-logic-engine";
import type { RuleEngine } from "./contestant.ts";
import { rules, type Snapshot } from "./workload.ts";

const engine = new LogicEngine();
const compiled = rules.map(
  ({ field, operator, limit }) =>
    engine.build({ [operator]: [{ var: field }, limit] }) as unknown as (snapshot: Snapshot) => boolean,
);

function pass(snapshots: readonly Snapshot[]): number {
  let count = 0;
  for (const snapshot of snapshots) {
    for (let at = 0; at < compiled.length; at++) if (compiled[at]!(snapshot)) count += 1;
  }
  return count;
}

export const jsonLogicEngine: RuleEngine = { name: "json-logic-engine (compiled)", pass, countTrue: pass };

/** All rules in one array, compiled together. */
const together = engine.build(
  rules.map(({ field, operator, limit }) => ({ [operator]: [{ var: field }, limit] })),
) as unknown as (snapshot: Snapshot) => readonly boolean[];

function passTogether(snapshots: readonly Snapshot[]): number {
  let count = 0;
  for (const snapshot of snapshots) {
    const results = together(snapshot);
    for (let at = 0; at < results.length; at++) if (results[at]) count += 1;
  }
  return count;
}

export const jsonLogicEngineTogether: RuleEngine = {
  name: "json-logic-engine (compiled as one)",
  pass: passTogether,
  countTrue: passTogether,
};
