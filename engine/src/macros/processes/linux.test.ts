import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { burner, endAll, idle, isRunning, kill, start, table, temporaryFolder, until } from "../testing/harness.ts";
import { linuxProcesses } from "./linux.ts";
import { keptFiles, kernelUnits, parseStat } from "./proc-files.ts";
import { isAlive, type ProcessTable } from "./process-table.ts";

afterEach(endAll);

const units = { ticks: 100, pageBytes: 4096 };

describe("a stat line", () => {
  const rest = "S 7 8 9 0 -1 4194304 101 0 0 0 120 30 50 25 20 0 3 0 94327 3133440 390 18446744073709551615 0 0";

  it.each(["sleep", "a) R 1 2 (b", "((", "with blanks and\nline breaks", ""])(
    "is read whatever the name: %j",
    (name) => {
      expect(parseStat(`42 (${name}) ${rest}\n`, units)).toEqual({
        pid: 42,
        startTime: 94327,
        ppid: 7,
        session: 9,
        state: "live",
        cpuSeconds: 1.5,
        reapedCpuSeconds: 0.75,
        threads: 3,
        residentBytes: 390 * 4096,
      });
    },
  );

  it.each(["", "no line", "42 (x) S 1"])("that is none gives nothing: %j", (text) => {
    expect(parseStat(text, units)).toBeNull();
  });
});

// On real processes, by signals and /proc.
describe.skipIf(process.platform !== "linux")("processes of Linux", () => {
  it("knows the kernel's units", () => {
    expect(kernelUnits("/proc").ticks).toBe(100);
    expect([4096, 16384, 65536]).toContain(kernelUnits("/proc").pageBytes);
  });

  it("describes a process", async () => {
    const macro = await start(["sh", "-c", "sleep 300; true", "an arg", "wörld"]);
    expect(table.info(macro.pid)).toMatchObject({
      pid: macro.pid,
      startTime: macro.child.root.startTime,
      ppid: process.pid,
      uid: process.getuid?.(),
      name: "sh",
      command: ["sh", "-c", "sleep 300; true", "an arg", "wörld"],
    });
    expect(table.stat(macro.pid)).toMatchObject({ session: macro.pid, state: "live", threads: 1 });
    expect(table.marks(macro.pid)).toEqual([macro.run.id]);
    expect(table.disk(macro.pid)).toEqual({ readBytes: expect.any(Number), writtenBytes: expect.any(Number) });
    expect(table.pids()).toContain(macro.pid);
  });

  it("reads a title that a program has given itself, and empty arguments", async () => {
    const title = "healer of the group";
    const code = `process.title = "${title}"; setInterval(Date, 1000)`;
    const macro = await start([process.execPath, "-e", code, "x".repeat(100)]);
    await until("the title", () => table.info(macro.pid)?.command[0] === title);
    expect(table.info(macro.pid)).toMatchObject({ command: [title], name: path.basename(process.execPath) });
    const empty = await start(["sh", "-c", "read line; true", "sh", "", ""], { stdio: ["pipe", "ignore", "ignore"] });
    expect(table.info(empty.pid)?.command).toEqual(["sh", "-c", "read line; true", "sh", "", ""]);
  });

  it("is not misled by an executable's name", async () => {
    const copy = path.join(temporaryFolder(), "a) R 1 1 (b");
    copyFileSync("/bin/sleep", copy);
    const macro = await start([copy, "300"]);
    expect(table.stat(macro.pid)).toMatchObject({ pid: macro.pid, ppid: process.pid, session: macro.pid });
    expect(table.info(macro.pid)?.name).toBe("a) R 1 1 (b");
  });

  it("tells a process from a later one of the same number, and a zombie from a process", async () => {
    const macro = await start(["sh", "-c", "sleep 0 & exec sleep 300"]);
    const { pid, startTime } = macro.child.root;
    expect(isAlive(table, { pid, startTime })).toBe(true);
    expect(isAlive(table, { pid, startTime: startTime - 1 })).toBe(false);
    // The shell became a sleep that never waits for its child.
    const zombie = () => table.descendants([macro.child.root]).find((child) => child.state === "zombie");
    await until("the zombie", () => zombie() !== undefined);
    expect(isAlive(table, zombie()!)).toBe(false);
    expect(isRunning(pid)).toBe(true);
  });

  it.each([
    ["S", "live"],
    ["T", "stopped"],
    ["Z", "zombie"],
  ])("takes a process whose main thread has ended for what its others are: %s", (letter, state) => {
    const procPath = temporaryFolder();
    for (const [thread, its] of [
      [42, "Z"],
      [43, letter],
    ]) {
      const stat = `${thread} (x) ${its} 7 42 42 0 -1 0 0 0 0 0 1 1 0 0 20 0 2 0 100 0 0 0`;
      mkdirSync(path.join(procPath, `42/task/${thread}`), { recursive: true });
      writeFileSync(path.join(procPath, `42/task/${thread}/stat`), stat);
      if (thread === 42) writeFileSync(path.join(procPath, "42/stat"), stat);
    }
    const reader = linuxProcesses({ procPath });
    expect(reader.stat(42)).toMatchObject({ pid: 42, state, threads: 2 });
    expect(reader.restat(42)).toMatchObject({ pid: 42, state });
  });

  it("does not take a thread for a process", () => {
    const thread = table.threads(process.pid).find((id) => id !== process.pid) ?? 0;
    expect(table.pids()).not.toContain(thread);
    expect(table.info(thread)).toBeNull();
  });

  it("knows nothing of one that is gone", async () => {
    const macro = await start(["true"]);
    await macro.child.ended;
    expect(table.stat(macro.pid)).toBeNull();
    expect(table.info(macro.pid)).toBeNull();
    expect(table.disk(macro.pid)).toBeNull();
    expect(table.marks(macro.pid)).toEqual([]);
    expect(table.threads(macro.pid)).toEqual([]);
    expect(table.descendants([macro.child.root])).toEqual([]);
  });

  const ways: [string, ProcessTable][] = [
    ["the kernel's lists of children", linuxProcesses({ childrenFiles: true })],
    ["a scan", linuxProcesses({ childrenFiles: false })],
  ];
  it.each(ways)("finds descendants by %s", async (_way, reader) => {
    const macro = await start(["sh", "-c", "sh -c 'sleep 300 & sleep 300' & sleep 300"]);
    await until("the tree", () => reader.descendants([macro.child.root]).length === 4);
    const found = reader.descendants([macro.child.root]);
    const parents = new Set([macro.pid, ...found.map((child) => child.pid)]);
    expect(found.every((child) => parents.has(child.ppid))).toBe(true);
    const { pid, startTime } = macro.child.root;
    expect(reader.descendants([{ pid, startTime: startTime - 1 }])).toEqual([]);
  });

  it("finds the children of every thread", async () => {
    const worker = 'require("child_process").spawn("sleep", ["300"]); setInterval(() => {}, 1000)';
    const code = `new (require("worker_threads").Worker)(${JSON.stringify(worker)}, { eval: true })`;
    const macro = await start([process.execPath, "-e", code]);
    await until("the child of the worker", () => table.descendants([macro.child.root]).length === 1);
  });

  it("sees a process begin", async () => {
    const before = table.newest();
    await start(idle);
    expect(table.newest()).not.toBe(before);
    expect(table.now()).toBeGreaterThan(table.stat(process.pid)?.startTime ?? Number.POSITIVE_INFINITY);
  });

  it("counts processor time", async () => {
    const macro = await start(burner);
    await until("some use", () => (table.stat(macro.pid)?.cpuSeconds ?? 0) > 0.05);
  });
});

