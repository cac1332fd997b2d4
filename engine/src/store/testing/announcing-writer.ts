/** An engine as the store sees it: cancels again and again, and announces on stdout each decision that is written. */

import { writeSync } from "node:fs";
import { decisionEntries } from "../entries.ts";
import { openStore } from "../sqlite-store.ts";
import { bounds, decision } from "./example.ts";

const [path = ""] = process.argv.slice(2);
// A flush and a look at the bounds every few decisions, so that a kill may fall into any of them.
const store = openStore({ path, ...bounds, flushMs: 5000 });
const session = `session-${process.pid}`;
let wall = Date.now();

for (;;) {
  wall += 1000;
  for (let metric = 0; metric < 20; metric++) store.sample(`metric.m${metric}`, Math.random(), wall);
  store.tick(wall);
  const entries = decisionEntries([decision({ wall, run: session })], { session, dryRun: false });
  store.write(entries);
  writeSync(1, `${entries[0]!.decision.id}\n`);
}
