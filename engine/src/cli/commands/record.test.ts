/** Records this machine for a moment, and runs that a store holds; what comes out is read back. */

import { execFileSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openStore } from "../../store/sqlite-store.ts";
import { bounds, noon, run } from "../../store/testing/example.ts";
import { dimensionsOf, openTrace } from "../../traces/read-trace.ts";
import { recordCommand } from "./record.ts";
import { replayCommand } from "./replay.ts";
import { openWorkshop, type Workshop } from "./testing/workshop.ts";

const policy = `profile watched {
  rule anything: warn when cpu.usage >= 0% or memory.usage > 0%
  rule big: warn when macro.memory > 1B
}
`;

const shop = () =>
  openWorkshop({
    "policies/watched.macropolicy": policy,
    "macro-engine.yaml": "policies: [policies]\nstore: { path: store.sqlite }\n",
  });

async function readBack({ cwd }: Workshop, file: string) {
  const trace = await openTrace(join(cwd, file), dimensionsOf({ metrics: [] } as never));
  const rows = [];
  for await (const chunk of trace.rows()) rows.push(...chunk);
  return { trace, rows };
}

describe("what is measured now", () => {
  test.each(["trace.csv", "trace.jsonl"])("comes back from %s, and policies run over it", async (file) => {
    const workshop = await shop();
    const options = { output: file, for: "700ms", interval: "100ms", metrics: "cpu.usage,memory.usage" };
    expect(await recordCommand(options, workshop.io)).toBe(0);
    expect(workshop.err()).toMatch(new RegExp(`^recorded \\d+ rows of 2 metrics over .* in ${file}\n$`));
    const { trace, rows } = await readBack(workshop, file);
    expect(rows.length).toBeGreaterThan(1);
    expect(trace.intervalMs! % 100).toBe(0);
    expect(rows.every(({ timeMs }) => timeMs % 100 === 0)).toBe(true);
    expect(Math.abs(Date.now() - trace.startWallMs!)).toBeLessThan(600_000);
    expect(await replayCommand({ trace: file, profile: "watched" }, workshop.io)).toBe(0);
    expect(workshop.out()).toContain("warn       anything");
  });

  test("is all that can be measured unless some is named, and goes to standard output unless a file is", async () => {
    const { io, out, err } = await shop();
    expect(await recordCommand({ for: "50ms", interval: "50ms" }, io)).toBe(0);
    const [header = "", ...rows] = out().trimEnd().split("\n");
    expect(header.split(",")).toEqual(expect.arrayContaining(["time", "cpu.usage", "memory.usage"]));
    expect(rows.length).toBeGreaterThan(0);
    expect(err()).toContain("in standard output");
  });

  test("takes in a process and what it has started", async () => {
    const workshop = await shop();
    const options = { output: "me.csv", for: "300ms", interval: "100ms", pid: process.pid, macro: "tests" };
    expect(await recordCommand(options, workshop.io)).toBe(0);
    const { trace, rows } = await readBack(workshop, "me.csv");
    expect(trace.firstRow?.values[trace.firstRow.metrics.indexOf("macro.name")]).toBe("tests");
    const memory = rows[0]!.metrics.indexOf("macro.memory");
    expect(rows.every(({ values }) => (values[memory] as number) > 2 ** 20)).toBe(true);
    // The first row has a rate as well.
    expect(rows[0]!.values[rows[0]!.metrics.indexOf("macro.cpu")]).toBeTypeOf("number");
  });

  test.each([
    [{ metrics: "cpu.usge" }, "there is no metric cpu.usge; did you mean cpu.usage?"],
    [{ metrics: "macro.cpu" }, "macro.cpu cannot be recorded: it is a macro's own; name one with --macro or --pid"],
    [{ metrics: "macro.runs_today" }, "macro.runs_today cannot be recorded: only a running engine has it"],
    [{ metrics: "latency" }, "latency cannot be recorded: no host is configured"],
    [{ for: "soon" }, "--for: `soon` is not a duration"],
    [{ interval: "1ms" }, "--interval: 10ms is the shortest"],
    [{ pid: 2 ** 30 }, `there is no process ${2 ** 30}`],
    [{ macro: "nobody" }, "no macro nobody runs"],
    [{ store: "store.sqlite" }, "--store is for --from-store RUN"],
    [{ fromStore: "r", interval: "1s" }, "--interval is for what is measured now"],
    [{ fromStore: "r" }, "there is no record at "],
    [{ output: "policies" }, "policies: it is a folder: name a file"],
    [{ output: "nowhere/a.csv" }, "nowhere/a.csv: there is no such folder"],
  ])("%o is wrong use, and leaves no file", async (options, message) => {
    const { io, cwd, err } = await shop();
    // What is measured now ends in a moment, should it begin.
    const moment = "fromStore" in options ? {} : { for: "50ms" };
    expect(await recordCommand({ output: "a.csv", ...moment, ...options }, io)).toBe(2);
    expect(err()).toContain(message);
    expect(existsSync(join(cwd, "a.csv"))).toBe(false);
  });

  test("a file that is there is kept, unless it is said otherwise", async () => {
    const { io, cwd, err, write } = await shop();
    await write({ "a.csv": "mine\n" });
    const options = { output: "a.csv", for: "50ms", interval: "50ms", metrics: "memory.usage" };
    expect(await recordCommand(options, io)).toBe(2);
    expect(err()).toBe("a.csv: it is there already; --force writes over it\n");
    expect(readFileSync(join(cwd, "a.csv"), "utf8")).toBe("mine\n");
    // It is also kept where there turns out to be nothing to record.
    expect(await recordCommand({ ...options, force: true, metrics: undefined, macro: "nobody" }, io)).toBe(2);
    expect(readFileSync(join(cwd, "a.csv"), "utf8")).toBe("mine\n");
    expect(await recordCommand({ ...options, force: true }, io)).toBe(0);
    expect(readFileSync(join(cwd, "a.csv"), "utf8")).toMatch(/^time,memory\.usage\n/);
  });
});

