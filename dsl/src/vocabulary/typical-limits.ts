/** A limit to begin with for each metric, as editors propose it behind a comparison. */

import type { builtInMetrics, Metric } from "./metrics.ts";
import type { Dimension } from "./units.ts";

type Numeric = Exclude<(typeof builtInMetrics)[number]["name"], "power.on_battery" | "macro.name" | "macro.level">;

const byMetric = {
  "cpu.usage": "80%",
  "cpu.load1": "8",
  "cpu.temperature": "85C",
  "cpu.pressure": "20%",
  "memory.usage": "85%",
  "memory.available": "1GiB",
  "memory.pressure": "10%",
  "swap.usage": "50%",
  "disk.usage": "90%",
  "disk.read": "100MiB/s",
  "disk.write": "100MiB/s",
  "io.pressure": "20%",
  "network.received": "10MiB/s",
  "network.sent": "10MiB/s",
  "network.packets_received": "10_000/s",
  "network.packets_sent": "10_000/s",
  "network.retransmits": "10/s",
  "network.packet_loss": "5%",
  latency: "500ms",
  "latency.jitter": "100ms",
  "gpu.usage": "95%",
  "gpu.memory": "90%",
  "gpu.temperature": "85C",
  "engine.lag": "500ms",
  "macros.running": "3",
  fps: "15fps",
  "fps.low1": "10fps",
  frame_time: "50ms",
  "frame_time.p99": "100ms",
  duration: "5m",
  response_time: "1s",
  "macro.cpu": "90%",
  "macro.memory": "1GiB",
  "macro.processes": "10",
  "macro.threads": "50",
  "macro.disk_read": "10MiB/s",
  "macro.disk_write": "10MiB/s",
  "macro.actions": "4/s",
  "macro.heartbeat_age": "20s",
  "macro.runs_today": "20",
  "macro.active_today": "2h",
} as const satisfies Readonly<Record<Numeric, string>>;

const byDimension: Readonly<Record<Dimension, string | null>> = {
  percent: "80%",
  duration: "5s",
  bytes: "1GiB",
  bytes_per_second: "10MiB/s",
  framerate: "30fps",
  temperature: "85C",
  rate: "10/s",
  count: "10",
  number: "1",
  bool: null,
  text: null,
};

/** As policy text, `80%`; null for what is no number. */
export function typicalLimit({ name, dimension }: Pick<Metric, "name" | "dimension">): string | null {
  return (byMetric as Readonly<Record<string, string>>)[name] ?? typicalQuantity(dimension);
}

/** A quantity of a dimension as policy text. */
export function typicalQuantity(dimension: Dimension): string | null {
  return byDimension[dimension];
}
