/** The same conditions as a programmer would write them: one `if` each, no state, no messages, nothing to configure. */

import type { RuleEngineFactory } from "./contestant.ts";
import type { Snapshot, ThresholdRule } from "./workload.ts";

/** The code as text, so that the limits stand in it as literals do. */
function write(rules: readonly ThresholdRule[]): (snapshot: Snapshot) => number {
  const ifs = rules.map(({ field, operator, limit }) => `if (snapshot.${field} ${operator} ${limit}) count += 1;`);
  return new Function("snapshot", `let count = 0;\n${ifs.join("\n")}\nreturn count;`) as (snapshot: Snapshot) => number;
}

export const handWritten: RuleEngineFactory = (rules) => {
  const countTrue = write(rules);
  const pass = (snapshots: readonly Snapshot[]) => {
    let count = 0;
    for (const snapshot of snapshots) count += countTrue(snapshot);
    return count;
  };
  return { name: "hand-written ifs", pass, countTrue: pass };
};
