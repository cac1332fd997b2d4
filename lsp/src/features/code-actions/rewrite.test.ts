import { expect, test } from "vitest";
import { actionsIn } from "../../testing/actions.ts";
import { expectSameMeaning } from "../../testing/same-meaning.ts";

const isRewriting = (kind: string) => kind === "refactor.rewrite";
const rule = (condition: string) => `profile p {\n  rule r: cancel when ${condition}\n}\n`;

test.each([
  ["cpu.usage >| 80%", "Turn the comparison round", "80% < cpu.usage"],
  ["2 * latency |<= 1s + 5ms and fps < 3", "Turn the comparison round", "1s + 5ms >= 2 * latency and fps < 3"],
  ['macro.name |== "a"', "Turn the comparison round", '"a" == macro.name'],
  ["no|t (cpu.usage > 80%)", "Write it without `not`", "cpu.usage <= 80%"],
  ["fps < 3 or not fps| == 5", null, null],
  ["latency > 60000|ms", "Write `1m` for `60000ms`", "latency > 1m"],
  ["macro.memory > 1024|MiB", "Write `1GiB` for `1024MiB`", "macro.memory > 1GiB"],
  ["latency > 1m|", null, null],
  ["latency > 90|s", null, null],
])("%s: %s", async (before, title, after) => {
  const { apply, titles, texts } = actionsIn({ "a.macropolicy": rule(before) }, isRewriting);
  if (title === null) expect(titles).toEqual([]);
  else {
    const made = await apply(title);
    expect(made["a.macropolicy"]).toBe(rule(after!));
    expectSameMeaning(texts, made);
  }
});

test("comments within keep it from being turned round", () => {
  const { titles } = actionsIn({ "a.macropolicy": rule("cpu.usage # why\n >| 80%") }, isRewriting);
  expect(titles).toEqual([]);
});
