import { expect, test } from "vitest";
import { viewOf } from "../../testing/view.ts";
import { pathAt, pathItems } from "./paths.ts";

/** The folder that is looked into, and what an item would replace. */
function written(text: string) {
  const { view, path, offset } = viewOf({ "a.macropolicy": text });
  const place = pathAt(view, path, offset);
  return place && [place.folder, view.sources.get(path)!.text.slice(place.span.start, place.span.end)];
}

test.each([
  ['test "t" { trace "|"', ["", ""]],
  ['test "t" {\n  trace "ni|ght.csv"\n}', ["", "night.csv"]],
  ['test "t" {\n  trace "../traces/old/ni|"\n}', ["../traces/old/", "ni"]],
  ['test "t" {\n  trace "../tra|', ["../", "tra"]],
  ['test "t" {\n  start "|"\n}', null],
  ['test "../|" {}', null],
  ["profile p { rule r: warn when fps / | }", null],
])("the path that is being written: %j", (text, expected) => {
  expect(written(text)).toEqual(expected);
});

test("recordings come first, then folders; nothing else is a recording", () => {
  const files = ["b.csv", "a.JSONL", "notes.txt", ".hidden.csv", 'quo"te.csv'].map((name) => ({
    name,
    isFolder: false,
  }));
  const folders = ["old", ".git", "node_modules"].map((name) => ({ name, isFolder: true }));
  const items = pathItems([...folders, ...files], { folder: "traces/" });
  expect(items.map(({ kind, text }) => [kind, text])).toEqual([
    ["file", "a.JSONL"],
    ["file", "b.csv"],
    ["folder", "old/"],
  ]);
  // Above what is below there is nothing new.
  expect(pathItems([], { folder: "" }).map(({ text }) => text)).toEqual(["../"]);
  expect(pathItems([], { folder: "../../" }).map(({ text }) => text)).toEqual(["../"]);
});
