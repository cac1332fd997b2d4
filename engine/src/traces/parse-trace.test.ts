import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SampleRow } from "../runtime/simulate.ts";
import { createTraceParser } from "./parse-trace.ts";
import { TraceError } from "./trace.ts";

const dimensionsByMetric = {
  "cpu.usage": "percent",
  fps: "framerate",
  latency: "duration",
  "power.on_battery": "bool",
  "game.zone": "text",
  "gpu.usage": "percent",
} as const;

const dimensionOf = (metric: string) => dimensionsByMetric[metric as keyof typeof dimensionsByMetric];

function parse(text: string, pieceLength = text.length) {
  const parser = createTraceParser(dimensionOf);
  const rows: SampleRow[] = [];
  for (let at = 0; at < text.length; at += pieceLength) rows.push(...parser.push(text.slice(at, at + pieceLength)));
  rows.push(...parser.end());
  return { rows, startWallMs: parser.startWallMs(), notes: parser.notes() };
}

/** Rows as `[seconds, {metric: value}]`, without the metrics that have no sample. */
function samples(text: string) {
  return parse(text).rows.map(({ timeMs, metrics, values }) => {
    const present = metrics.map((metric, at) => [metric, values[at]] as const).filter(([, value]) => value !== null);
    return [timeMs / 1000, Object.fromEntries(present)] as const;
  });
}

function errorOf(text: string): string {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof TraceError) return `${error.line ?? "-"}: ${error.message}`;
    throw error;
  }
  return "no error";
}

describe("CSV", () => {
  test("a header of time and metrics, then a row a snapshot", () => {
    expect(samples("time,cpu.usage,fps\n0,20,60\n1,95.5,59\n")).toEqual([
      [0, { "cpu.usage": 20, fps: 60 }],
      [1, { "cpu.usage": 95.5, fps: 59 }],
    ]);
  });

  test("an empty cell is no sample", () => {
    expect(samples("time,cpu.usage,fps\n0,,60\n1,95,\n")).toEqual([
      [0, { fps: 60 }],
      [1, { "cpu.usage": 95 }],
    ]);
  });

  test("times are relative to the first row", () => {
    expect(samples("time,fps\n1700000000.1,60\n1700000000.6,60\n1700000001.1,60\n").map(([time]) => time)).toEqual([
      0, 0.5, 1,
    ]);
  });

  test("the time may stand in any column", () => {
    expect(samples("fps,time\n60,0\n")).toEqual([[0, { fps: 60 }]]);
  });

  test("ISO 8601 times say when the recording began; without a zone they are UTC", () => {
    const dated = parse("time,fps\n2026-03-01T10:00:00.5+01:00,60\n2026-03-01T10:00:02.25+01:00,60\n");
    expect(dated.startWallMs).toBe(Date.UTC(2026, 2, 1, 9, 0, 0, 500));
    expect(dated.rows.map(({ timeMs }) => timeMs)).toEqual([0, 1750]);
    expect(parse("time,fps\n2026-03-01 10:00:00,60\n").startWallMs).toBe(Date.UTC(2026, 2, 1, 10));
    expect(parse("time,fps\n0,60\n").startWallMs).toBeNull();
  });

  test("CRLF, a byte order mark, blank lines, a last line without an end, blanks around cells", () => {
    expect(samples("\ufefftime, cpu.usage ,fps\r\n0, 20 ,60\r\n\r\n1,95,59")).toEqual([
      [0, { "cpu.usage": 20, fps: 60 }],
      [1, { "cpu.usage": 95, fps: 59 }],
    ]);
  });

  test("quoted cells hold commas, quotes and line breaks", () => {
    expect(samples('time,game.zone,fps\n0,"Dread, ""old"" keep",60\n1,"two\nlines","59"\n2,plain,58\n')).toEqual([
      [0, { "game.zone": 'Dread, "old" keep', fps: 60 }],
      [1, { "game.zone": "two\nlines", fps: 59 }],
      [2, { "game.zone": "plain", fps: 58 }],
    ]);
  });

  test("text and bool metrics", () => {
    expect(samples("time,power.on_battery,game.zone\n0,true,town\n1,FALSE,\n")).toEqual([
      [0, { "power.on_battery": true, "game.zone": "town" }],
      [1, { "power.on_battery": false }],
    ]);
  });

  test("columns that are no metrics are ignored and noted", () => {
    const { rows, notes } = parse("time,fps,comment\n0,60,started\n");
    expect(rows[0]).toEqual({ timeMs: 0, metrics: ["fps"], values: [60] });
    expect(notes).toEqual(["ignored, being no metrics: comment"]);
  });

  test("the pieces in which a file is read make no difference", () => {
    const text = 'time,cpu.usage,game.zone\r\n0,1.5,"a,\r\nb"\r\n0.5,,"c ""d"""\r\n12.25,2e1,e\r\n';
    const whole = parse(text);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: text.length }), (length) => {
        expect(parse(text, length)).toEqual(whole);
      }),
    );
  });
});

