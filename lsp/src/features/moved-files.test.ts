import { expect, test } from "vitest";
import { applyEdits } from "../testing/apply-edits.ts";
import { viewOf } from "../testing/view.ts";
import { editsForMoves, resolveUri } from "./moved-files.ts";

const root = "file:///set";

function after(files: Readonly<Record<string, string>>, ...moves: readonly (readonly [string, string])[]) {
  const { view, texts } = viewOf(files);
  const edits = editsForMoves(
    view,
    moves.map(([from, to]) => ({ oldUri: `${root}/${from}`, newUri: `${root}/${to}` })),
  );
  const changed = new Set(edits.map(({ file }) => file));
  return Object.fromEntries(
    [...changed].map((path) => [
      path,
      applyEdits(
        texts[path]!,
        edits.filter(({ file }) => file === path),
      ),
    ]),
  );
}

test("folders and files of the configuration follow, with their `./` and their quotes", () => {
  const files = {
    "macro-engine.yaml": "policies: [./policies, 'more', \"x/a.macropolicy\"]\noverrides: { folder: over/ }\n",
  };
  expect(after(files, ["policies", "rules"], ["more", "it's"], ["x", "y"], ["over", "a b"])).toEqual({
    "macro-engine.yaml": "policies: [./rules, 'it''s', \"y/a.macropolicy\"]\noverrides: { folder: \"a b/\" }\n",
  });
});

test("a recording that moves is found again by its tests", () => {
  const files = { "p/a.macropolicy": 'test "x" { profile p trace "../runs/a.csv" expect no warn }' };
  expect(after(files, ["runs/a.csv", "p/b.csv"])).toEqual({
    "p/a.macropolicy": 'test "x" { profile p trace "b.csv" expect no warn }',
  });
});

test("a policy that moves finds its recordings again, and not where they move with it", () => {
  const files = { "p/a.macropolicy": 'test "x" { profile p trace "runs/a.csv" expect no warn }' };
  expect(after(files, ["p/a.macropolicy", "q/a.macropolicy"])).toEqual({
    "p/a.macropolicy": 'test "x" { profile p trace "../p/runs/a.csv" expect no warn }',
  });
  expect(after(files, ["p", "q"])).toEqual({});
});

test("other moves change nothing", () => {
  const files = { "macro-engine.yaml": "policies: ./policies\n", "policies/a.macropolicy": "profile p {}" };
  expect(after(files, ["policies/a.macropolicy", "policies/b.macropolicy"], ["policies2", "x"])).toEqual({});
});

test("a document that is no file leads nowhere", () => {
  expect(resolveUri("untitled:Untitled-1", "a.csv")).toBeNull();
  expect(resolveUri("file:///set/p/a.macropolicy", "../x y.csv")).toBe("file:///set/x%20y.csv");
  expect(resolveUri("vscode-vfs://github/a/b", "c")).toBe("vscode-vfs://github/a/c");
});
