import { describe, expect, test } from "vitest";
import { viewOf } from "../testing/view.ts";
import { incomingCalls, outgoingCalls, prepareCalls } from "./calls.ts";
import { prepareTypes, subTypes, superTypes, type TypeEntry } from "./hierarchy.ts";

const text = `template base { rule hot: warn when fps < 3 }
template mid extends base { override rule hot: warn when fps < 4 }
template other { }
profile p extends mid, other { override rule hot: cancel when fps < 5 }
profile q extends base { }
profile r extends q { remove rule hot }
profile s extends q { override rule hot: warn when fps < 6 }
test "t" { profile q expect no warn by hot }`;

function types(at: string) {
  const { view, path, offset } = viewOf({
    "a.macropolicy": text.replace(at.replace("|", ""), at),
    "config/macro_safety/x.yaml": "profiles: { p: { rules: { hot: { enabled: true } } } }",
  });
  const start = prepareTypes(view, path, offset);
  const named = (list: readonly TypeEntry[]) =>
    list.map(({ node: { body, rule } }) => (rule === null ? body : `${body}.${rule}`));
  if (start === null) return null;
  return { of: named([start]), above: named(superTypes(view, start.node)), below: named(subTypes(view, start.node)) };
}

describe("the type hierarchy", () => {
  test("of a template are its bases and what extends it directly", () => {
    expect(types("template b|ase")).toEqual({ of: ["base"], above: [], below: ["mid", "q"] });
    expect(types("profile p| extends")).toEqual({ of: ["p"], above: ["mid", "other"], below: [] });
    expect(types("extends q| { remove")).toEqual({ of: ["q"], above: ["base"], below: ["r", "s"] });
  });

  test("of a rule are what it overrides and what overrides it, over bodies that leave it as it is", () => {
    expect(types("rule hot|: warn when fps < 3")).toEqual({ of: ["base.hot"], above: [], below: ["mid.hot", "s.hot"] });
    expect(types("rule h|ot: cancel")).toEqual({ of: ["p.hot"], above: ["mid.hot"], below: [] });
  });

  test("where a rule is named is that of the rule that runs there", () => {
    expect(types("by hot|")).toMatchObject({ of: ["base.hot"] });
    expect(types("remove rule hot|")).toMatchObject({ of: ["base.hot"] });
  });

  test("of other things there is none", () => {
    expect(types("when f|ps < 5")).toBeNull();
  });

  test("of what extends itself ends", () => {
    const { view, path, offset } = viewOf({ "a.macropolicy": "template a| extends b {} template b extends a {}" });
    const start = prepareTypes(view, path, offset)!;
    expect(superTypes(view, start.node).length + subTypes(view, start.node).length).toBeLessThanOrEqual(2);
  });
});

describe("the call hierarchy", () => {
  const calls = {
    "a.macropolicy": `let LIMIT| = 80%
template t { param most = LIMIT - 5% rule hot: warn when cpu.usage > most message "{LIMIT}" }`,
    "b.macropolicy": `profile p extends t { set most = LIMIT rule worse: cancel when cpu.usage > LIMIT and cpu.usage > LIMIT }
test "x" { profile p given cpu.usage = LIMIT expect warn by hot }
assert a { profile p warns when cpu.usage > LIMIT }`,
  };

  test("of a let is what reads it", () => {
    const { view, path, offset } = viewOf(calls);
    const { node } = prepareCalls(view, path, offset)!;
    const found = incomingCalls(view, node).map(({ to, ranges }) => [to.node.name, ranges.length]);
    expect(found).toEqual([
      ["most", 1],
      ["hot", 1],
      ["most", 1],
      ["worse", 2],
      ["x", 1],
      ["a", 1],
    ]);
    expect(outgoingCalls(view, node)).toEqual([]);
  });

  test("of a rule goes to the params and lets that it reads", () => {
    const files = {
      ...calls,
      "a.macropolicy": calls["a.macropolicy"].replace("LIMIT|", "LIMIT").replace("rule hot", "rule h|ot"),
    };
    const { view, path, offset } = viewOf(files);
    const { node } = prepareCalls(view, path, offset)!;
    expect(outgoingCalls(view, node).map(({ to }) => to.node.name)).toEqual(["most", "LIMIT"]);
    expect(incomingCalls(view, node).map(({ to }) => to.node.name)).toEqual(["x"]);
  });

  test("from a use begins at what is used", () => {
    const { view, path, offset } = viewOf({
      "a.macropolicy": "let LIMIT = 3fps profile p { rule r: warn when fps < LI|MIT }",
    });
    expect(prepareCalls(view, path, offset)?.node).toMatchObject({ kind: "let", name: "LIMIT" });
  });

  test("of what is built in there is none", () => {
    const { view, path, offset } = viewOf({ "a.macropolicy": "profile p { rule r: warn when fp|s < 3 }" });
    expect(prepareCalls(view, path, offset)).toBeNull();
  });
});
