import { expect, test } from "vitest";
import { agoText, durationText, quantityText, stopwatchText } from "./text.ts";

test.each([
  [42.345, "percent", "42.3%"],
  [7, "percent", "7%"],
  [0.127, "percent", "0.13%"],
  [59.96, "framerate", "60fps"],
  [1536, "bytes", "1.5KiB"],
  [3.2e6, "bytes_per_second", "3.05MiB/s"],
  [87.26, "duration", "87.3ms"],
  [1234.5, "unheard of", "1,235"],
])("%d of %s reads %s", (value, dimension, text) => {
  expect(quantityText(value, dimension)).toBe(text);
});

test.each([
  [850, "850ms"],
  [4250, "4.2s"],
  [60_000, "1m"],
  [725_000, "12m 05s"],
  [12_000_000, "3h 20m"],
  [187_200_000, "2d 4h"],
  [-1500, "-1.5s"],
])("%d ms are %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test.each([
  [0, "0:00"],
  [42_900, "0:42"],
  [4_325_000, "1:12:05"],
  [187_800_000, "2d 04:10"],
])("a stopwatch shows %d ms as %s", (ms, text) => {
  expect(stopwatchText(ms)).toBe(text);
});

test("what was a moment ago is told in whole seconds", () => {
  expect(agoText(1000, 2500)).toBe("just now");
  expect(agoText(1000, 43_900)).toBe("42s ago");
});
