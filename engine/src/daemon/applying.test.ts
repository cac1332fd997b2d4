import { expect, test } from "vitest";
import { parseConfigIn } from "../config/load.ts";
import { applicable, measuredOtherwise } from "./applying.ts";

const config = (text: string) => parseConfigIn("/srv", { path: "macro-engine.yaml", text }).config;

test("what an engine keeps to for life waits for a restart, and is named", () => {
  const before = config("interval: 1s");
  const { config: applied, waiting } = applicable(
    before,
    config("interval: 2s\nevaluator: json-rules-engine\nzone: Europe/Warsaw"),
  );
  expect(waiting).toEqual(["zone", "evaluator"]);
  expect(applied).toMatchObject({ intervalMs: 2000, evaluator: "default", zone: before.zone });
});

test("everything else is in force at once", () => {
  const next = config("on_exit: leave\nmax_level: risky\ncancel: { signal: SIGINT }\noverrides: { mode: forbid }");
  expect(applicable(config(""), next)).toEqual({ config: next, waiting: [] });
});

test("samplers are made anew when sources or the interval change, and only then", () => {
  const source = "sources: [{ kind: file, path: fps.json }]";
  expect(measuredOtherwise(config(source), config(source))).toBe(false);
  expect(measuredOtherwise(config(""), config(source))).toBe(true);
  expect(measuredOtherwise(config("interval: 1s"), config("interval: 2s"))).toBe(true);
  expect(measuredOtherwise(config(""), config("on_exit: leave"))).toBe(false);
});
