/** Every sampler there is, by platform, and why a platform lacks what it lacks. */

import type { Metric } from "@macro-engine/dsl";
import { engineSampler } from "./engine.ts";
import { fileSampler } from "./file-source.ts";
import { gpuSampler } from "./gpu.ts";
import { latencySampler } from "./latency.ts";
import { cpuSamplers } from "./linux/cpu.ts";
import { diskIoSampler } from "./linux/disk-io.ts";
import { diskUsageSampler } from "./linux/disk-usage.ts";
import { memorySampler } from "./linux/memory.ts";
import { networkSamplers } from "./linux/network.ts";
import { powerSampler } from "./linux/power.ts";
import { pressureSamplers } from "./linux/pressure.ts";
import { temperatureSampler } from "./linux/temperature.ts";
import { portableCpuSampler, portableLoadSampler } from "./portable/cpu.ts";
import {
  portableDiskIoSampler,
  portableDiskUsageSampler,
  portableMemorySampler,
  portableNetworkSampler,
  portablePowerSampler,
  portableSwapSampler,
  portableTemperatureSampler,
  windowsMemorySampler,
} from "./portable/families.ts";
import type { Sampler } from "./sampler.ts";
import type { MetricSource } from "./sources.ts";
import { realSurroundings, type Surroundings } from "./surroundings.ts";

export type { SamplerReport } from "./health.ts";
export { type Sampler, stalenessOf } from "./sampler.ts";
export { createSampling, type Sampling } from "./sampling.ts";
export { realSurroundings, type Surroundings } from "./surroundings.ts";

type Family = (surroundings: Surroundings) => Sampler | Sampler[];

/** What is measured how, where. A platform that is not named here is treated as macOS, whose ways are Unix's. */
const families: Readonly<Record<"linux" | "win32" | "darwin", readonly Family[]>> = {
  linux: [
    cpuSamplers,
    pressureSamplers,
    memorySampler,
    diskIoSampler,
    networkSamplers,
    diskUsageSampler,
    temperatureSampler,
    (surroundings) => gpuSampler(surroundings, "linux"),
    powerSampler,
  ],
  win32: [
    portableCpuSampler,
    windowsMemorySampler,
    portableSwapSampler,
    portableNetworkSampler,
    portableDiskUsageSampler,
    portableTemperatureSampler,
    (surroundings) => gpuSampler(surroundings, "portable"),
    portablePowerSampler,
  ],
  darwin: [
    portableCpuSampler,
    portableLoadSampler,
    portableMemorySampler,
    portableDiskIoSampler,
    portableNetworkSampler,
    portableDiskUsageSampler,
    portableTemperatureSampler,
    (surroundings) => gpuSampler(surroundings, "portable"),
    portablePowerSampler,
  ],
};

type KnownPlatform = keyof typeof families;

function known(platform: string): KnownPlatform {
  return platform === "linux" || platform === "win32" ? platform : "darwin";
}

export interface SamplerOptions {
  /** The configuration's `sources`: each kind is a member of that union and a case below. */
  readonly sources: readonly MetricSource[];
  /** The engine's sampling interval, ms. */
  readonly intervalMs: number;
  /** The declared metrics of the policy set, as of now; sources may give them. */
  readonly customMetrics: () => readonly Metric[];
  /** How many macros run; without it `engine.lag` and `macros.running` are not measured. */
  readonly runningMacros?: () => number;
  /** Replaced in tests. */
  readonly surroundings?: Surroundings;
  readonly platform?: string;
}

/** The samplers of this machine and configuration. The engine's own comes first: it measures how late the tick began. */
export function createSamplers(options: SamplerOptions): Sampler[] {
  const { sources, runningMacros, customMetrics } = options;
  const surroundings = options.surroundings ?? realSurroundings(options.intervalMs);
  return [
    ...(runningMacros === undefined ? [] : [engineSampler(runningMacros, surroundings)]),
    ...families[known(options.platform ?? process.platform)].flatMap((family) => family(surroundings)),
    ...sources.map((source) => sourceSampler(source, customMetrics, surroundings)),
  ];
}

function sourceSampler(
  source: MetricSource,
  customMetrics: () => readonly Metric[],
  surroundings: Surroundings,
): Sampler {
  switch (source.kind) {
    case "latency":
      return latencySampler(source, surroundings);
    case "file":
      return fileSampler(source, customMetrics, surroundings);
  }
}

const needsHost = "no host is configured: add a source of kind latency under `sources:` in macro-engine.yaml";
const needsLinux = "only Linux tells this";

/** Why a metric for which no sampler was made is not available, in words. */
export function unavailableReason(metric: Metric, platform: string = process.platform): string {
  if (metric.name.startsWith("latency") || metric.name === "network.packet_loss") return needsHost;
  if (metric.custom) return "no source gives it: it is pushed to the engine, or read from a file under `sources:`";
  if (metric.scope === "either") {
    return "no source gives it: macros may report it themselves, or a file under `sources:` in macro-engine.yaml";
  }
  return lackingOn[known(platform)][metric.name] ?? needsLinux;
}

const lackingOn: Readonly<Record<KnownPlatform, Readonly<Record<string, string>>>> = {
  linux: {},
  win32: {
    "cpu.load1": "Windows keeps no load average",
    "disk.read": "it is not measured on Windows yet",
    "disk.write": "it is not measured on Windows yet",
  },
  darwin: {},
};
