import { expect, onTestFinished, test } from "vitest";
import { makeMachine, reading, reasonFor } from "../testing/machine.ts";
import { cpuSamplers } from "./cpu.ts";
import { memorySampler } from "./memory.ts";
import { pressureSamplers } from "./pressure.ts";

const cpuLine = (...ticks: number[]) => `cpu  ${ticks.join(" ")}\ncpu0 1 2 3 4\n`;

function cpuUsage(stat: string) {
  const machine = makeMachine(onTestFinished, { "proc/stat": stat });
  const [sampler] = cpuSamplers(machine.surroundings);
  onTestFinished(() => sampler!.close());
  return { machine, sampler: sampler! };
}

test("processor use is the busy share between two readings; waiting for disks is not busy", async () => {
  const { machine, sampler } = cpuUsage(cpuLine(100, 0, 100, 1000, 50, 0, 0, 0));
  await sampler.probe();
  machine.pass(1000);
  machine.write("proc/stat", cpuLine(150, 10, 115, 1100, 75, 3, 2, 0));
  expect((await reading(sampler))["cpu.usage"]).toBeCloseTo((100 * 80) / 205);
});

test("guest time is part of user time already and not counted twice", async () => {
  const { machine, sampler } = cpuUsage(cpuLine(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  await sampler.probe();
  machine.pass(1000);
  machine.write("proc/stat", cpuLine(50, 0, 0, 50, 0, 0, 0, 0, 50, 0));
  expect(await reading(sampler)).toEqual({ "cpu.usage": 50 });
});

test("a core that goes offline takes its counters along: no sample, then right ones again", async () => {
  const { machine, sampler } = cpuUsage(cpuLine(1000, 0, 0, 5000));
  await sampler.probe();
  machine.pass(1000);
  machine.write("proc/stat", cpuLine(600, 0, 0, 2500));
  expect(await reading(sampler)).toEqual({});
  machine.pass(1000);
  machine.write("proc/stat", cpuLine(625, 0, 0, 2575));
  expect(await reading(sampler)).toEqual({ "cpu.usage": 25 });
});

test("after a gap the first reading gives nothing", async () => {
  const { machine, sampler } = cpuUsage(cpuLine(0, 0, 0, 0));
  await sampler.probe();
  machine.pass(60_000);
  machine.write("proc/stat", cpuLine(6000, 0, 0, 0));
  expect(await reading(sampler)).toEqual({});
});

test("a /proc/stat that is something else fails with its path", async () => {
  const { machine, sampler } = cpuUsage("processor 1\n");
  expect(() => sampler.sample(0, () => {})).toThrow(`${machine.folder}/proc/stat does not begin with a "cpu" line`);
});

test("the load average is its first number", async () => {
  const { surroundings } = makeMachine(onTestFinished, { "proc/loadavg": "12.34 5.67 8.90 3/999 12345\n" });
  const [, sampler] = cpuSamplers(surroundings);
  onTestFinished(() => sampler!.close());
  expect(await reading(sampler!)).toEqual({ "cpu.load1": 12.34 });
});

test("pressure is the ten-second share of `some`", async () => {
  const machine = makeMachine(onTestFinished, {
    "proc/pressure/cpu": "some avg10=3.25 avg60=1.22 avg300=0.52 total=8580819\nfull avg10=9.00 avg60=0.00\n",
  });
  const [cpu, memory] = pressureSamplers(machine.surroundings);
  onTestFinished(() => cpu!.close());
  expect(await reading(cpu!)).toEqual({ "cpu.pressure": 3.25 });
  expect(await reasonFor(memory!, "memory.pressure")).toContain("psi=1");
});

const meminfo = (lines: Record<string, number>) =>
  Object.entries(lines)
    .map(([name, kib]) => `${name}:${String(kib).padStart(16)} kB\n`)
    .join("");

test("memory in use is what is not available; swap has its own share", async () => {
  const { surroundings } = makeMachine(onTestFinished, {
    "proc/meminfo": meminfo({
      MemTotal: 8000,
      MemFree: 500,
      MemAvailable: 2000,
      SwapCached: 9,
      SwapTotal: 400,
      SwapFree: 100,
    }),
  });
  const sampler = memorySampler(surroundings);
  onTestFinished(() => sampler.close());
  expect(await reasonFor(sampler, "swap.usage")).toBeNull();
  expect(await reading(sampler)).toEqual({ "memory.usage": 75, "memory.available": 2000 * 1024, "swap.usage": 75 });
});

test("without swap there is no share of it, until swap is turned on", async () => {
  const machine = makeMachine(onTestFinished, {
    "proc/meminfo": meminfo({ MemTotal: 8000, MemAvailable: 2000, SwapTotal: 0, SwapFree: 0 }),
  });
  const sampler = memorySampler(machine.surroundings);
  onTestFinished(() => sampler.close());
  expect(await reasonFor(sampler, "swap.usage")).toBe("no swap is set up on this machine");
  expect(await reading(sampler)).not.toHaveProperty("swap.usage");
  machine.write("proc/meminfo", meminfo({ MemTotal: 8000, MemAvailable: 2000, SwapTotal: 100, SwapFree: 90 }));
  expect((await reading(sampler))["swap.usage"]).toBeCloseTo(10);
});

test("a kernel without MemAvailable is estimated from what it has", async () => {
  const { surroundings } = makeMachine(onTestFinished, {
    "proc/meminfo": meminfo({ MemTotal: 1000, MemFree: 100, Buffers: 50, Cached: 100 }),
  });
  const sampler = memorySampler(surroundings);
  onTestFinished(() => sampler.close());
  expect(await reading(sampler)).toEqual({ "memory.usage": 75, "memory.available": 250 * 1024 });
});

test("an empty meminfo fails rather than reporting zeros", () => {
  const { surroundings } = makeMachine(onTestFinished, { "proc/meminfo": "" });
  const sampler = memorySampler(surroundings);
  onTestFinished(() => sampler.close());
  expect(() => sampler.sample(0, () => {})).toThrow("no MemTotal line");
});
