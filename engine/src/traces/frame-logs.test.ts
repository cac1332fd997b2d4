import { describe, expect, test } from "vitest";
import type { SampleRow } from "../runtime/simulate.ts";
import { createTraceParser } from "./parse-trace.ts";

function parse(lines: readonly string[], ending = "\n") {
  const parser = createTraceParser(() => undefined);
  const rows: SampleRow[] = [...parser.push(lines.join("\n") + ending), ...parser.end()];
  return { rows: rows.map(readable), notes: parser.notes(), startWallMs: parser.startWallMs() };
}

function readable({ timeMs, metrics, values }: SampleRow): Record<string, unknown> {
  const round = (value: unknown) => (typeof value === "number" ? Math.round(value * 100) / 100 : value);
  return { timeMs, ...Object.fromEntries(metrics.map((metric, at) => [metric, round(values[at])])) };
}

const machine = ["os,cpu,gpu,ram,kernel,driver,cpuscheduler", "Arch Linux,Ryzen 7,Radeon,33554432,6.9,,performance"];
const header =
  "fps,frametime,cpu_load,cpu_power,gpu_load,cpu_temp,gpu_temp,gpu_core_clock,gpu_mem_clock,gpu_vram_used,gpu_power,ram_used,swap_used,process_rss,cpu_mhz,elapsed";

/** Frames of one length over a time: `elapsed` in ns. */
function hudFrames(fromMs: number, toMs: number, tookMs: number, unit = 1): string[] {
  const rows: string[] = [];
  for (let at = fromMs + tookMs; at <= toMs; at += tookMs) {
    rows.push(`${1000 / tookMs},${tookMs * unit},40,12,95,70,65,2000,1000,4,150,8,0,2,4000,${Math.round(at * 1e6)}`);
  }
  return rows;
}

describe("MangoHud", () => {
  test("frames become a snapshot a second, with the machine's columns", () => {
    const { rows } = parse([...machine, header, ...hudFrames(0, 1999, 20), ...hudFrames(2000, 2999, 50)]);
    expect(rows.map(({ timeMs }) => timeMs)).toEqual([0, 1000, 2000]);
    expect(rows[1]).toEqual({
      timeMs: 1000,
      fps: 50,
      "fps.low1": 50,
      frame_time: 20,
      "frame_time.p99": 20,
      "cpu.usage": 40,
      "gpu.usage": 95,
      "cpu.temperature": 70,
      "gpu.temperature": 65,
      "memory.usage": 25,
    });
    expect(rows[2]).toMatchObject({ fps: 20, frame_time: 50 });
  });

  test("a slow frame in a hundred moves the 1 % low, and the mean by its length", () => {
    const slow = [...hudFrames(0, 940, 10).slice(0, 94), ...Array(6).fill("10,0.001,40,12,95,70,65,,,,,,,,,990000000")];
    const { rows } = parse([...machine, header, "5,200,40,12,95,70,65,2000,1000,4,150,8,0,2,4000,1000000", ...slow]);
    expect(rows[0]).toMatchObject({ "frame_time.p99": 10, "fps.low1": 100 });
    const two = ["5,200,40,12,95,70,65,2000,1000,4,150,8,0,2,4000,1000000"];
    const more = parse([...machine, header, ...two, ...two, ...slow]);
    expect(more.rows[0]).toMatchObject({ "frame_time.p99": 200, "fps.low1": 5 });
  });

  test("frame times in microseconds are known by their product with fps", () => {
    const { rows } = parse([...machine, header, ...hudFrames(0, 999, 20, 1000)]);
    expect(rows[0]).toMatchObject({ fps: 50, frame_time: 20 });
  });

  test("versioned logs begin with version and section titles", () => {
    const preamble = ["v1", "0.8.2", "---------------------SYSTEM INFO---------------------"];
    const title = "--------------------FRAME METRICS--------------------";
    const { rows } = parse([...preamble, ...machine, title, header, ...hudFrames(0, 999, 20)]);
    expect(rows[0]).toMatchObject({ fps: 50, "memory.usage": 25 });
  });

  test("older logs lack columns, and a live one ends in half a line", () => {
    const { rows } = parse(["fps,frametime,cpu_load,elapsed", "50,20,30,20000000", "50,20,30,40000000", "50,2"], "");
    expect(rows).toEqual([
      { timeMs: 0, fps: 50, "fps.low1": 50, frame_time: 20, "frame_time.p99": 20, "cpu.usage": 30 },
    ]);
  });

  test("while one frame hangs there are snapshots without samples; when the log pauses there are none", () => {
    const hang = [...hudFrames(0, 999, 20), "0.25,4000,40,12,95,70,65,2000,1000,4,150,8,0,2,4000,4990000000"];
    expect(parse([...machine, header, ...hang]).rows.map(({ timeMs, fps }) => [timeMs, fps])).toEqual([
      [0, 50],
      [1000, null],
      [2000, null],
      [3000, null],
      [4000, 0.25],
    ]);
    const pause = [...hudFrames(0, 999, 20), ...hudFrames(9000, 9999, 20)];
    expect(parse([...machine, header, ...pause]).rows.map(({ timeMs }) => timeMs)).toEqual([0, 9000]);
  });

  test("a bad row names its line", () => {
    expect(() => parse([...machine, header, "fast,never", "50,20"])).toThrow("this row has no frame time");
  });
});

