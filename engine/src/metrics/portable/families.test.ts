import type { Systeminformation } from "systeminformation";
import { expect, onTestFinished, test } from "vitest";
import { gpuSampler } from "../gpu.ts";
import type { Sampler } from "../sampler.ts";
import type { Surroundings, SystemInformation } from "../surroundings.ts";
import { type Machine, makeMachine, reading, reasonFor } from "../testing/machine.ts";
import { portableCpuSampler, portableLoadSampler } from "./cpu.ts";
import {
  portableDiskIoSampler,
  portableDiskUsageSampler,
  portableMemorySampler,
  portableNetworkSampler,
  portablePowerSampler,
  portableSwapSampler,
  portableTemperatureSampler,
  windowsMemorySampler,
} from "./families.ts";

/** Answers as a laptop gives them; each test replaces what it is about. */
const memory: Systeminformation.MemData = {
  total: 16_000,
  free: 1000,
  used: 15_000,
  active: 12_000,
  available: 4000,
  buffcache: 3000,
  buffers: 0,
  cached: 0,
  slab: 0,
  reclaimable: 2000,
  swaptotal: 2000,
  swapused: 500,
  swapfree: 1500,
  writeback: null,
  dirty: null,
};

const battery: Systeminformation.BatteryData = {
  hasBattery: true,
  cycleCount: 10,
  isCharging: false,
  voltage: 12,
  designedCapacity: 50_000,
  maxCapacity: 48_000,
  currentCapacity: 30_000,
  capacityUnit: "mWh",
  percent: 62,
  timeRemaining: 120,
  acConnected: false,
  type: "Li-ion",
  model: "",
  manufacturer: "",
  serial: "",
};

const network = (iface: string, rx_bytes: number, tx_bytes: number): Systeminformation.NetworkStatsData => ({
  iface,
  operstate: "up",
  rx_bytes,
  rx_dropped: 0,
  rx_errors: 0,
  tx_bytes,
  tx_dropped: 0,
  tx_errors: 0,
  rx_sec: 0,
  tx_sec: 0,
  ms: 0,
});

const disk = (mount: string, use: number, rw: boolean | null): Systeminformation.FsSizeData => ({
  fs: mount,
  type: "NTFS",
  size: 1000,
  used: 10 * use,
  available: 1000 - 10 * use,
  use,
  mount,
  rw,
});

type Answers = { readonly [Name in keyof SystemInformation]?: () => Promise<unknown> };

/** A machine whose systeminformation knows these answers only. */
function asking(
  make: (surroundings: Surroundings) => Sampler,
  answers: Answers,
): { sampler: Sampler; machine: Machine } {
  const machine = makeMachine(onTestFinished);
  const systemInformation = async () => answers as unknown as SystemInformation;
  return { machine, sampler: make({ ...machine.surroundings, systemInformation }) };
}

test("memory and swap", async () => {
  const { sampler } = asking(portableMemorySampler, { mem: async () => memory });
  expect(await reasonFor(sampler, "swap.usage")).toBeNull();
  expect(await reading(sampler)).toEqual({ "memory.usage": 75, "memory.available": 4000, "swap.usage": 25 });
});

test("without swap its share is not available, and no number", async () => {
  const answers = { mem: async () => ({ ...memory, swaptotal: 0, swapused: 0 }) };
  expect(await reasonFor(asking(portableSwapSampler, answers).sampler, "swap.usage")).toContain("no page file");
  expect(await reading(asking(portableMemorySampler, answers).sampler)).not.toHaveProperty("swap.usage");
});

test("traffic of all interfaces but loopback, as rates between two answers", async () => {
  let answer = [network("lo0", 50, 50), network("en0", 1000, 100)];
  const { sampler, machine } = asking(portableNetworkSampler, { networkStats: async () => answer });
  await sampler.probe();
  machine.pass(2000);
  answer = [network("lo0", 9000, 9000), network("en0", 5000, 300), network("utun3", 7e9, 7e9)];
  expect(await reading(sampler)).toEqual({ "network.received": 2000, "network.sent": 100 });
});

