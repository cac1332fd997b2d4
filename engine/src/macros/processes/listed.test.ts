import { afterEach, describe, expect, it } from "vitest";
import { endAll, start, table, until } from "../testing/harness.ts";
import { processTable } from "./platforms.ts";
import { parsePs, posixProcesses, seconds } from "./posix.ts";
import { snapshotTable } from "./snapshot.ts";
import { parseCim, splitCommand } from "./windows.ts";

afterEach(endAll);

describe("ps", () => {
  it("is read row by row", () => {
    const text = [
      "    1     0      0     0 Ss    13120 01:02:03 Mon Jan  5 12:00:00 2026 /sbin/launchd",
      "  501     1      0   501 T     2048 0:01.50 Tue Jan  6 08:30:15 2026 /Applications/My App.app/run --fast",
      "  777   501      0   501 Z        0 0:00.00 Tue Jan  6 08:30:16 2026 (run)",
      "rubbish",
    ].join("\n");
    const list = parsePs(text);
    expect(list.map((entry) => entry.stat.pid)).toEqual([1, 501, 777]);
    expect(list[0]?.stat).toMatchObject({ ppid: 0, cpuSeconds: 3723, residentBytes: 13120 * 1024, state: "live" });
    expect(list[0]?.stat.startTime).toBe(new Date(2026, 0, 5, 12).getTime());
    expect(list[0]?.info).toMatchObject({ uid: 0, name: "launchd", command: ["/sbin/launchd"] });
    expect(list[1]?.stat).toMatchObject({ state: "stopped", cpuSeconds: 1.5 });
    expect(list[2]?.stat.state).toBe("zombie");
  });

  it.each([
    ["0:01.50", 1.5],
    ["02:03", 123],
    ["01:02:03", 3723],
    ["2-01:00:00", 176_400],
  ])("counts time: %s", (text, expected) => {
    expect(seconds(text)).toBe(expected);
  });

  // It reads real processes from /proc.
  it.skipIf(process.platform !== "linux")("agrees with /proc on a real tree", async () => {
    const macro = await start(["sh", "-c", "sleep 300 & sleep 300"]);
    await until("the tree", () => table.descendants([macro.child.root]).length === 2);
    const listed = posixProcesses();
    expect(listed.stat(macro.pid)).toBeNull();
    await listed.refresh();
    const root = listed.stat(macro.pid)!;
    expect(listed.info(macro.pid)).toMatchObject({ ppid: process.pid, uid: process.getuid?.(), name: "sh" });
    const pids = (list: readonly { pid: number }[]) => list.map((entry) => entry.pid).sort();
    expect(pids(listed.descendants([root]))).toEqual(pids(table.descendants([macro.child.root])));
  });
});

describe("Windows", () => {
  it("is read from CIM's JSON, one process or many", () => {
    const row = {
      p: 8,
      pp: 4,
      n: "game.exe",
      c: '"C:\\My Games\\game.exe" -x',
      t: 3,
      m: 4096,
      k: 5e6,
      u: 1e7,
      r: 1,
      w: 2,
    };
    const parent = { ...row, p: 4, pp: 8, n: "shell.exe", c: null, s: 1000 };
    const [one] = parseCim(JSON.stringify({ ...row, s: 2000 }));
    expect(one?.stat).toMatchObject({ pid: 8, startTime: 2000, threads: 3, cpuSeconds: 1.5, residentBytes: 4096 });
    expect(one?.info).toMatchObject({ name: "game.exe", command: ["C:\\My Games\\game.exe", "-x"] });
    expect(one?.disk).toEqual({ readBytes: 1, writtenBytes: 2 });
    // A younger process that took over the number of a parent that is gone is no parent.
    const both = parseCim(JSON.stringify([{ ...row, s: 2000 }, parent]));
    expect(both.map((entry) => entry.stat.ppid)).toEqual([4, 0]);
    expect(both[1]?.info.command).toEqual(["shell.exe"]);
  });

  it.each([
    ["a b", ["a", "b"]],
    ['"a b" c', ["a b", "c"]],
    ['--p="x y" z', ["--p=x y", "z"]],
    ["", []],
  ])("splits the command line %j", (line, expected) => {
    expect(splitCommand(line)).toEqual(expected);
  });
});

describe("a table over a list", () => {
  it("fetches once for all who ask at a time, and keeps the last list when a fetch fails", async () => {
    let fetches = 0;
    const row = parseCim(JSON.stringify({ p: 8, pp: 4, n: "a", c: "a", t: 1, m: 0, k: 0, u: 0, r: 0, w: 0, s: 1 }));
    const listed = snapshotTable("test", async () => {
      fetches += 1;
      if (fetches > 1) throw new Error("no such command");
      return row;
    });
    await Promise.all([listed.refresh(), listed.refresh()]);
    expect(fetches).toBe(1);
    await expect(listed.refresh()).rejects.toThrow("no such command");
    expect(listed.stat(8)?.startTime).toBe(1);
  });

  it("is refused in words on a platform that nobody serves", () => {
    expect(() => processTable("haiku")).toThrow("Processes cannot be read on haiku");
  });
});
