import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createMeter } from "./meter.ts";
import type { DiskBytes, ProcessTable } from "./processes/process-table.ts";
import { endAll, living, script, start, table, temporaryFolder, until } from "./testing/harness.ts";
import type { ProcessStat } from "./types.ts";

afterEach(endAll);

/** A table that tells only the time and the disk traffic. */
function clockTable(disk: Record<number, DiskBytes | null> = {}) {
  const clock = { now: 0 };
  return {
    clock,
    table: { now: () => clock.now, disk: (pid) => disk[pid] ?? null } as Partial<ProcessTable> as ProcessTable,
  };
}

function stat(pid: number, ppid: number, cpuSeconds: number, more: Partial<ProcessStat> = {}): ProcessStat {
  const rest = { session: 1, state: "live", reapedCpuSeconds: 0, threads: 1, residentBytes: 100 } as const;
  return { pid, ppid, startTime: 0, cpuSeconds, ...rest, ...more };
}

describe("the meter", () => {
  it("begins at nothing and sums what each process uses", () => {
    const { table: clock } = clockTable();
    const meter = createMeter(clock, { disk: false });
    expect(meter.read([stat(1, 0, 50), stat(2, 1, 7)])).toMatchObject({
      cpuSeconds: 0,
      processes: 2,
      residentBytes: 200,
    });
    expect(meter.read([stat(1, 0, 51), stat(2, 1, 7.5)])).toMatchObject({
      cpuSeconds: 1.5,
      threads: 2,
      readBytes: null,
    });
  });

  it("counts a child once, whether it lives or was waited for", () => {
    const { table: clock } = clockTable();
    const meter = createMeter(clock, { disk: false });
    meter.read([stat(1, 0, 10), stat(2, 1, 5)]);
    // The child used 1 s more, ended, and its parent waited for it.
    expect(meter.read([stat(1, 0, 10, { reapedCpuSeconds: 6 })]).cpuSeconds).toBe(1);
  });

  it("does not fall when nobody waited for the child", () => {
    const { table: clock } = clockTable();
    const meter = createMeter(clock, { disk: false });
    meter.read([stat(1, 0, 10), stat(2, 1, 5)]);
    meter.read([stat(1, 0, 11), stat(2, 1, 6)]);
    expect(meter.read([stat(1, 0, 12)]).cpuSeconds).toBe(3);
  });

  it("counts short lives that no look ever saw", () => {
    const { table: clock } = clockTable();
    const meter = createMeter(clock, { disk: false });
    meter.read([stat(1, 0, 10, { reapedCpuSeconds: 100 })]);
    expect(meter.read([stat(1, 0, 10, { reapedCpuSeconds: 104 })]).cpuSeconds).toBe(4);
  });

  it("credits a lost branch to the nearest ancestor that is left", () => {
    const { table: clock } = clockTable();
    const meter = createMeter(clock, { disk: false });
    meter.read([stat(1, 0, 10), stat(2, 1, 5), stat(3, 2, 4)]);
    // 3 ended, then 2, which had waited for it: 1 gained 5 + 4 s, all of which had been counted, and 0.5 s more.
    expect(meter.read([stat(1, 0, 10, { reapedCpuSeconds: 9.5 })]).cpuSeconds).toBeCloseTo(0.5);
  });

  it("counts a newborn from its birth, and a late find from now on", () => {
    const { clock, table: clocked } = clockTable();
    const meter = createMeter(clocked, { disk: false });
    clock.now = 1000.7;
    meter.read([stat(1, 0, 0)]);
    clock.now = 1100;
    const newborn = stat(2, 1, 0.4, { startTime: 1000 });
    const lateFind = stat(3, 1, 500, { startTime: 20 });
    expect(meter.read([stat(1, 0, 0), newborn, lateFind]).cpuSeconds).toBeCloseTo(0.4);
    expect(meter.read([stat(1, 0, 0), newborn, { ...lateFind, cpuSeconds: 501 }]).cpuSeconds).toBeCloseTo(1.4);
  });

  it("is not misled by a number that passed to another process", () => {
    const { clock, table: clocked } = clockTable();
    const meter = createMeter(clocked, { disk: false });
    meter.read([stat(1, 0, 0), stat(2, 1, 90)]);
    clock.now = 100;
    expect(meter.read([stat(1, 0, 0), stat(2, 1, 3, { startTime: 50 })]).cpuSeconds).toBe(3);
  });

  it("counts disk traffic, which an ended child leaves to its parent", () => {
    const disk: Record<number, DiskBytes | null> = {
      1: { readBytes: 10, writtenBytes: 0 },
      2: { readBytes: 1000, writtenBytes: 50 },
    };
    const { table: clock } = clockTable(disk);
    const meter = createMeter(clock, { disk: true });
    meter.read([stat(1, 0, 0), stat(2, 1, 0)]);
    disk[1] = { readBytes: 1110, writtenBytes: 60 };
    expect(meter.read([stat(1, 0, 0)])).toMatchObject({ readBytes: 100, writtenBytes: 10 });
    // Not told for a moment: missing, and right again later.
    disk[1] = null;
    expect(meter.read([stat(1, 0, 0)])).toMatchObject({ readBytes: null, writtenBytes: null });
    disk[1] = { readBytes: 1210, writtenBytes: 60 };
    expect(meter.read([stat(1, 0, 0)])).toMatchObject({ readBytes: 200, writtenBytes: 10 });
  });

  it("leaves zombies out of the count of processes, but not what they used", () => {
    const { table: clock } = clockTable();
    const meter = createMeter(clock, { disk: false });
    meter.read([stat(1, 0, 0), stat(2, 1, 1)]);
    const zombie = stat(2, 1, 2, { state: "zombie", residentBytes: 0 });
    expect(meter.read([stat(1, 0, 0), zombie])).toMatchObject({ cpuSeconds: 1, processes: 1, threads: 1 });
  });

  // It reads real processes from /proc.
  it.skipIf(process.platform !== "linux")("never falls over two hundred short lives and more", async () => {
    const enough = path.join(temporaryFolder(), "enough");
    const macro = await start(["sh", script("two-hundred.sh"), enough], { stdio: ["ignore", "pipe", "ignore"] });
    let over = false;
    macro.child.process.stdout?.once("data", () => {
      over = true;
    });
    const meter = createMeter(table, { disk: true });
    const readings = [meter.read(macro.tree.walk())];
    const most = { processes: 0 };
    await until("the last of them", () => {
      const usage = meter.read(macro.tree.walk());
      readings.push(usage);
      most.processes = Math.max(most.processes, usage.processes);
      if (most.processes > 3) writeFileSync(enough, "");
      return over;
    });
    const seconds = readings.map((usage) => usage.cpuSeconds);
    expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
    // By the kernel's own account of the root, nothing was lost and nothing counted twice.
    const root = living(macro).find((member) => member.pid === macro.pid)!;
    const used = root.cpuSeconds + root.reapedCpuSeconds;
    expect(seconds.at(-1)).toBeLessThanOrEqual(used + 0.05);
    expect(seconds.at(-1)).toBeGreaterThanOrEqual(used * 0.5 - 0.05);
  });
});
