import { expect, it, vi } from "vitest";
import type { TestController, TestItem } from "vscode";
import type { TestEntry } from "../../../lsp/src/editor-protocol.ts";
import { createTestTree } from "./test-tree.ts";

vi.mock("vscode", () => ({
  Range: class {},
  TestTag: class {},
  Uri: { parse: (text: string) => ({ toString: () => text }) },
  workspace: { asRelativePath: String },
}));

/** Items by id, as the editor keeps them. */
class Items extends Map<string, TestItem> {
  replace(items: readonly TestItem[]): void {
    this.clear();
    for (const item of items) this.set(item.id, item);
  }
}

const treeOf = () =>
  createTestTree({
    items: new Items(),
    createTestItem: (id: string, label: string) => ({ id, label, children: new Items() }),
  } as unknown as TestController);

const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
const entry = (kind: TestEntry["kind"], label: string): TestEntry => ({
  id: `${kind} ${label}`,
  kind,
  label,
  range,
  nameRange: range,
});
const uri = "file:///policies/heal.macropolicy";

it("a test and an assertion of one name are two, and each is found by its id", () => {
  const tree = treeOf();
  tree.show([{ uri, tests: [entry("test", "safe"), entry("assertion", "safe")] }]);
  const found = ["test safe", "assertion safe"].map((id) => tree.find(uri, id));
  expect(found.map((item) => item?.id)).toEqual(["test safe", "assertion safe"]);
  expect(tree.runnable(found.slice(1) as TestItem[], [])).toMatchObject([{ uri, id: "assertion safe" }]);
  expect(tree.find(uri, "test gone")).toBeUndefined();
  expect(tree.find("file:///elsewhere", "test safe")).toBeUndefined();
});

it("what is still there stays the same item, what is gone is gone", () => {
  const tree = treeOf();
  tree.show([{ uri, tests: [entry("test", "a"), entry("test", "b")] }]);
  const a = tree.find(uri, "test a");
  tree.show([{ uri, tests: [entry("test", "new"), entry("test", "a")] }]);
  expect(tree.find(uri, "test a")).toBe(a);
  expect(tree.find(uri, "test b")).toBeUndefined();
  expect(tree.runnable(undefined, []).map(({ id }) => id)).toEqual(["test new", "test a"]);
  expect(tree.runnable(undefined, [a!]).map(({ id }) => id)).toEqual(["test new"]);
});
