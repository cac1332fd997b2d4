import { describe, expect, test } from "vitest";
import { ruleOf } from "../testing/analyze-text.ts";
import { trendsOf } from "./directions.ts";

describe("which way a condition goes with its metrics", () => {
  test.each([
    ["cpu.usage > 80%", { "cpu.usage": "up" }],
    ["80% > cpu.usage", { "cpu.usage": "down" }],
    ["not cpu.usage > 80%", { "cpu.usage": "down" }],
    ["cpu.usage > 80% and fps < 15", { "cpu.usage": "up", fps: "down" }],
    ["cpu.usage > 80% or cpu.usage < 5%", { "cpu.usage": "both" }],
    ["cpu.usage == 80%", { "cpu.usage": "both" }],
    ["cpu.usage > memory.usage", { "cpu.usage": "up", "memory.usage": "down" }],
    ["100% - cpu.usage < 20%", { "cpu.usage": "up" }],
    ["-2 * fps > -30", { fps: "down" }],
    ["fps / 2 < 15", { fps: "down" }],
    ["0 * fps > 0", {}],
    ["cpu.usage / memory.usage > 2", { "cpu.usage": "both", "memory.usage": "both" }],
    ["abs(fps - 60) > 5", { fps: "both" }],
    ["p95(latency, 1m) > 1s", { latency: "up" }],
    ["forecast(memory.usage, 30s) > 97%", { "memory.usage": "up" }],
    ["delta(fps, 10s) < -20", { fps: "both" }],
    ["share(fps < 30, 10s) > 20%", { fps: "down" }],
    ["missing(fps) or power.on_battery", {}],
    ["(fps < 15) == (latency > 1s)", { fps: "both", latency: "both" }],
  ])("%s", (condition, trends) => {
    expect(Object.fromEntries(trendsOf(ruleOf(condition).condition))).toEqual(trends);
  });
});
