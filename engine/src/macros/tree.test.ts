import { afterEach, describe, expect, it } from "vitest";
import { createCensus } from "./census.ts";
import type { ProcessTable } from "./processes/process-table.ts";
import { endAll, idle, living, table as real, start, until } from "./testing/harness.ts";
import { createTree } from "./tree.ts";
import type { ProcessStat } from "./types.ts";

afterEach(endAll);

function stat(pid: number, ppid: number, change: Partial<ProcessStat> = {}): ProcessStat {
  const usage = { cpuSeconds: 0, reapedCpuSeconds: 0, threads: 1, residentBytes: 0 };
  return { pid, ppid, startTime: pid, session: pid, state: "live", ...usage, ...change };
}

/** A made-up machine whose processes are what the test says. */
function machine(...first: ProcessStat[]) {
  const world = { present: first, marks: new Map<number, readonly string[]>(), newest: 0, looks: 0 };
  const table = {
    newest: () => world.newest,
    pids: () => {
      world.looks += 1;
      return world.present.map((entry) => entry.pid);
    },
    stat: (pid: number) => world.present.find((entry) => entry.pid === pid) ?? null,
    restat: (pid: number) => world.present.find((entry) => entry.pid === pid) ?? null,
    marks: (pid: number) => world.marks.get(pid) ?? [],
  } as Partial<ProcessTable> as ProcessTable;
  return { world, table };
}

const root = { pid: 100, startTime: 100 };
const pids = (list: readonly ProcessStat[]) => list.map((member) => member.pid).sort((a, b) => a - b);

describe("a tree", () => {
  it("takes in descendants, however they are listed, and no others", () => {
    const { table } = machine(stat(300, 200), stat(200, 100), stat(100, 50), stat(400, 1), stat(50, 1), stat(1, 0));
    expect(pids(createTree(table, { root, mark: null }).survey())).toEqual([100, 200, 300]);
  });

  it("keeps those whose parents have gone", () => {
    const { world, table } = machine(stat(100, 50), stat(200, 100), stat(300, 200));
    const tree = createTree(table, { root, mark: null });
    tree.survey();
    world.present = [stat(300, 1)];
    expect(pids(tree.update([]))).toEqual([300]);
    world.present = [stat(300, 1), stat(301, 300)];
    expect(pids(tree.update([stat(301, 300)]))).toEqual([300, 301]);
  });

  it("takes in the session that the root leads, and who carries its mark", () => {
    const { world, table } = machine(stat(100, 50), stat(200, 1, { session: 100 }), stat(300, 1), stat(400, 1));
    world.marks.set(300, ["outer", "run"]);
    world.marks.set(400, ["another"]);
    expect(pids(createTree(table, { root, mark: "run" }).survey())).toEqual([100, 200, 300]);
    expect(pids(createTree(table, { root, mark: null }).survey())).toEqual([100, 200]);
  });

  it("does not take the session for its own when the root is but a member of it", () => {
    const { table } = machine(stat(100, 50, { session: 50 }), stat(200, 50, { session: 50 }), stat(50, 1));
    expect(pids(createTree(table, { root, mark: null }).survey())).toEqual([100]);
  });

  it("is not misled by numbers that passed to others", () => {
    const { world, table } = machine(stat(100, 50), stat(200, 100));
    const tree = createTree(table, { root, mark: null, leadsSession: true });
    tree.survey();
    // The root's number, and with it the session's, are another's now; so is the child's.
    world.present = [
      stat(100, 1, { startTime: 500 }),
      stat(101, 100, { startTime: 501, session: 100 }),
      stat(200, 1, { startTime: 502 }),
    ];
    expect(tree.survey()).toEqual([]);
    expect(tree.alive()).toBe(false);
  });

  it("takes in nobody who is older than its root", () => {
    const { table } = machine(stat(100, 50), stat(90, 100, { startTime: 90, session: 100 }));
    expect(pids(createTree(table, { root, mark: null }).survey())).toEqual([100]);
  });

  it("looks again before it calls itself empty, when anyone was born meanwhile", () => {
    const { world, table } = machine(stat(100, 50));
    const tree = createTree(table, { root, mark: "run" });
    tree.survey();
    world.present = [];
    world.marks.set(300, ["run"]);
    const pidsBefore = table.pids;
    table.pids = () => {
      const listed = pidsBefore();
      // Born right after the list was taken.
      world.present = [stat(300, 1)];
      world.newest = 300;
      return listed;
    };
    expect(pids(tree.survey())).toEqual([300]);
  });
});

describe("the census", () => {
  it("tells of everyone once, and does not look while nobody is born", () => {
    const { world, table } = machine(stat(1, 0), stat(100, 1));
    const census = createCensus(table);
    expect(pids(census.newcomers())).toEqual([1, 100]);
    expect(census.newcomers()).toEqual([]);
    expect(world.looks).toBe(1);
    world.present = [stat(1, 0), stat(101, 1)];
    world.newest = 101;
    expect(pids(census.newcomers())).toEqual([101]);
    expect([...census.present()]).toEqual([1, 101]);
  });

  // It reads real processes from /proc.
  it.skipIf(process.platform !== "linux")("sees a real process begin", async () => {
    const census = createCensus(real);
    expect(pids(census.newcomers())).toContain(process.pid);
    const macro = await start(idle);
    await until("it to be seen", () => census.newcomers().some((newcomer) => newcomer.pid === macro.pid));
    expect(living(macro)).toHaveLength(1);
  });
});
