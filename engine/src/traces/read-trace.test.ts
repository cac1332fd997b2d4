import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { SampleRow } from "../runtime/simulate.ts";
import { openTrace } from "./read-trace.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "read-trace-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const dimensionOf = (metric: string) => (metric === "fps" ? "framerate" : metric === "game.zone" ? "text" : undefined);

async function open(text: string | Uint8Array) {
  const path = join(folder, "trace.csv");
  await writeFile(path, text);
  return openTrace(path, dimensionOf, "trace.csv");
}

async function all(rows: AsyncIterable<readonly SampleRow[]>): Promise<SampleRow[]> {
  const list: SampleRow[] = [];
  for await (const chunk of rows) list.push(...chunk);
  return list;
}

test("the first rows say when a recording began and how far apart they are; it can be read again and again", async () => {
  const trace = await open(
    "time,fps,note\n2026-01-05T12:00:00Z,60,a\n2026-01-05T12:00:00Z,59,b\n2026-01-05T12:00:02Z,58,c\n",
  );
  expect(trace).toMatchObject({ startWallMs: Date.UTC(2026, 0, 5, 12), intervalMs: 2000 });
  expect(trace.firstRow).toEqual({ timeMs: 0, metrics: ["fps"], values: [60] });
  const once = await all(trace.rows());
  expect(once.map(({ timeMs }) => timeMs)).toEqual([0, 0, 2000]);
  expect(await all(trace.rows())).toEqual(once);
  expect(trace.notes()).toEqual(["ignored, being no metrics: note"]);
});

test("a recording of one row has no interval", async () => {
  expect(await open("time,fps\n0,60\n")).toMatchObject({ startWallMs: null, intervalMs: null });
});

// Windows has no pipes among its files.
test.skipIf(process.platform === "win32")("a pipe is refused, for it cannot be read twice", async () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  await expect(openTrace(pipe, dimensionOf, "pipe")).rejects.toThrow(
    "pipe: this is no file, and a recording is read twice: save it to one first",
  );
});

test("a log of frames has a row a second, however long it pauses after its first", async () => {
  const pauses = "fps,frametime,elapsed\n50,20,20000000\n50,20,40000000\n50,20,60020000000\n50,20,61040000000\n";
  const trace = await open(pauses);
  expect((await all(trace.rows())).map(({ timeMs }) => timeMs)).toEqual([0, 60_000, 61_000]);
  expect(trace.intervalMs).toBe(1000);
  const presents = "Application,ProcessID,TimeInSeconds,MsBetweenPresents\ng.exe,1,0.5,20\ng.exe,1,60.5,20\n";
  expect((await open(presents)).intervalMs).toBe(1000);
});

test("characters that fall between two pieces of the file stay whole", async () => {
  const zone = "Königsmund ☕ ".repeat(20);
  const lines = Array.from({ length: 5000 }, (_, at) => `${at},${"x".repeat(at % 7)}${zone}`);
  const trace = await open(`time,game.zone\n${lines.join("\n")}\n`);
  const rows = await all(trace.rows());
  expect(rows).toHaveLength(5000);
  expect(rows.every(({ values }, at) => values[0] === `${"x".repeat(at % 7)}${zone}`.trim())).toBe(true);
});

test("what is wrong is told with the name, the line and the reason", async () => {
  await expect(open("time,fps\n0,60\n1,a lot\n").then((trace) => all(trace.rows()))).rejects.toThrow(
    'trace.csv:3: "a lot" is no value of fps',
  );
  await expect(open(Buffer.from([0x74, 0x69, 0xff]))).rejects.toThrow("trace.csv: the file is not UTF-8");
  await expect(open("time,fps\n")).rejects.toThrow("trace.csv: the file has a header and no rows");
  await expect(openTrace(join(folder, "gone.csv"), dimensionOf, "gone.csv")).rejects.toThrow(
    "gone.csv: there is no such file",
  );
  await expect(openTrace(folder, dimensionOf, "folder")).rejects.toThrow("folder: this is a folder: name a file");
});
