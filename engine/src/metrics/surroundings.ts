/** What samplers take from the world around them: clocks, the roots of /proc and /sys, and programs they may ask. */

import type * as systemInformation from "systeminformation";

/** The part of systeminformation that samplers ask, so that tests can give recorded answers. */
export type SystemInformation = Pick<
  typeof systemInformation,
  "mem" | "fsStats" | "fsSize" | "networkStats" | "cpuTemperature" | "graphics" | "battery"
>;

export interface Surroundings {
  /** The monotonic clock, ms. */
  readonly now: () => number;
  /** The wall clock, ms since the epoch. */
  readonly wallNow: () => number;
  /** The engine's sampling interval, ms. */
  readonly intervalMs: number;
  readonly procRoot: string;
  readonly sysRoot: string;
  /** Name or path of NVIDIA's query tool. */
  readonly nvidiaSmi: string;
  /** Loads systeminformation at its first use: it costs megabytes and milliseconds that Linux never needs to pay. */
  readonly systemInformation: () => Promise<SystemInformation>;
}

export function realSurroundings(intervalMs: number): Surroundings {
  return {
    now: () => performance.now(),
    wallNow: () => Date.now(),
    intervalMs,
    procRoot: "/proc",
    sysRoot: "/sys",
    nvidiaSmi: "nvidia-smi",
    systemInformation: async () => (await import("systeminformation")).default,
  };
}

/** Readings of a counter further apart than this say nothing about now: the machine slept, or the engine was stopped. */
export function gapMs(intervalMs: number): number {
  return Math.max(5000, 3 * intervalMs);
}
