/** The same conditions as a programmer would write them: one `if` each, no state, no messages, nothing to configure. */

import type { RuleEngine } from "./contestant.ts";
import { rules, type Snapshot } from "./workload.ts";

/** Written out by `source`, so that the limits stand in the code as literals do. */
function source(): string {
  const lines = rules.map(({ field, operator, limit }) => `if (snapshot.${field} ${operator} ${limit}) count += 1;`);
  return `let count = 0;\n${lines.join("\n")}\nreturn count;`;
}

const countTrue = new Function("snapshot", source()) as (snapshot: Snapshot) => number;

function pass(snapshots: readonly Snapshot[]): number {
  let count = 0;
  for (const snapshot of snapshots) count += countTrue(snapshot);
  return count;
}

export const handWritten: RuleEngine = { name: "hand-written ifs", pass, countTrue: pass };