// On real processes, by signals and /proc.
describe.skipIf(process.platform !== "linux")("a kept file", () => {
  it("follows a process to its end, and then whoever has the path", async () => {
    const files = keptFiles(2);
    const macros = [await start(idle), await start(idle), await start(["sh", "-c", "exit 0"])];
    const statOf = ({ pid }: { pid: number }) => files.read(`/proc/${pid}/stat`);
    await macros[2]?.child.ended;
    for (let round = 0; round < 2; round += 1) {
      expect(macros.map((macro) => statOf(macro) !== null)).toEqual([true, true, false]);
    }
    const open = () => readdirSync("/proc/self/fd").length;
    const before = open();
    // No more stay open than it may keep.
    for (const macro of [await start(idle), await start(idle)]) expect(statOf(macro)).not.toBeNull();
    expect(open()).toBe(before);
    for (const macro of macros) kill(macro.pid, "SIGKILL");
    await Promise.all(macros.map((macro) => macro.child.ended));
    expect(macros.map(statOf)).toEqual([null, null, null]);
  });

  it("is as fresh as one opened anew", async () => {
    const macro = await start(burner);
    table.restat(macro.pid);
    await until("some use", () => (table.restat(macro.pid)?.cpuSeconds ?? 0) > 0.05);
    kill(macro.pid, "SIGSTOP");
    await until("it to stand still", () => table.restat(macro.pid)?.state === "stopped");
  });
});