test("disk traffic begins with the second answer", async () => {
  const none = { rx: 1, wx: 1, tx: 2, rx_sec: null, wx_sec: null, tx_sec: null, ms: 0 };
  let answer: Systeminformation.FsStatsData = none;
  const { sampler } = asking(portableDiskIoSampler, { fsStats: async () => answer });
  expect(await reasonFor(sampler, "disk.read")).toBeNull();
  expect(await reading(sampler)).toEqual({});
  answer = { ...none, rx_sec: 4096, wx_sec: 0 };
  expect(await reading(sampler)).toEqual({ "disk.read": 4096, "disk.write": 0 });
});

test("the fullest writable disk", async () => {
  const disks = [disk("C:", 71, true), disk("D:", 100, false), disk("E:", 15, null)];
  expect(await reading(asking(portableDiskUsageSampler, { fsSize: async () => disks }).sampler)).toEqual({
    "disk.usage": 71,
  });
  expect(await reasonFor(asking(portableDiskUsageSampler, { fsSize: async () => [] }).sampler, "disk.usage")).toContain(
    "lists no disk",
  );
});

test("a temperature of zero or null is no sensor", async () => {
  const answer = (main: number | null, max: number | null) => ({
    cpuTemperature: async () => ({ main, cores: [], max }),
  });
  expect(await reading(asking(portableTemperatureSampler, answer(61, 66)).sampler)).toEqual({ "cpu.temperature": 66 });
  const blind = asking(portableTemperatureSampler, answer(null, 0)).sampler;
  expect(await reasonFor(blind, "cpu.temperature")).toContain("temperature sensors");
  expect(await reading(blind)).toEqual({});
});

test.each([
  [true, false, true],
  [true, true, false],
  [false, false, false],
])("battery %s, mains %s: on battery %s", async (hasBattery, acConnected, expected) => {
  const { sampler } = asking(portablePowerSampler, { battery: async () => ({ ...battery, hasBattery, acConnected }) });
  expect(await reading(sampler)).toEqual({ "power.on_battery": expected });
});

test("the graphics processor that tells its use, largest first", async () => {
  const base = { vendor: "", model: "", bus: "", vram: null, vramDynamic: false };
  const controllers: Systeminformation.GraphicsControllerData[] = [
    base,
    { ...base, utilizationGpu: 12, memoryTotal: 2048, memoryUsed: 1024, temperatureGpu: 40 },
    { ...base, utilizationGpu: 80, memoryTotal: 8192, memoryUsed: 2048, temperatureGpu: 70 },
  ];
  const answers = { graphics: async () => ({ controllers, displays: [] }) };
  const { sampler, machine } = asking((surroundings) => gpuSampler(surroundings, "portable"), answers);
  expect(await reasonFor(sampler, "gpu.memory")).toBeNull();
  machine.pass(5000);
  expect(await reading(sampler)).toEqual({ "gpu.usage": 80, "gpu.memory": 25, "gpu.temperature": 70 });
});

test("graphics processors that tell nothing are not available", async () => {
  const answers = { graphics: async () => ({ controllers: [], displays: [] }) };
  const { sampler } = asking((surroundings) => gpuSampler(surroundings, "portable"), answers);
  expect(await reasonFor(sampler, "gpu.usage")).toContain("does not tell it");
});

test("Node's own figures serve where they are cheap: cores, load, memory", async () => {
  const { surroundings, pass } = makeMachine(onTestFinished);
  const cpu = portableCpuSampler(surroundings);
  await cpu.probe();
  const began = performance.now();
  // Cores count time in steps of ten milliseconds: give them a few.
  while (performance.now() - began < 60);
  pass(1000);
  const usage = (await reading(cpu))["cpu.usage"];
  expect(usage).toBeGreaterThanOrEqual(0);
  expect(usage).toBeLessThanOrEqual(100);
  expect((await reading(portableLoadSampler(surroundings)))["cpu.load1"]).toBeGreaterThanOrEqual(0);
  const values = await reading(windowsMemorySampler(surroundings));
  expect(values["memory.available"]).toBeGreaterThan(0);
  expect(values["memory.usage"]).toBeLessThan(100);
});
