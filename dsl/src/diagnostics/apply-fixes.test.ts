import fc from "fast-check";
import { expect, test } from "vitest";
import { compatibleFixes } from "./apply-fixes.ts";
import type { Fix } from "./diagnostic.ts";

type Edit = Fix["edits"][number];

const touch = ({ span: a }: Edit, { span: b }: Edit) => a.start === b.start || (a.start < b.end && b.start < a.end);

/** Each held against all that were taken before it. */
function plainly(fixes: readonly Fix[]): readonly Fix[] {
  const taken: Edit[] = [];
  return fixes.filter(({ edits }) => {
    if (edits.some((edit) => taken.some((other) => other.file === edit.file && touch(edit, other)))) return false;
    taken.push(...edits);
    return true;
  });
}

const anEdit = fc
  .tuple(fc.constantFrom("a", "b"), fc.nat(60), fc.nat(8))
  .map(([file, start, length]): Edit => ({ file, span: { start, end: start + length }, text: "x" }));

test("those repairs are made together that do not touch an earlier one", () => {
  const sources = ["a", "b"].map((path) => ({ path, text: " ".repeat(80) }));
  const fixes = fc.array(anEdit.map((edit): Fix => ({ title: "", edits: [edit] })));
  const holds = fc.property(fixes, (all) => {
    expect(compatibleFixes(sources, all)).toEqual(plainly(all));
  });
  fc.assert(holds, { seed: 4, numRuns: 500 });
});
