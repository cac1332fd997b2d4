import { describe, expect, test } from "vitest";
import { programOf } from "../testing/analyze-text.ts";
import { decidedByRange } from "./term-range.ts";

function decided(condition: string): boolean | null {
  const program = programOf(`metric own: number\nprofile p { rule r: warn when ${condition} }`);
  return decidedByRange(program.profiles[0]!.rules[0]!.condition, program);
}

describe("what ranges decide about a comparison", () => {
  test.each([
    ["cpu.usage > 100%", false],
    ["cpu.usage >= 100%", null],
    ["cpu.usage <= 100%", true],
    ["cpu.usage < 0%", false],
    ["0% <= cpu.usage", true],
    ["cpu.usage != 120%", true],
    ["cpu.usage == 120%", false],
    ["macro.cpu > 800%", null],
    ["cpu.temperature < -300C", null],
    ["own < -1", null],
    ["duration >= 0s", true],
    ["fps < 0", false],
  ])("%s: %s", (condition, outcome) => expect(decided(condition)).toBe(outcome));

  test.each([
    ["0.5 * cpu.usage > 50%", false],
    ["-cpu.usage < -100%", false],
    ["cpu.usage - memory.usage > 100%", false],
    ["cpu.usage - memory.usage > 99%", null],
    ["cpu.usage + memory.usage <= 200%", true],
    ["cpu.usage / 2 > 50%", false],
    ["abs(cpu.usage - 50%) > 50%", false],
    ["abs(cpu.usage - 50%) >= 0%", true],
    ["cpu.usage / memory.usage > 1000", null],
    ["0 * fps > 0", false],
  ])("arithmetic: %s: %s", (condition, outcome) => expect(decided(condition)).toBe(outcome));

  test.each([
    ["avg(cpu.usage, 10s) > 100%", false],
    ["forecast(cpu.usage, 30s) > 100%", false],
    ["stddev(cpu.usage, 10s) > 50%", false],
    ["stddev(cpu.usage, 10s) > 49%", null],
    ["delta(cpu.usage, 10s) < -100%", false],
    ["delta(fps, 10s) < -1000", null],
    ["rate(cpu.usage, 10s) > 1000", null],
    ["anomaly(fps, 10s) < 0", false],
    ["share(fps < 30, 10s) > 100%", false],
  ])("windows: %s: %s", (condition, outcome) => expect(decided(condition)).toBe(outcome));
});
