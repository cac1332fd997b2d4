/** Adds up what single tests say of the rules, by file; rules that no test reached stand there with nothing. */

import type { LineRange, RuleCoverage, TestCoverage, WrittenRule } from "../../../lsp/src/editor-protocol.ts";

export interface CoveredRule extends WrittenRule, Omit<RuleCoverage, "location"> {}

/** By URI, in the order of the rules. */
export function coverageByFile(
  rules: readonly WrittenRule[],
  results: readonly TestCoverage[],
): ReadonlyMap<string, readonly CoveredRule[]> {
  const counts = new Map<string, Omit<RuleCoverage, "location">>();
  for (const { location, fired, whenTrue, whenFalse } of results.flat()) {
    const key = keyOf(location);
    const before = counts.get(key) ?? nothing;
    counts.set(key, {
      fired: before.fired + fired,
      whenTrue: before.whenTrue + whenTrue,
      whenFalse: before.whenFalse + whenFalse,
    });
  }
  const byFile = new Map<string, CoveredRule[]>();
  for (const rule of rules) {
    const covered = { ...rule, ...(counts.get(keyOf(rule.location)) ?? nothing) };
    const inFile = byFile.get(rule.location.uri);
    if (inFile === undefined) byFile.set(rule.location.uri, [covered]);
    else inFile.push(covered);
  }
  return byFile;
}

const nothing = { fired: 0, whenTrue: 0, whenFalse: 0 };

function keyOf({ uri, range }: { readonly uri: string; readonly range: LineRange }): string {
  return `${uri} ${range.start.line}:${range.start.character}`;
}
