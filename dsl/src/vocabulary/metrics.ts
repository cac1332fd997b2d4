/** The built-in metrics: one registry for checker, engine, language server, API and docs. */

import { type Dimension, dimensions } from "./units.ts";

/** `either`: reported for the whole system, or by a macro for itself. */
export type MetricScope = "system" | "macro" | "either";

/** Whether more is worse (`up`), less is worse (`down`), or neither. */
export type WorseDirection = "up" | "down" | "none";

export interface Metric {
  readonly name: string;
  readonly dimension: Dimension;
  readonly scope: MetricScope;
  readonly worse: WorseDirection;
  readonly description: string;
  /** Least and greatest value in base units; null is unbounded. */
  readonly range: readonly [number | null, number | null];
  readonly custom: boolean;
}

function metric(
  scope: MetricScope,
  name: string,
  dimension: Dimension,
  worse: WorseDirection,
  description: string,
  range = dimensions[dimension].range,
): Metric {
  return { name, dimension, scope, worse, description, range, custom: false };
}

export const builtInMetrics = [
  metric("system", "cpu.usage", "percent", "up", "Share of all cores that is busy"),
  metric("system", "cpu.load1", "number", "up", "Load average over one minute", [0, null]),
  metric("system", "cpu.temperature", "temperature", "up", "Temperature of the hottest core"),
  metric("system", "cpu.pressure", "percent", "up", "Share of the last 10 s in which some task waited for a core"),
  metric("system", "memory.usage", "percent", "up", "Share of physical memory in use"),
  metric("system", "memory.available", "bytes", "down", "Memory that programs can still get without swapping"),
  metric("system", "memory.pressure", "percent", "up", "Share of the last 10 s in which some task waited for memory"),
  metric("system", "swap.usage", "percent", "up", "Share of swap in use"),
  metric("system", "disk.usage", "percent", "up", "Share of the disk in use, on the fullest mounted disk"),
  metric("system", "disk.read", "bytes_per_second", "up", "Bytes read from all disks"),
  metric("system", "disk.write", "bytes_per_second", "up", "Bytes written to all disks"),
  metric(
    "system",
    "io.pressure",
    "percent",
    "up",
    "Share of the last 10 s in which some task waited for input or output",
  ),
  metric("system", "network.received", "bytes_per_second", "up", "Bytes received on all interfaces but loopback"),
  metric("system", "network.sent", "bytes_per_second", "up", "Bytes sent on all interfaces but loopback"),
  metric("system", "network.packets_received", "rate", "up", "Packets received on all interfaces but loopback"),
  metric("system", "network.packets_sent", "rate", "up", "Packets sent on all interfaces but loopback"),
  metric("system", "network.retransmits", "rate", "up", "TCP segments sent again"),
  metric("system", "network.packet_loss", "percent", "up", "Share of probes to the configured host that were lost"),
  metric("either", "latency", "duration", "up", "Time to connect to the configured host"),
  metric("either", "latency.jitter", "duration", "up", "Mean difference between successive latencies"),
  metric("system", "gpu.usage", "percent", "up", "Share of the time in which the graphics processor was busy"),
  metric("system", "gpu.memory", "percent", "up", "Share of the graphics memory in use"),
  metric("system", "gpu.temperature", "temperature", "up", "Temperature of the graphics processor"),
  metric("system", "power.on_battery", "bool", "none", "True when no mains supply is connected"),
  metric("system", "engine.lag", "duration", "up", "How late the engine's own tick was"),
  metric("system", "macros.running", "count", "up", "Macros that are running"),
  metric("either", "fps", "framerate", "down", "Frames per second that the game shows"),
  metric("either", "fps.low1", "framerate", "down", "Frame rate that 99 % of frames reach (1 % low)"),
  metric("either", "frame_time", "duration", "up", "Mean time per frame"),
  metric("either", "frame_time.p99", "duration", "up", "Time that 99 % of frames stay within"),
  metric("macro", "duration", "duration", "up", "Time since the macro started"),
  metric("either", "response_time", "duration", "up", "Time the game takes to answer an action of the macro"),
  metric("macro", "macro.cpu", "percent", "up", "Processor time of the macro's process tree; 100 % is one core busy", [
    0,
    null,
  ]),
  metric("macro", "macro.memory", "bytes", "up", "Resident memory of the macro's process tree"),
  metric("macro", "macro.processes", "count", "up", "Processes in the macro's tree"),
  metric("macro", "macro.threads", "count", "up", "Threads in the macro's tree"),
  metric("macro", "macro.disk_read", "bytes_per_second", "up", "Bytes that the macro's tree reads from disk"),
  metric("macro", "macro.disk_write", "bytes_per_second", "up", "Bytes that the macro's tree writes to disk"),
  metric("macro", "macro.actions", "rate", "up", "Actions that the macro performs"),
  metric("macro", "macro.heartbeat_age", "duration", "up", "Time since the macro's last sign of life"),
  metric("macro", "macro.runs_today", "count", "up", "Runs of the macro that began today, this one included"),
  metric("macro", "macro.active_today", "duration", "up", "Time that the macro has run today"),
  metric("macro", "macro.name", "text", "none", "Name of the macro"),
  metric("macro", "macro.level", "text", "none", "Safety level of the macro: safe, risky or dangerous"),
] as const satisfies readonly Metric[];

/** A declared metric (`metric guild.queue: count`): system-wide, with its dimension's range. */
export function customMetric(name: string, dimension: Dimension, description: string): Metric {
  return {
    name,
    dimension,
    scope: "system",
    worse: "none",
    description,
    range: dimensions[dimension].range,
    custom: true,
  };
}

const byName = new Map<string, Metric>(builtInMetrics.map((entry) => [entry.name, entry]));

export function builtInMetric(name: string): Metric | undefined {
  return byName.get(name);
}

/** A metric without a sample for longer than this is missing, unless its source says otherwise. */
export const defaultStalenessMs = 5000;
