/** What is written is read back as it was. */

import { builtInMetric, type SampleValue } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { randomFrom } from "../runtime/testing/random.ts";
import { createTraceParser } from "./parse-trace.ts";
import { traceFormats, traceText } from "./write-trace.ts";

const metrics = ["macro.name", "cpu.usage", "memory.available", "power.on_battery"];
const start = Date.UTC(2026, 0, 5, 12);

describe.each(traceFormats)("%s", (format) => {
  test("gives the same samples at the same times, whatever they are", () => {
    const random = randomFrom(11);
    const names = ["heal, the group", 'the "best"', "plain", "größer\nals"];
    const rows = Array.from({ length: 200 }, (_, at) => ({
      wall: start + 250 * at,
      values: [
        random.chance(0.5) ? null : random.pick(names),
        random.chance(0.2) ? null : random.next() * 10 ** (random.below(30) - 15),
        random.chance(0.2) ? null : random.below(2 ** 30),
        random.chance(0.2) ? null : random.chance(0.5),
      ] as (SampleValue | null)[],
    }));
    const text = traceText(format, metrics);
    const parser = createTraceParser((metric) => builtInMetric(metric)?.dimension);
    const written = text.header + rows.map(({ wall, values }) => text.row(wall, values)).join("");
    const read = [...parser.push(written), ...parser.end()];
    expect(parser.startWallMs()).toBe(start);
    expect(parser.notes()).toEqual([]);
    const samples = read.map(({ timeMs, metrics: columns, values }) => ({
      wall: start + timeMs,
      values: metrics.map((metric) => values[columns.indexOf(metric)] ?? null),
    }));
    expect(samples).toEqual(rows);
  });

  test("rounds times, so that rows stay an interval apart", () => {
    const text = traceText(format, ["fps"]);
    expect(text.row(start + 1999.9999999, [60])).toContain("2026-01-05T12:00:02.000Z");
  });
});
