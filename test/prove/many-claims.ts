/** `npm run claims`: claims by the thousand, each tried; more than a run of the tests has time for. The seed is an argument. */

import { attackConditions } from "./attack-conditions.ts";
import { checkClaims } from "./check-claims.ts";
import { checkProfileClaims } from "./check-profile-claims.ts";
import { questionKinds } from "./random-questions.ts";

const seed = Number(process.argv[2] ?? 1);

let all = 0;
const row = (kind: string, count: number | string) => console.log(`${String(count).padStart(7)}  ${kind}`);

for (const [name, kind] of questionKinds) {
  const { possible, impossible, notAnalysed, attacks } = checkClaims({ seed, count: 2000, kind, courses: 4 });
  row(`conditions over ${name}: possible, each replayed by both evaluators`, possible);
  row(`conditions over ${name}: impossible, none brought about in ${attacks} snapshots`, impossible);
  row(`conditions over ${name}: not analysed`, notAnalysed);
  all += possible + impossible;
}
const tally = checkProfileClaims({ seed, count: 1000, courses: 12 });
for (const [kind, count] of Object.entries(tally).sort()) {
  row(kind, count);
  if (!kind.startsWith("not analysed")) all += count;
}
const { impossible, open, snapshots, wrong } = attackConditions({ seed, programs: 300, courses: 16 });
if (wrong.length > 0) throw new Error(wrong.join("\n"));
row(`nasty conditions by two: impossible, none brought about in ${snapshots} snapshots`, impossible);
row("nasty conditions by two: not excluded", open);
all += impossible;
row("claims in all, none of them wrong", all);