describe("PresentMon", () => {
  const v1 =
    "Application,ProcessID,SwapChainAddress,Runtime,SyncInterval,PresentFlags,Dropped,TimeInSeconds,MsInPresentAPI,MsBetweenPresents";
  const v1Frame = (app: string, pid: number, chain: string, at: number, took: number) =>
    `${app},${pid},${chain},DXGI,1,0,0,${at},0.1,${took}`;

  test("1.x: seconds, and time between presents", () => {
    const frames = Array.from({ length: 120 }, (_, at) => v1Frame("game.exe", 7, "0x1", (at + 1) / 50, 20));
    const { rows, notes } = parse([`\ufeff${v1}`, ...frames]);
    expect(rows.map(({ timeMs, fps }) => [timeMs, fps])).toEqual([
      [0, 50],
      [1000, 50],
      [2000, 50],
    ]);
    expect(notes).toEqual([]);
  });

  test("the process with the most frames is taken, never the compositor, and of its swap chains the busiest", () => {
    const frames: string[] = [];
    for (let at = 1; at <= 200; at++) {
      frames.push(v1Frame("dwm.exe", 1, "0x0", at / 100, 10));
      if (at % 2 === 0) frames.push(v1Frame("game.exe", 7, "0x1", at / 100, 20));
      if (at % 20 === 0) frames.push(v1Frame("game.exe", 7, "0x2", at / 100, 200));
      if (at % 50 === 0) frames.push(v1Frame("chat.exe", 9, "0x3", at / 100, 500));
    }
    const { rows, notes } = parse([v1, ...frames]);
    expect(rows[0]).toMatchObject({ fps: 50, frame_time: 20 });
    expect(notes).toEqual(["of 3 processes in the log, the frames of game.exe (7) are taken"]);
  });

  test.each([
    [
      "2.0",
      "Application,ProcessID,SwapChainAddress,CPUStartTime,CPUBusy,CPUWait,GPUBusy",
      (at: number) => `game.exe,7,0x1,${at},15,5,NA`,
    ],
    [
      "2.2",
      "application,processid,SwapChainAddress,CPUStartTime,FrameTime,CPUBusy",
      (at: number) => `g,7,0x1,${at},20,NA`,
    ],
    [
      "2.3.1",
      "Application,ProcessID,SwapChainAddress,TimeInMs,MsBetweenSimulationStart,MsBetweenPresents,MsBetweenAppStart",
      (at: number) => `g,7,0x1,${at},NA,20,21`,
    ],
  ])("%s", (_, columns, row) => {
    const { rows } = parse([columns, ...Array.from({ length: 100 }, (_, at) => row(1000 + at * 20))]);
    expect(rows[0]).toMatchObject({ timeMs: 0, frame_time: 20, fps: 50 });
  });

  test("dates set the start", () => {
    const columns = "Application,ProcessID,SwapChainAddress,CPUStartDateTime,FrameTime";
    const { startWallMs, rows } = parse([
      columns,
      "g,7,0x1,2026-1-5 9:05:03.250000000,20",
      "g,7,0x1,2026-1-5 9:05:03.270000000,20",
    ]);
    expect(startWallMs).toBe(Date.UTC(2026, 0, 5, 9, 5, 3, 270));
    expect(rows).toHaveLength(1);
  });

  test("dates of 1.x stand in the column of the seconds", () => {
    const row = (second: string) => `game.exe,7,0x1,DXGI,1,0,0,2026-1-5 9:05:${second}.250000000,0.1,20`;
    const { startWallMs, rows } = parse([v1, row("03"), row("04")]);
    expect(startWallMs).toBe(Date.UTC(2026, 0, 5, 9, 5, 3, 250));
    expect(rows.map(({ timeMs, fps }) => [timeMs, fps])).toEqual([
      [0, 50],
      [1000, 50],
    ]);
  });

  test("a log without frame times or usable times says what to record", () => {
    expect(() => parse(["Application,ProcessID,TimeInSeconds", "g,7,1"])).toThrow("record it with them");
    expect(() => parse(["Application,ProcessID,CPUStartQPC,FrameTime", "g,7,1,20"])).toThrow("without --qpc_time");
  });
});
