import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

test.each([
  ["praam", ["level", "param", "match"], "param"],
  ["cpu.usgae", ["cpu.usage", "gpu.usage"], "cpu.usage"],
  ["gpu.usage2", ["cpu.usage", "gpu.usage"], "gpu.usage"],
  ["MiB", ["KiB", "MiB"], "MiB"],
  ["mib", ["KiB", "MiB"], "MiB"],
  ["fro", ["or", "for"], "for"],
  ["latncy", ["latency"], "latency"],
  ["x", ["y", "z"], null],
  ["ab", ["cd"], null],
  ["weather", ["latency", "fps"], null],
  ["", ["a"], null],
])("%s of %j is %s", (word, candidates, found) => {
  expect(nearest(word, candidates)).toBe(found);
});
