import { expect, test } from "vitest";
import { programOf } from "../testing/analyze-text.ts";

test("an assertion becomes its profiles and claims, with lets as values", () => {
  const { assertions, metrics } = programOf(`
let hot = 95%
let patience = 2 * 5s
metric guild.queue: count
profile heal {}
profile craft {}
assert cool {
  profile heal, craft
  cancels when cpu.usage  > hot # too hot
    and not missing(fps) for patience
  warns when guild.queue > 5
}`);
  expect(assertions).toMatchObject([{ name: "cool", profiles: ["heal", "craft"], place: { line: 7, column: 1 } }]);
  const [cancels, warns] = assertions[0]!.claims;
  expect(cancels).toEqual({
    action: "cancel",
    condition: {
      kind: "and",
      operands: [
        {
          kind: "compare",
          operator: ">",
          left: { kind: "metric", metric: "cpu.usage" },
          right: { kind: "constant", value: 95 },
          dimension: "percent",
        },
        { kind: "not", operand: { kind: "missing", metric: "fps", silentMs: null } },
      ],
    },
    holdMs: 10_000,
    evidence: ["cpu.usage"],
    text: "cpu.usage > hot and not missing(fps) for patience",
    threshold: "cpu.usage > 95% and not missing(fps) for 10s",
    place: { file: "test.macropolicy", line: 9, column: 3 },
  });
  expect(warns).toMatchObject({ action: "warn", holdMs: 0, threshold: "guild.queue > 5" });
  expect(metrics.map(({ name }) => name)).toEqual(["cpu.usage", "fps", "guild.queue"]);
});
