/** The tests of the Testing view: as the server finds them, file by file, the same items for as long as they are there. */

import { Range, type TestController, type TestItem, TestTag, Uri, workspace } from "vscode";
import type { LineRange, TestEntry, TestFile } from "../../../lsp/src/editor-protocol.ts";

export interface TestTree {
  /** Takes what the server has found now. */
  show(files: readonly TestFile[]): void;
  /** What can be run at or below the items, in order; all without. */
  runnable(items: readonly TestItem[] | undefined, excluded: readonly TestItem[]): readonly Runnable[];
  /** What the server knows by this id in a file. */
  find(uri: string, id: string): TestItem | undefined;
}

export interface Runnable {
  readonly item: TestItem;
  readonly uri: string;
  /** As the server knows it. */
  readonly id: string;
}

const tags = { test: new TestTag("test"), assertion: new TestTag("assertion") } as const;

export function createTestTree(controller: TestController): TestTree {
  const runnables = new WeakMap<TestItem, Runnable>();

  const showTest = (parent: TestItem, uri: Uri, entry: TestEntry, at: number): TestItem => {
    const item = parent.children.get(entry.id) ?? controller.createTestItem(entry.id, entry.label, uri);
    item.range = toRange(entry.range);
    item.tags = [tags[entry.kind]];
    if (entry.kind === "assertion") item.description = "assertion";
    // In the order of the file, as they are read.
    item.sortText = String(at).padStart(5, "0");
    runnables.set(item, { item, uri: uri.toString(), id: entry.id });
    return item;
  };
  const showFile = ({ uri: text, tests }: TestFile): TestItem => {
    const uri = Uri.parse(text);
    const id = uri.toString();
    const item = controller.items.get(id) ?? controller.createTestItem(id, workspace.asRelativePath(uri), uri);
    item.children.replace(tests.map((entry, at) => showTest(item, uri, entry, at)));
    return item;
  };
  return {
    show: (files) => controller.items.replace(files.map(showFile)),
    runnable(items, excluded) {
      const found: Runnable[] = [];
      const visit = (item: TestItem) => {
        if (excluded.includes(item)) return;
        const runnable = runnables.get(item);
        if (runnable !== undefined) found.push(runnable);
        for (const [, child] of item.children) visit(child);
      };
      if (items === undefined) for (const [, item] of controller.items) visit(item);
      else for (const item of items) visit(item);
      return found;
    },
    find: (uri, id) => controller.items.get(Uri.parse(uri).toString())?.children.get(id),
  };
}

export function toRange({ start, end }: LineRange): Range {
  return new Range(start.line, start.character, end.line, end.character);
}
