/** @marcbachmann/cel-js, each expression parsed and type-checked once. */

import { Environment } from "@marcbachmann/cel-js";
import type { RuleEngineFactory } from "./contestant.ts";
import { fields, type Snapshot } from "./workload.ts";

/** CEL compares doubles with doubles: a limit needs its point. */
function literal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

export const celJs: RuleEngineFactory = (rules) => {
  const environment = new Environment();
  for (const { field } of fields) environment.registerVariable(field, "double");
  const parsed = rules.map(
    ({ field, operator, limit }) =>
      environment.parse(`${field} ${operator} ${literal(limit)}`) as unknown as (snapshot: Snapshot) => boolean,
  );
  const pass = (snapshots: readonly Snapshot[]) => {
    let count = 0;
    for (const snapshot of snapshots) {
      for (let at = 0; at < parsed.length; at++) if (parsed[at]!(snapshot)) count += 1;
    }
    return count;
  };
  return { name: "@marcbachmann/cel-js", pass, countTrue: pass };
};
