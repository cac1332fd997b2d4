/** A witness is played as it says: history before the start, a snapshot a row, to the first cancel. */

import { expect, test } from "vitest";
import { createReplay } from "./replay-witness.ts";
import { compare, programWith, rule, window } from "./testing/build-program.ts";

const program = programWith(
  rule("high", compare("cpu.usage", ">", 90)),
  rule("mean", compare(window("avg", "cpu.usage", 10_000), ">", 50)),
  rule("own", compare("macro.cpu", ">", 10)),
  rule("dangerous", {
    kind: "compare-text",
    equal: true,
    left: { kind: "text-metric", metric: "macro.level" },
    right: { kind: "text", value: "dangerous" },
  }),
  rule("late", compare("cpu.usage", "<", 10), { action: "cancel" }),
);

function play(rows: readonly [timeMs: number, samples: Record<string, number>][], more = {}) {
  const witness = {
    intervalMs: 1000,
    startWallMs: 0,
    macroStartMs: 10_000,
    rows: rows.map(([timeMs, samples]) => ({ timeMs, samples })),
    ...more,
  };
  return createReplay()(program, "heal", witness).map(({ kind, rule, timeMs }) => `${timeMs} ${kind} ${rule}`);
}

test("rows before the start are history, and no snapshots", () => {
  expect(
    play([
      [0, { "cpu.usage": 99 }],
      [5000, { "cpu.usage": 99 }],
      [10_000, { "cpu.usage": 60 }],
    ]),
  ).toEqual(["10000 fire mean"]);
});

test("a macro's own metrics are sampled to it, once it runs", () => {
  expect(
    play([
      [9000, { "macro.cpu": 50 }],
      [10_000, {}],
      [11_000, { "macro.cpu": 50 }],
    ]),
  ).toEqual(["11000 fire own"]);
});

test("the level is the witness's", () => {
  expect(play([[10_000, {}]], { level: "dangerous" })).toEqual(["10000 fire dangerous"]);
});

test("nothing comes after a cancel", () => {
  const rows: [number, Record<string, number>][] = [
    [10_000, { "cpu.usage": 5 }],
    [11_000, { "cpu.usage": 95 }],
  ];
  expect(play(rows)).toEqual(["10000 fire late"]);
});
