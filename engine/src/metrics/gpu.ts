/** The graphics processor: NVIDIA's tool where it is installed, else what the platform offers. */

import { findAmdCards, readAmdCard } from "./linux/amd-gpu.ts";
import { type NvidiaSmi, startNvidiaSmi } from "./nvidia-smi.ts";
import { readPortableGpu } from "./portable/graphics.ts";
import { type Availability, noneAvailable, patience, type Sampler, type SampleSink } from "./sampler.ts";
import type { Surroundings } from "./surroundings.ts";

/** Shares in percent, °C; NaN for what the card does not tell. */
export interface GpuReading {
  readonly usage: number;
  readonly memory: number;
  readonly temperature: number;
}

interface GpuSource {
  readonly source: string;
  readonly read: () => Promise<{ readonly reading: GpuReading; readonly time: number } | null>;
  readonly close: () => void;
}

const everyMs = 5000;
/** NVIDIA's tool needs seconds for its first line on a driver that was asleep. */
const firstLineMs = 6000;
const metrics = ["gpu.usage", "gpu.memory", "gpu.temperature"] as const;

/** Of several cards the one with the most memory is measured: the one that games run on. */
export function gpuSampler(surroundings: Surroundings, platform: "linux" | "portable"): Sampler {
  let source: GpuSource | null = null;
  let sampledAt = Number.NaN;
  return {
    name: "graphics processor",
    metrics,
    cost: "slow",
    everyMs,
    stalenessMs: patience(everyMs),
    async probe() {
      source = (await nvidiaSource(surroundings)) ?? (await platformSource(surroundings, platform));
      const first = (await source?.read()) ?? null;
      if (source === null || first === null) return noneAvailable(metrics, noSource[platform]);
      return availability(first.reading, source.source);
    },
    async sample(_now, sink) {
      const latest = (await source?.read()) ?? null;
      if (latest === null || latest.time === sampledAt) return;
      sampledAt = latest.time;
      emit(latest.reading, latest.time, sink);
    },
    close() {
      source?.close();
    },
  };
}

const noSource = {
  linux:
    "no graphics processor that tells: NVIDIA needs its nvidia-smi on the PATH, AMD the amdgpu driver; Intel's driver tells only root",
  portable: "the system names no graphics processor that tells its use",
};

function emit({ usage, memory, temperature }: GpuReading, time: number, sink: SampleSink): void {
  sink("gpu.usage", usage, time);
  sink("gpu.memory", memory, time);
  sink("gpu.temperature", temperature, time);
}

function availability(reading: GpuReading, source: string): Availability[] {
  const values = [reading.usage, reading.memory, reading.temperature];
  return metrics.map((metric, index) =>
    Number.isNaN(values[index])
      ? { metric, available: false, reason: `${source} does not tell it for this card` }
      : { metric, available: true, source },
  );
}

/** Null where the tool is not installed or knows no card. One that ends later is started again at the next reading. */
async function nvidiaSource({ nvidiaSmi, now }: Surroundings): Promise<GpuSource | null> {
  let tool: NvidiaSmi | null = startNvidiaSmi(nvidiaSmi, everyMs, now);
  const first = await firstReading(tool, now);
  if (first === null) {
    tool.close();
    return null;
  }
  return {
    source: nvidiaSmi,
    async read() {
      try {
        tool ??= startNvidiaSmi(nvidiaSmi, everyMs, now);
        const latest = tool.latest();
        if (latest !== null && now() - latest.time > patience(everyMs)) throw new Error(`${nvidiaSmi} fell silent`);
        return latest;
      } catch (error) {
        tool?.close();
        tool = null;
        throw error;
      }
    },
    close: () => tool?.close(),
  };
}

async function firstReading(tool: NvidiaSmi, now: () => number) {
  const deadline = now() + firstLineMs;
  try {
    for (;;) {
      // A tool that is not installed says so at once, as an error of `latest`.
      await new Promise((resolve) => setTimeout(resolve, 20));
      const first = tool.latest();
      if (first !== null || now() > deadline) return first;
    }
  } catch {
    return null;
  }
}

async function platformSource(surroundings: Surroundings, platform: "linux" | "portable"): Promise<GpuSource | null> {
  const { sysRoot, now } = surroundings;
  if (platform === "portable") {
    const read = async () => ({ reading: await readPortableGpu(surroundings), time: now() });
    return { source: "systeminformation", read, close() {} };
  }
  const [card] = await findAmdCards(sysRoot);
  if (card === undefined) return null;
  return { source: card, read: async () => ({ reading: await readAmdCard(card), time: now() }), close() {} };
}