describe("JSON lines", () => {
  test("an object a row; null is no sample", () => {
    expect(
      samples('{"time":5,"cpu.usage":20,"power.on_battery":true}\n\n{"time":6,"cpu.usage":null,"fps":3}\n'),
    ).toEqual([
      [0, { "cpu.usage": 20, "power.on_battery": true }],
      [1, { fps: 3 }],
    ]);
  });

  test("a quote in a text does not join lines", () => {
    expect(samples('{"time":0,"game.zone":"a \\" b"}\n{"time":1,"fps":1}\n')).toHaveLength(2);
  });
});

describe("errors name the line, the reason and the remedy", () => {
  test.each([
    ["time,fps\n0,60\n1,6O\n", '3: "6O" is no value of fps: write a number in fps, without the unit'],
    ["time,cpu.usage\n0,80%\n", '2: "80%" is no value of cpu.usage: write a number in %, without the unit'],
    ["time,latency\n0,0x1f\n", '2: "0x1f" is no value of latency: write a number in ms, without the unit'],
    ["time,power.on_battery\n0,maybe\n", '2: "maybe" is no value of power.on_battery: write true or false'],
    ["time,fps\n0,60\n1\n", "3: this row has 1 cell, the header 2: leave a cell empty where there is no sample"],
    [
      "time,fps\n5,60\n4,60\n",
      "3: time goes back by 1s: rows must be in order of time; sort the file by its time column",
    ],
    [
      "time,fps\n2024-02-29,60\n2026-02-29,60\n",
      '3: "2026-02-29" is no time: write seconds (12.5) or an ISO 8601 instant (2026-01-05T12:00:00Z)',
    ],
    ["time,fps\nnoon,60\n", '2: "noon" is no time: write seconds (12.5) or an ISO 8601 instant (2026-01-05T12:00:00Z)'],
    [
      "time,fps\n0,60\n2026-01-05T12:00:00Z,60\n",
      "3: times in seconds and dates are mixed in this file: use one of them throughout",
    ],
    ["time,fps,fps\n0,60,60\n", "1: the column fps is there twice: keep one of them"],
    [
      "time,speed\n0,60\n",
      "1: no column is a metric: the header needs time and metric names (time,cpu.usage,fps), it has time,speed",
    ],
    ["time;fps\n0;60\n", "1: the cells are separated by semicolons: use commas"],
    [
      "a,b\n0,60\n",
      '1: the first line is no header of a trace: "a,b"; it needs a column time and metric names (time,cpu.usage,fps), or the columns of a MangoHud or PresentMon log',
    ],
    ["", "-: the file is empty: a trace needs a header and at least one row"],
    ["time,fps\n", "-: the file has a header and no rows: there is nothing to replay"],
    ['time,game.zone\n0,"open\n', "2: a quoted cell is never closed"],
    ['{"time":0,"fps":"60"}\n', '1: "60" is no value of fps: write a number in fps, without the unit'],
    ['{"fps":60}\n', '1: "time" is missing: give it in seconds, or as an ISO 8601 instant'],
    ['{"time":0}\n[1]\n', `2: this line is no object: write {"time":0,"cpu.usage":12}`],
  ])("%j", (text, message) => {
    expect(errorOf(text)).toBe(message);
  });

  test("a broken JSON line", () => {
    expect(errorOf('{"time":0,\n')).toMatch(/^1: this line is no JSON: .*one object a line/);
  });

  test("a line without end is refused before it fills the memory", () => {
    const parser = createTraceParser(dimensionOf);
    parser.push("time,fps\n");
    expect(() => {
      for (let piece = 0; piece < 100; piece++) parser.push("1".repeat(1 << 16));
    }).toThrow(/longer than a million characters/);
  });
});
