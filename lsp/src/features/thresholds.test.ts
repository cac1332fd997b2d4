/** Thresholds in the text, held against the comparisons of an evaluator that runs the same set. */

import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createEvaluator } from "../../../engine/src/runtime/evaluator.ts";
import { viewOf } from "../testing/view.ts";
import { thresholds } from "./thresholds.ts";

function textsAt(policy: string) {
  const { view, texts } = viewOf({ "a.macropolicy": policy });
  const text = texts["a.macropolicy"]!;
  return thresholds(view, "a.macropolicy").map(({ rule, profiles, comparisons }) => [
    rule,
    profiles,
    ...comparisons.map(({ span, measured, metric }) => [text.slice(span.start, span.end), measured, metric]),
  ]);
}

it("finds what rules compare, whoever inherits them", () => {
  expect(
    textsAt(`template t {
  param window = 30s
  param limit = 80%
  rule hot: warn when cpu.usage > limit and not (avg(cpu.usage, window) < 50%)
}
profile a extends t { set window = 1m }
profile b extends t { rule slow: cancel when 15 > fps or macro.name == "x" and power.on_battery == (latency > 1s) }`),
  ).toEqual([
    [
      "hot",
      ["a", "b"],
      ["cpu.usage > limit", ["cpu.usage"], "cpu.usage"],
      ["avg(cpu.usage, window) < 50%", ["avg(cpu.usage, 1m)", "avg(cpu.usage, 30s)"], null],
    ],
    ["slow", ["b"], ["15 > fps", ["fps"], "fps"], ["latency > 1s", ["latency"], "latency"]],
  ]);
});

it("goes on while the set has errors, and leaves out what is no rule of a profile", () => {
  expect(textsAt("profile a { rule x: warn when avg( fps , 2s ) < 3 rule y: warn when nonsense > 2 }")).toEqual([
    ["x", ["a"], ["avg( fps , 2s ) < 3", ["avg( fps , 2s )"], null]],
    ["y", ["a"]],
  ]);
  expect(textsAt("template a { rule x: warn when fps < 3 }")).toEqual([]);
});

it("agrees with what an engine tells of every rule of the shipped policies", () => {
  const names = readdirSync("policies").filter((name) => name.endsWith(".macropolicy"));
  const { view } = viewOf(
    Object.fromEntries(names.map((name) => [name, readFileSync(`policies/${name}`, "utf8").replaceAll("|", "")])),
  );
  const program = view.analysis.program!;
  const evaluator = createEvaluator(program, { intervalMs: 1000 });
  const engine = new Map(
    program.profiles.flatMap(({ name }) => evaluator.readings(name).map((rule) => [`${name} ${rule.rule}`, rule])),
  );
  let compared = 0;
  for (const name of names) {
    for (const { rule, profiles, total, comparisons } of thresholds(view, name)) {
      for (const profile of profiles) {
        const told = engine.get(`${profile} ${rule}`)!.comparisons;
        expect(told.length, `${profile} ${rule}`).toBe(total);
        for (const { index, measured } of comparisons) {
          expect(
            measured.some((text) => told[index]!.text.includes(text)),
            told[index]!.text,
          ).toBe(true);
          compared += 1;
        }
      }
    }
  }
  expect(compared).toBeGreaterThan(50);
});
