import { expect, test } from "vitest";
import type { Measurements } from "../../../engine/src/api/contract.ts";
import { drawnByDefault } from "./shown-metrics.ts";

function measurement(metric: string, value: number | null, available = true): Measurements["metrics"][number] {
  return {
    ...{ metric, value, available, dimension: "percent", scope: "system", description: "", custom: false },
    ...{ why: null, at: null, stalenessMs: 5000, text: "", p95Today: null },
  };
}

test("charts are drawn of what has a value, though the catalogue be older than the first", () => {
  const catalogue = [measurement("cpu.usage", null), measurement("memory.usage", 20), measurement("fps", null, false)];
  const drawn = (now: Record<string, number | null>) => drawnByDefault(catalogue, [], now).map(({ metric }) => metric);
  expect(drawn({})).toEqual(["memory.usage"]);
  expect(drawn({ "cpu.usage": 55, "memory.usage": null })).toEqual(["cpu.usage", "memory.usage"]);
});
