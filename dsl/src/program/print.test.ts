import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "../syntax/parse.ts";
import { programOf, ruleOf } from "../testing/analyze-text.ts";
import type { Dimension } from "../vocabulary/units.ts";
import { conditionText, exactQuantity, formatQuantity, termText } from "./print.ts";

const gib = 2 ** 30;

describe("formatQuantity: the largest unit that is at least 1, three significant digits", () => {
  test.each<[value: number, dimension: Dimension, text: string]>([
    [1.25 * gib, "bytes", "1.25GiB"],
    [512, "duration", "512ms"],
    [87.3, "percent", "87.3%"],
    [1023, "bytes", "1023B"],
    [1024, "bytes", "1KiB"],
    [5 * 2 ** 50, "bytes", "5120TiB"],
    [1.5 * 2 ** 20, "bytes_per_second", "1.5MiB/s"],
    [1000, "duration", "1s"],
    [90_000, "duration", "1.5m"],
    [3_600_000, "duration", "1h"],
    [172_800_000, "duration", "2d"],
    [0.25, "duration", "250us"],
    [0.0005, "duration", "0.5us"],
    [60, "framerate", "60fps"],
    [59.94, "framerate", "59.9fps"],
    [71, "temperature", "71C"],
    [2, "rate", "2/s"],
    [0.5, "rate", "30/m"],
    [1 / 60, "rate", "1/m"],
    [1 / 7200, "rate", "0.5/h"],
    [12, "count", "12"],
    [0.000123456, "number", "0.000123"],
    [1e-9, "number", "0.000000001"],
  ])("%d %s is %s", (value, dimension, text) => expect(formatQuantity(value, dimension)).toBe(text));

  test("zero stands in the base unit", () => {
    const dimensions: Dimension[] = ["percent", "duration", "bytes", "bytes_per_second", "rate", "count", "number"];
    expect(dimensions.map((dimension) => formatQuantity(0, dimension))).toEqual([
      "0%",
      "0ms",
      "0B",
      "0B/s",
      "0/s",
      "0",
      "0",
    ]);
  });

  test("integer digits are never cut, and trailing zeros never written", () => {
    expect(formatQuantity(123_456.7, "number")).toBe("123457");
    expect(formatQuantity(1234, "framerate")).toBe("1234fps");
    expect(formatQuantity(80.04, "percent")).toBe("80%");
    expect(formatQuantity(1e21, "number")).toBe("1000000000000000000000");
  });

  test("halves go away from zero, as the decimal digits say", () => {
    expect(formatQuantity(12.35, "percent")).toBe("12.4%");
    expect(formatQuantity(-12.35, "percent")).toBe("-12.4%");
    expect(formatQuantity(1.005, "number")).toBe("1.01");
    expect(formatQuantity(0.5, "percent")).toBe("0.5%");
  });

  test("the value chooses the unit, not its rounding", () => {
    expect(formatQuantity(999.9, "duration")).toBe("1000ms");
    expect(formatQuantity(999.4, "duration")).toBe("999ms");
    expect(formatQuantity(59_960, "duration")).toBe("60s");
    expect(formatQuantity(1023.9 * 2 ** 20, "bytes")).toBe("1024MiB");
    expect(formatQuantity(-999.9, "duration")).toBe("-1000ms");
  });

  test("negative values keep their sign", () => {
    expect(formatQuantity(-5, "temperature")).toBe("-5C");
    expect(formatQuantity(-1536, "bytes")).toBe("-1.5KiB");
  });
});

