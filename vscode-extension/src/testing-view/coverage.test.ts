import { expect, it } from "vitest";
import type { TestCoverage, WrittenRule } from "../../../lsp/src/editor-protocol.ts";
import { coverageByFile } from "./coverage.ts";

function rule(name: string, uri: string, line: number): WrittenRule {
  const range = { start: { line, character: 2 }, end: { line, character: 40 } };
  return { name, location: { uri, range }, condition: range, profiles: ["heal"] };
}

it("adds up the tests, and keeps the rules that none of them reached", () => {
  const [hot, slow, elsewhere] = [rule("hot", "file:///a", 1), rule("slow", "file:///a", 2), rule("x", "file:///b", 1)];
  const test = (fired: number, whenTrue: number, whenFalse: number): TestCoverage => [
    { location: hot.location, fired, whenTrue, whenFalse },
  ];
  const byFile = coverageByFile([hot, slow, elsewhere], [test(1, 3, 7), test(0, 0, 5)]);
  expect([...byFile.keys()]).toEqual(["file:///a", "file:///b"]);
  expect(byFile.get("file:///a")).toEqual([
    { ...hot, fired: 1, whenTrue: 3, whenFalse: 12 },
    { ...slow, fired: 0, whenTrue: 0, whenFalse: 0 },
  ]);
  expect(byFile.get("file:///b")).toMatchObject([{ fired: 0 }]);
});

it("passes over rules that have gone since", () => {
  const gone = rule("gone", "file:///a", 9);
  expect(coverageByFile([], [[{ location: gone.location, fired: 1, whenTrue: 1, whenFalse: 0 }]]).size).toBe(0);
});
