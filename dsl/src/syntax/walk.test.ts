import { expect, test } from "vitest";
import { parse } from "./parse.ts";
import { nodesAt, walk } from "./walk.ts";

const text = `profile p extends b {
  rule a: warn when x > 5s for 3s until y message "is {z}"
}
test "t" { profile p  at 5s: q = 6  expect warn by a at 7s }`;
const { file } = parse({ path: "a.macropolicy", text });

test("every node is visited in the order of the text, with those around it", () => {
  const seen: string[] = [];
  walk(file, (node, parents) => {
    const within = parents.at(-1)?.kind;
    if (node.kind === "reference") seen.push(`${node.name} in ${within}`);
    if (node.kind === "quantity") seen.push(`${node.text} in ${within}`);
  });
  expect(seen).toEqual([
    ...["x in binary", "5s in binary", "3s in rule", "y in rule", "z in message"],
    ...["5s in at", "6 in assignment", "7s in expect"],
  ]);
});

test("a visit that gives false leaves out what is inside", () => {
  const kinds: string[] = [];
  walk(file, (node) => {
    kinds.push(node.kind);
    return node.kind === "file";
  });
  expect(kinds).toEqual(["file", "profile", "test"]);
});

test("nodes at an offset go from the file inwards", () => {
  const kinds = nodesAt(file, text.indexOf("5s") + 2).map(({ kind }) => kind);
  expect(kinds).toEqual(["file", "profile", "rule", "binary", "quantity"]);
});
