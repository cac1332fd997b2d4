import { describe, expect, test } from "vitest";
import { scanQuantity } from "./scan-quantity.ts";

/** What of the text was read, and as what: `[text, value, dimension]`. */
function read(text: string) {
  const { end, value, dimension, problem } = scanQuantity(text, 0);
  expect(problem).toBeNull();
  return [text.slice(0, end), value, dimension];
}

function problemOf(text: string) {
  const { end, problem } = scanQuantity(text, 0);
  return { read: text.slice(0, end), ...problem };
}

describe("quantities", () => {
  test.each([
    ["80%", 80, "percent"],
    ["1.5GiB", 1.5 * 2 ** 30, "bytes"],
    ["500ms", 500, "duration"],
    ["500us", 0.5, "duration"],
    ["15fps", 15, "framerate"],
    ["1m30s", 90_000, "duration"],
    ["1d2h3m4s5ms", 93_784_005, "duration"],
    ["10_000", 10_000, null],
    ["10MB/s", 1e7, "bytes_per_second"],
    ["60/m", 1, "rate"],
    ["7/h", 7 / 3600, "rate"],
    ["16.1s", 16_100, "duration"],
    ["8.3m", 498_000, "duration"],
    ["1m0.57s", 60_570, "duration"],
    ["4.03us", 0.00403, "duration"],
    ["0.1TiB", 2 ** 40 / 10, "bytes"],
    [`0.${"3".repeat(400)}s`, 1000 / 3, "duration"],
    ["80C", 80, "temperature"],
    ["80°C", 80, "temperature"],
    ["0", 0, null],
  ])("%s", (text, value, dimension) => {
    expect(read(text)).toEqual([text, value, dimension]);
  });

  test.each([
    ["5/speed", "5"],
    ["10/2s", "10"],
    ["5/m.x", "5"],
    ["10MB/speed", "10MB"],
    ["10MB/m", "10MB"],
    ["5 / s", "5"],
    ["80%for", "80%"],
    ["5 to", "5"],
    ["5->10", "5"],
    ["5\ns", "5"],
    ["1m 30", "1m"],
  ])("%s begins with the quantity %s", (text, quantity) => {
    expect(read(text)[0]).toBe(quantity);
  });
});

describe("malformed quantities", () => {
  test.each([
    ["80 %", "blank-before-unit", "80%"],
    ["5 sec", "blank-before-unit", "5s"],
    ["10 MB/s", "blank-before-unit", "10MB/s"],
    ["1m 30s", "blank-in-compound", "1m30s"],
    ["1m30", "trailing-digits", "1m30s"],
    ["5ms30", "trailing-digits", null],
    ["1s2m", "rising-units", "2m1s"],
    ["5s5s", "repeated-unit", null],
    ["5MB3KB", "not-compound", null],
    ["1__0", "digit-grouping", "1_0"],
    ["1_s", "digit-grouping", "1s"],
    ["5.", "bare-point", "5"],
    ["1.2.3", "two-points", null],
    [`${"9".repeat(400)}s`, "too-large", null],
  ])("%s", (text, kind, fix) => {
    expect(problemOf(text)).toEqual({ read: text, kind, fix });
  });

  test.each([
    ["5sec", "s"],
    ["5S", "s"],
    ["2gib", "GiB"],
    ["80pct", "%"],
    ["5\u00b5s", "us"],
    ["5constructor", null],
    ["1e5", null],
  ])("the unit of %s is unknown; %s is meant", (text, suggestion) => {
    expect(problemOf(text)).toMatchObject({ kind: "unknown-unit", suggestion });
  });
});
