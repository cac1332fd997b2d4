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
  let closed = false;
  let sampledAt = Number.NaN;
  return {
    name: "graphics processor",
    metrics,
    cost: "slow",
    everyMs,
    stalenessMs: patience(everyMs),
    async probe() {
      source = (await nvidiaSource(surroundings, () => closed)) ?? (await platformSource(surroundings, platform));
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
      closed = true;
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

/**
 * Null where the tool is not installed or knows no card, or when everything is `over` before its first line. One that ends
 * later is started again at the next reading.
 */
async function nvidiaSource({ nvidiaSmi, now }: Surroundings, over: () => boolean): Promise<GpuSource | null> {
  let tool: NvidiaSmi | null = startNvidiaSmi(nvidiaSmi, everyMs, now);
  const first = await firstReading(tool, now, over);
  if (first === null) {
    tool.close();
    return null;
  }
  /** What ended the last tool, until the one after it answers: to have been started again is no success yet. */
  let trouble: unknown = null;
  const ask = () => {
    try {
      tool ??= startNvidiaSmi(nvidiaSmi, everyMs, now);
      const latest = tool.latest();
      if (latest !== null && now() - latest.time > patience(everyMs)) throw new Error(`${nvidiaSmi} fell silent`);
      return latest;
    } catch (error) {
      tool?.close();
      tool = null;
      trouble = error;
      throw error;
    }
  };
  return {
    source: nvidiaSmi,
    async read() {
      const latest = ask();
      if (latest === null && trouble !== null) throw trouble;
      trouble = null;
      return latest;
    },
    close: () => tool?.close(),
  };
}

async function firstReading(tool: NvidiaSmi, now: () => number, over: () => boolean) {
  const deadline = now() + firstLineMs;
  try {
    for (;;) {
      // A tool that is not installed says so at once, as an error of `latest`.
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (over()) return null;
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
