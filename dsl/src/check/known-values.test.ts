import { expect, test } from "vitest";
import { analyze } from "../analyze.ts";
import { textWithValues } from "../program/known-texts.ts";
import { knownValues, writtenValues } from "./known-values.ts";

const policy = `
let tick = 1s
template calm {
  param hold = tick * 5
  param limit = 90%
  rule hot: warn when cpu.usage > limit for hold
}
profile heal extends calm { set limit = 85% }
profile other extends calm { }
`;

function bodyNamed(text: string, name: string, overrides = "") {
  const analysis = analyze({
    files: [{ path: "a.macropolicy", text }],
    overrides: overrides === "" ? [] : [{ path: "o.yaml", text: overrides }],
  });
  return { analysis, body: analysis.bodies.get(analysis.names.bodies.get(name)!)! };
}

test("params are worth what the body at hand makes of them, with override files or without", () => {
  const { analysis, body } = bodyNamed(policy, "heal", "profiles: { heal: { set: { limit: 70% } } }");
  expect([...knownValues(analysis, body).params]).toEqual([
    ["hold", 5000],
    ["limit", 70],
  ]);
  expect(writtenValues(analysis, body).params.get("limit")).toBe(85);
  const other = analysis.bodies.get(analysis.names.bodies.get("other")!)!;
  expect(knownValues(analysis, other).params.get("limit")).toBe(90);
});

test("conditions read with the values filled in", () => {
  const { analysis, body } = bodyNamed(policy, "heal");
  const { symbol } = body.rules.get("hot")!;
  const { environment } = knownValues(analysis, body);
  expect(textWithValues(analysis, symbol.file, symbol.declaration.condition, environment)).toBe("cpu.usage > 85%");
  expect(textWithValues(analysis, symbol.file, symbol.declaration.hold!, environment)).toBe("5s");
});

test("what has an error stays as written, the rest is known", () => {
  const { analysis, body } = bodyNamed(
    `profile p { param a = b * 2  param c = 4s rule r: warn when latency > a and latency < c }`,
    "p",
  );
  const { environment, params } = knownValues(analysis, body);
  expect([...params]).toEqual([["c", 4000]]);
  const { symbol } = body.rules.get("r")!;
  expect(textWithValues(analysis, symbol.file, symbol.declaration.condition, environment)).toBe(
    "latency > a and latency < 4s",
  );
});
