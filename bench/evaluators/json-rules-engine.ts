/** json-rules-engine itself: one engine with all rules, a run a snapshot, facts given as values. */

import { Engine } from "json-rules-engine";
import type { RuleEngineFactory } from "./contestant.ts";
import type { Snapshot } from "./workload.ts";

const operators = { ">": "greaterThan", "<": "lessThan" } as const;

export const jsonRulesEngine: RuleEngineFactory = (rules) => {
  const engine = new Engine(
    rules.map(({ profile, field, operator, limit }) => ({
      conditions: { all: [{ fact: field, operator: operators[operator], value: limit }] },
      event: { type: `${profile}.${field}` },
    })),
  );
  const pass = async (snapshots: readonly Snapshot[]) => {
    let count = 0;
    for (const snapshot of snapshots) {
      const { events } = await engine.run(snapshot as unknown as Record<string, number>);
      count += events.length;
    }
    return count;
  };
  return { name: "json-rules-engine", pass, countTrue: pass, slow: true };
};
