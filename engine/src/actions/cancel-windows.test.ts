import { describe, expect, it } from "vitest";
import { descendantsAmong } from "../macros/processes/linux.ts";
import type { ProcessTable } from "../macros/processes/process-table.ts";
import { request } from "../macros/testing/harness.ts";
import { createTree } from "../macros/tree.ts";
import type { ProcessRun, ProcessStat } from "../macros/types.ts";
import { createPerformer } from "./performer.ts";
import { realSystem, type System } from "./system.ts";

/** A made-up Windows: processes that a stand-in for `taskkill` ends, as far as they listen. */
function windows(processes: Record<number, { ppid: number; listens: boolean; immortal?: boolean }>) {
  const asked: string[] = [];
  const present = new Map(
    Object.entries(processes).map(([pid, { ppid }]): [number, ProcessStat] => {
      const rest = { session: 0, cpuSeconds: 0, reapedCpuSeconds: 0, threads: 1, residentBytes: 0 } as const;
      return [Number(pid), { pid: Number(pid), ppid, startTime: Number(pid), state: "live", ...rest }];
    }),
  );
  const table = {
    live: false,
    refresh: async () => {},
    newest: () => null,
    pids: () => [...present.keys()],
    stat: (pid: number) => present.get(pid) ?? null,
    restat: (pid: number) => present.get(pid) ?? null,
    info: () => null,
    descendants: (roots: readonly ProcessStat[]) => descendantsAmong([...present.values()], roots),
    marks: () => [],
  } as Partial<ProcessTable> as ProcessTable;
  let now = 0;
  const system: System = {
    ...realSystem(),
    platform: "win32",
    pid: 9999,
    uid: null,
    now: () => now,
    sleep: async (ms) => {
      now += Math.max(1, ms);
    },
    taskkill: async (args) => {
      asked.push(args.join(" "));
      now += 10;
      const pid = Number(args[1]);
      const tree = [pid, ...table.descendants([present.get(pid)!].filter(Boolean)).map((child) => child.pid)];
      for (const member of tree) {
        const { listens, immortal } = processes[member] ?? { listens: false };
        if (immortal !== true && (listens || args.includes("/F"))) present.delete(member);
      }
      return "";
    },
  };
  const root = { pid: 100, startTime: 100 };
  const run: ProcessRun = {
    id: "run",
    macro: "m",
    profile: "test",
    level: "risky",
    origin: "attached",
    root,
    command: [],
    startedAt: 0,
    startedWall: 0,
  };
  const performer = createPerformer({ table, system, settings: { names: () => true, verifyMs: 100 } });
  return { asked, performer, target: { run, tree: createTree(table, { root, mark: null }) } };
}

describe("cancel on Windows", () => {
  it("asks the tree with taskkill /T", async () => {
    const { asked, performer, target } = windows({
      100: { ppid: 4, listens: true },
      200: { ppid: 100, listens: true },
    });
    expect(await performer.perform(request("cancel"), target)).toMatchObject({
      ok: true,
      how: "ended after taskkill",
      processes: 2,
    });
    expect(asked).toEqual(["/PID 100 /T"]);
  });

  it("forces with /F after the grace, also a child whose parent had listened", async () => {
    const { asked, performer, target } = windows({
      100: { ppid: 4, listens: true },
      200: { ppid: 100, listens: false },
    });
    expect(await performer.perform(request("cancel", "rule", 1000), target)).toMatchObject({
      ok: true,
      how: "ended by force after the grace of 1s",
      left: [],
    });
    expect(asked).toEqual(["/PID 100 /T", "/PID 200 /T /F"]);
  });

  it("says what is left when even force does not end it", async () => {
    const { performer, target } = windows({ 100: { ppid: 4, listens: false, immortal: true } });
    expect(await performer.perform(request("cancel", "rule", 0), target)).toMatchObject({
      ok: false,
      how: "1 process still there after taskkill /F",
      left: [100],
    });
  });

  it("says so when there was nothing left to end", async () => {
    const { asked, performer, target } = windows({});
    expect(await performer.perform(request("cancel"), target)).toMatchObject({ ok: true, how: "had already ended" });
    expect(asked).toEqual([]);
  });
});
