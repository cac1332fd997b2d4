/** What is known of the built-in metrics beyond their dimension: how they behave, which belong together, who measures them. */

import type { builtInMetrics } from "./metrics.ts";

type BuiltIn = (typeof builtInMetrics)[number]["name"];

const noisy = [
  "cpu.usage",
  "disk.read",
  "disk.write",
  "network.received",
  "network.sent",
  "network.packets_received",
  "network.packets_sent",
  "network.retransmits",
  "latency",
  "latency.jitter",
  "gpu.usage",
  "engine.lag",
  "fps",
  "fps.low1",
  "frame_time",
  "frame_time.p99",
  "response_time",
  "macro.cpu",
  "macro.disk_read",
  "macro.disk_write",
  "macro.actions",
] as const satisfies readonly BuiltIn[];

/** Jumps from sample to sample with nothing behind it: one sample says little. What the system averages itself is not here. */
export const noisyMetrics: ReadonlySet<string> = new Set(noisy);

const clocks = [
  "duration",
  "macro.runs_today",
  "macro.active_today",
  "macro.heartbeat_age",
] as const satisfies readonly BuiltIn[];

/** Counts time or runs: passes a limit once and does not waver about it. */
export const clockMetrics: ReadonlySet<string> = new Set(clocks);

const activity = [
  "disk.read",
  "disk.write",
  "network.received",
  "network.sent",
  "network.packets_received",
  "network.packets_sent",
  "gpu.usage",
  "macros.running",
  "macro.cpu",
  "macro.memory",
  "macro.processes",
  "macro.threads",
  "macro.disk_read",
  "macro.disk_write",
  "macro.actions",
  "macro.runs_today",
  "macro.active_today",
] as const satisfies readonly BuiltIn[];

/** Little of it is no good sign either: something may have died. */
export const activityMetrics: ReadonlySet<string> = new Set(activity);

const fromOutside = [
  "fps",
  "fps.low1",
  "frame_time",
  "frame_time.p99",
  "latency",
  "latency.jitter",
  "network.packet_loss",
  "response_time",
] as const satisfies readonly BuiltIn[];

/** Somebody else than the engine gives it, or a host that may not answer: it can fall silent in the middle of a run. */
export const outsideMetrics: ReadonlySet<string> = new Set(fromOutside);

/** What every profile is asked about, each with the metrics that answer for it, the plainest first. */
export const concerns = {
  cpu: ["cpu.usage", "cpu.load1", "cpu.pressure", "macro.cpu"],
  memory: ["memory.usage", "memory.available", "memory.pressure", "macro.memory"],
  fps: ["fps", "fps.low1", "frame_time", "frame_time.p99"],
  latency: ["latency", "latency.jitter", "network.packet_loss"],
  response_time: ["response_time"],
} as const satisfies Readonly<Record<string, readonly BuiltIn[]>>;

export type Concern = keyof typeof concerns;
