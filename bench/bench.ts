/** What a benchmark is: it measures contestants in interleaved rounds, and its figures are one table. */

export interface Bench {
  readonly name: string;
  /** `quick` shortens everything, to see that it runs; its figures mean little. */
  run(options: { readonly quick: boolean }): Promise<BenchResult>;
}

export interface BenchResult {
  readonly title: string;
  /** What was measured, for the reader of the table. */
  readonly description: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What the figures are held against. */
  readonly expectations: readonly Expectation[];
  /** Lines below the table. */
  readonly notes?: readonly string[];
  /** The raw figures. */
  readonly data: unknown;
}

export interface Expectation {
  readonly text: string;
  readonly measured: string;
  readonly met: boolean;
}

/** A thing to be measured: one call does `operations` operations. */
export interface Contestant {
  readonly name: string;
  readonly operations: number;
  /** Its result is consumed, so that no work can be optimised away. */
  pass(): number | Promise<number>;
}

export interface Rates {
  readonly name: string;
  /** Operations per second, median over the rounds. */
  readonly perSecond: number;
  readonly slowest: number;
  readonly fastest: number;
}

/** Where results of passes end: read by `consumed`, so that the engine cannot know they do not matter. */
let sink = 0;

export function consumed(): number {
  return sink;
}

async function timePasses(contestant: Contestant, passes: number): Promise<number> {
  const began = performance.now();
  for (let pass = 0; pass < passes; pass++) {
    const result = contestant.pass();
    sink += typeof result === "number" ? result : await result;
  }
  return performance.now() - began;
}

/** How many passes fill a round of at least `roundMs`; warms the contestant up meanwhile. */
async function calibrate(contestant: Contestant, roundMs: number): Promise<number> {
  for (let passes = 1; ; passes *= 2) {
    const tookMs = await timePasses(contestant, passes);
    if (tookMs >= roundMs / 2) return Math.max(1, Math.round((passes * roundMs) / tookMs));
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Measures contestants in turn, round after round, so that a busy moment of the machine meets all of them. */
export async function interleave(
  contestants: readonly Contestant[],
  { rounds, roundMs }: { readonly rounds: number; readonly roundMs: number },
): Promise<readonly Rates[]> {
  const passes: number[] = [];
  for (const contestant of contestants) passes.push(await calibrate(contestant, roundMs));
  const rates: number[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, contestant] of contestants.entries()) {
      const tookMs = await timePasses(contestant, passes[at]!);
      rates[at]!.push((contestant.operations * passes[at]!) / (tookMs / 1000));
    }
  }
  return contestants.map(({ name }, at) => ({
    name,
    perSecond: median(rates[at]!),
    slowest: Math.min(...rates[at]!),
    fastest: Math.max(...rates[at]!),
  }));
}

/** Collects garbage and gives the bytes in use, buffers included. */
export async function bytesInUse(): Promise<number> {
  const { setFlagsFromString } = await import("node:v8");
  const { runInNewContext } = await import("node:vm");
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** A seeded generator of numbers in [0, 1) (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** 1234567 as 1.23 M. */
export function compact(value: number): string {
  const [size, unit] = value >= 1e9 ? [1e9, " G"] : value >= 1e6 ? [1e6, " M"] : value >= 1e3 ? [1e3, " k"] : [1, ""];
  return `${Number((value / size).toPrecision(3))}${unit}`;
}
