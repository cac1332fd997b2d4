/** `npm run claims`: claims by the thousand, each tried; more than a run of the tests has time for. The seed is an argument. */

import { type ClaimOptions, checkClaims } from "./check-claims.ts";
import { checkProfileClaims } from "./check-profile-claims.ts";

const seed = Number(process.argv[2] ?? 1);
const conditions: readonly (readonly [string, ClaimOptions["kind"]])[] = [
  ["thresholds", { windows: false, sums: false, depth: 2 }],
  ["sums of several metrics", { windows: false, sums: true, depth: 2 }],
  ["windows", { windows: true, sums: false, depth: 2 }],
];

let all = 0;
const row = (kind: string, count: number | string) => console.log(`${String(count).padStart(7)}  ${kind}`);

for (const [name, kind] of conditions) {
  const { possible, impossible, notAnalysed } = checkClaims({ seed, count: 1500, kind, courses: 6 });
  row(`conditions over ${name}: possible`, possible);
  row(`conditions over ${name}: impossible`, impossible);
  row(`conditions over ${name}: not analysed`, notAnalysed);
  all += possible + impossible;
}
const tally = checkProfileClaims({ seed, count: 1000, courses: 12 });
for (const [kind, count] of Object.entries(tally).sort()) {
  row(kind, count);
  if (!kind.startsWith("not analysed")) all += count;
}
row("claims in all, none of them wrong", all);
