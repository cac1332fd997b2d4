import { describe, expect, test } from "vitest";
import { findings, programOf } from "../testing/analyze-text.ts";

const testOf = (steps: string) => `
  let wait = 50ms
  profile p { param least = 15  rule r: warn when fps < least }
  test "t" { profile p ${steps} expect no cancel }`;

test("what a test assigns is a constant of the metric's dimension", () => {
  const steps = 'given fps = least * 2, latency = wait, cpu.usage = 0, macro.name = ("x"), power.on_battery = (true)';
  expect(programOf(testOf(steps)).tests[0]!.steps.map((step) => step.kind === "assign" && step.value)).toEqual([
    30,
    50,
    0,
    "x",
    true,
  ]);
});

describe("these are none", () => {
  test.each([
    ["given cpu.usage = 5", "missing-unit: 5"],
    ["given cpu.usage = 5s", "unit-mismatch: 5s"],
    ["given fps = cpu.usage", "not-constant: cpu.usage"],
    ["given power.on_battery = 1", "unit-mismatch: 1"],
    ["given power.on_battery = (fps < 5)", "not-constant: (fps < 5)"],
    ["given macro.name = true", "unit-mismatch: true"],
    ["given duration = 5s", "misplaced-setting: duration"],
    ["given least = 5", "unknown-metric: least"],
    ["given fpss = 5", "unknown-name: fpss"],
    ["given cpu.usge = 5%", "unknown-metric: cpu.usge"],
    ['from 1s to 2s: macro.name = "a" -> "b"', "not-a-quantity: macro.name"],
    ["from 1s to 2s: fps = 5 -> 5s", "unit-mismatch: 5s"],
  ])("%s", (steps, finding) => expect(findings(testOf(steps))).toEqual([finding]));
});
