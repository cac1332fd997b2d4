/** A macro's row is the same object from one look to the next, so that a button pressed meanwhile knows its macro. */

import { expect, test } from "vitest";
import { createKeptNodes } from "./kept-nodes.ts";
import type { MacroNode } from "./macro-nodes.ts";

const node = (id: string, description: string, children: readonly MacroNode[] = []): MacroNode => {
  return {
    id,
    label: id,
    description,
    icon: "play-circle",
    color: null,
    context: "macro.running",
    tooltip: "",
    children,
  };
};

test("rows that show something else are drawn again, and stay the objects that they were", () => {
  const nodes = createKeptNodes();
  expect(nodes.update([node("heal", "1s", [node("hot", "43%")]), node("buff", "5s")])).toBe("all");
  const [heal, buff] = nodes.roots;
  const hot = heal!.children[0];
  expect(nodes.update([node("heal", "2s", [node("hot", "43%")]), node("buff", "5s")])).toEqual([heal]);
  expect(nodes.roots).toEqual([node("heal", "2s", [node("hot", "43%")]), node("buff", "5s")]);
  expect(nodes.roots[0]).toBe(heal);
  expect(nodes.roots[1]).toBe(buff);
  expect(nodes.update([node("heal", "2s", [node("hot", "44%")]), node("buff", "5s")])).toEqual([hot]);
  expect(heal!.children[0]).toBe(hot);
});

test("a rule that comes or goes draws its macro again, a macro the whole view; nothing new, nothing", () => {
  const nodes = createKeptNodes();
  nodes.update([node("heal", "1s")]);
  const [heal] = nodes.roots;
  expect(nodes.update([node("heal", "1s", [node("hot", "43%")])])).toEqual([heal]);
  expect(nodes.update([node("heal", "1s", [node("hot", "43%")])])).toEqual([]);
  expect(nodes.update([node("buff", "1s"), node("heal", "1s")])).toBe("all");
  expect(nodes.roots[1]).toBe(heal);
  expect(nodes.update([])).toBe("all");
});