describe("exactQuantity", () => {
  test("writes the shortest text that loses nothing", () => {
    expect(exactQuantity(85, "percent")).toBe("85%");
    expect(exactQuantity(16_100, "duration")).toBe("16.1s");
    expect(exactQuantity(498_000, "duration")).toBe("8.3m");
    expect(exactQuantity(1.5 * gib, "bytes")).toBe("1.5GiB");
    expect(exactQuantity(1_234_567, "bytes")).toBe("1234567B");
    expect(exactQuantity(90_000, "duration")).toBe("90s");
    expect(exactQuantity(5 / 60, "rate")).toBe("5/m");
  });

  test("reads back as the same value", () => {
    const dimensions: Dimension[] = ["percent", "duration", "bytes", "bytes_per_second", "framerate", "rate", "number"];
    const values = fc.double({ min: 1e-6, max: 1e12, noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(values, fc.constantFrom(...dimensions), (value, dimension) => {
        const { file, diagnostics } = parse({ path: "x", text: `let x = ${exactQuantity(value, dimension)}` });
        expect(diagnostics).toEqual([]);
        expect(file.declarations[0]).toMatchObject({ value: { kind: "quantity", value } });
      }),
    );
  });
});

describe("conditionText", () => {
  const declarations = "schedule raid = fri 20:00-23:00\nlet limit = 80%\nmetric guild.queue: count";
  const printed = (condition: string) => {
    const program = programOf(`${declarations}\nprofile p { rule r: warn when ${condition} }`);
    return conditionText(program.profiles[0]!.rules[0]!.condition, program);
  };

  test.each([
    ["cpu.usage > limit", "cpu.usage > 80%"],
    ["not (raid and (fps < 15 or latency > 1500ms))", "not (raid and (fps < 15fps or latency > 1.5s))"],
    ["not not power.on_battery", "power.on_battery"],
    ["power.on_battery == false", "not power.on_battery"],
    ["(fps < 15) == (latency > 5s)", "(fps < 15fps) == (latency > 5s)"],
    ["fps / fps.low1 * 2 + 1 > 3", "fps / fps.low1 * 2 + 1 > 3"],
    ["memory.available / 1GiB < 2", "memory.available / 1GiB < 2"],
    ["cpu.usage - (memory.usage - 5%) > -(3%)", "cpu.usage - (memory.usage - 5%) > -3%"],
    ["0.5 * latency > abs(latency.jitter - 5ms)", "0.5 * latency > abs(latency.jitter - 5ms)"],
    ["share(fps < 15, 1m) >= 50%", "share(fps < 15fps, 1m) >= 50%"],
    ["forecast(memory.usage, 30s) > 97%", "forecast(memory.usage, 30s, 1m) > 97%"],
    ["rate(memory.available, 10s) < -(1MiB/s)", "rate(memory.available, 10s) < -1MiB/s"],
    ["missing(fps) or missing(latency, 90s)", "missing(fps) or missing(latency, 90s)"],
    ['macro.level != "safe"', 'macro.level != "safe"'],
    ["guild.queue + 3 > 5", "guild.queue + 3 > 5"],
    // Plain numbers convert to what they are held against: a quotient of durations to a count.
    ["guild.queue > latency / 5s", "guild.queue > latency / 5s"],
    ["fps < cpu.load1 * 2", "fps < cpu.load1 * 2"],
    ["fps < 2 / cpu.load1", "fps < 2 / cpu.load1"],
    // A unit can be that of a constant factor alone, however far inside.
    ["cpu.load1 * 5s / 5 < -(5s)", "cpu.load1 * 5s / 5 < -5s"],
    ["latency / 5s * 100% > 5%", "latency / 5s * 100% > 5%"],
    ["-(macro.actions / 5/m * 5s) < latency", "-(macro.actions / 5/m * 5s) < latency"],
  ])("%s", (condition, text) => expect(printed(condition)).toBe(text));

  test("gives text that compiles to the same condition", () => {
    fc.assert(
      fc.property(conditions, (condition) => {
        const first = programOf(`${declarations}\nprofile p { rule r: warn when ${condition} }`);
        const compiled = first.profiles[0]!.rules[0]!.condition;
        const again = ruleOf(conditionText(compiled, first), declarations);
        expect(again.condition).toEqual(compiled);
      }),
      { numRuns: 300 },
    );
  });
});

test("termText gives constants their unit", () => {
  const program = programOf("profile p { rule r: warn when 2 * latency > 500ms + latency.jitter }");
  const { condition } = program.profiles[0]!.rules[0]!;
  if (condition.kind !== "compare") throw new Error("not a comparison");
  expect(termText(condition.left, "duration", program)).toBe("2 * latency");
  expect(termText(condition.right, "duration", program)).toBe("500ms + latency.jitter");
});

const percents = fc.constantFrom("cpu.usage", "limit", "12.5%", "avg(memory.usage, 30s)", "share(fps < 15, 1m)", "5%");
const numbers = fc.constantFrom("2", "0.5", "(3 - 1)", "-(4)");
const { sums } = fc.letrec<{ sums: string }>((tie) => ({
  sums: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    percents,
    fc.tuple(tie("sums"), fc.constantFrom("+", "-"), tie("sums")).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    fc.tuple(numbers, tie("sums")).map(([n, a]) => `${n} * ${a}`),
    fc.tuple(tie("sums"), numbers).map(([a, n]) => `(${a}) / ${n}`),
    tie("sums").map((a) => `abs(${a})`),
    tie("sums").map((a) => `-(${a})`),
  ),
}));
const comparisons = fc
  .tuple(sums, fc.constantFrom("<", "<=", ">", ">=", "==", "!="), sums)
  .map(([a, operator, b]) => `${a} ${operator} ${b}`);
const { conditions } = fc.letrec<{ conditions: string }>((tie) => ({
  conditions: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    comparisons,
    fc.constantFrom("raid", "true", "power.on_battery", "missing(fps, 5s)", 'macro.name == "x"'),
    fc
      .tuple(tie("conditions"), fc.constantFrom("and", "or"), tie("conditions"))
      .map(([a, op, b]) => `(${a}) ${op} ${b}`),
    tie("conditions").map((a) => `not (${a})`),
    fc.tuple(tie("conditions"), tie("conditions")).map(([a, b]) => `(${a}) == (${b})`),
  ),
}));