test.skipIf(process.platform === "win32")("a pipe or a device is written to, and stays", async () => {
  const { io, cwd, err } = await shop();
  const pipe = join(cwd, "pipe");
  execFileSync("mkfifo", [pipe]);
  const reader = openSync(pipe, "r+");
  try {
    const options = { output: "pipe", for: "50ms", interval: "50ms" };
    expect(await recordCommand({ ...options, macro: "nobody" }, io)).toBe(2);
    expect(statSync(pipe).isFIFO()).toBe(true);
    err();
    expect(await recordCommand({ ...options, metrics: "memory.usage" }, io)).toBe(0);
    expect(err()).toMatch(/^recorded .* in pipe\n$/);
    const read = Buffer.alloc(100);
    expect(read.toString("utf8", 0, readSync(reader, read))).toMatch(/^time,memory\.usage\n/);
  } finally {
    closeSync(reader);
  }
});

describe("a run of the record", () => {
  function record({ cwd }: Workshop): void {
    const store = openStore({ path: join(cwd, "store.sqlite"), ...bounds });
    for (const [id, startedWall] of [
      ["aaaa-1", noon - 60_000],
      ["aabb-2", noon - 300],
    ] as const) {
      store.write([{ kind: "run-start", session: "s", run: run(id, { startedWall }) }]);
    }
    for (let second = 0; second < 5; second += 1) {
      store.sample("cpu.usage", 10 * second, noon + 1000 * second);
      store.sample("macro.memory", 2 ** 20, noon + 1000 * second, "aabb-2");
    }
    store.close();
  }

  test.each(["aabb-2", "aabb", "heal_group"])("is written down, asked for as %s", async (fromStore) => {
    const workshop = await shop();
    record(workshop);
    expect(await recordCommand({ fromStore, output: "run.csv" }, workshop.io)).toBe(0);
    expect(workshop.err()).toBe("recorded 5 rows of heal_group over 4s in run.csv\n");
    const { trace, rows } = await readBack(workshop, "run.csv");
    expect(trace).toMatchObject({ startWallMs: noon, intervalMs: 1000 });
    expect(rows[3]!.values[rows[3]!.metrics.indexOf("cpu.usage")]).toBe(30);
    expect(await replayCommand({ trace: "run.csv", profile: "watched" }, workshop.io)).toBe(0);
    expect(workshop.out()).toContain("heal_group, profile watched");
  });

  test("that is not there, or may be several, is answered with those that are", async () => {
    const workshop = await shop();
    record(workshop);
    expect(await recordCommand({ fromStore: "cc" }, workshop.io)).toBe(2);
    expect(workshop.err()).toMatch(/^there is no run cc\n {2}aabb-2 .* heal_group\n {2}aaaa-1 .*\n$/);
    expect(await recordCommand({ fromStore: "aa" }, workshop.io)).toBe(2);
    expect(workshop.err()).toContain("aa may be one of several runs");
    expect(await recordCommand({ fromStore: "aabb", metrics: "fps" }, workshop.io)).toBe(2);
    expect(workshop.err()).toBe("fps was not recorded: there is cpu.usage, macro.memory\n");
    expect(await recordCommand({ fromStore: "aaaa" }, workshop.io)).toBe(2);
    expect(workshop.err()).toContain("no samples as they were taken are left");
  });
});
