/** Runs the samplers: cheap ones on the tick, the others at their own pace beside it, none able to hold it up. */

import { builtInMetric, type Metric, type SampleValue } from "@macro-engine/dsl";
import { cleanValue } from "./clean-value.ts";
import { type Health, healthOf, type SamplerReport, within } from "./health.ts";
import { type Availability, noneAvailable, type Sampler, type SampleSink } from "./sampler.ts";

export interface SamplingOptions {
  /** The monotonic clock, ms. */
  readonly now: () => number;
  /** Hears of a sampler that fails, once, and once more when it works again. */
  readonly report: (report: SamplerReport) => void;
  /** Looks a metric up, custom ones included; default: the built-in ones only. */
  readonly metric?: (name: string) => Metric | undefined;
  /** How long after a failed probe a sampler is probed again, ms; default a minute. */
  readonly probeAgainMs?: number;
}

export interface Sampling {
  /** Probes all samplers and sets the slow ones going. Ticks may come before it settles: a sampler joins once probed. */
  start(): Promise<readonly Availability[]>;
  /**
   * Takes the snapshot of `now` (the tick's scheduled time, ms monotonic): hands over what the slow samplers brought since
   * the last tick, then what the cheap ones read. Times lie between the last tick and `now`. Never throws, never waits.
   */
  tick(now: number, sink: SampleSink): void;
  close(): Promise<void>;
}

interface Brought {
  readonly metric: string;
  readonly value: SampleValue;
  readonly time: number;
  readonly macro: string | undefined;
}

const defaultTimeoutMs = 10_000;
const defaultProbeAgainMs = 60_000;
const closeTimeoutMs = 1000;
/** What slow samplers may bring between two ticks before the oldest is dropped: an engine that stands still. */
const mostBrought = 4096;

export function createSampling(samplers: readonly Sampler[], options: SamplingOptions): Sampling {
  const { now, report, metric: lookUp = builtInMetric } = options;
  const cheap: CheapRun[] = [];
  const loops: Loop[] = [];
  const brought: Brought[] = [];
  let lastTick = Number.NEGATIVE_INFINITY;
  let closed = false;

  const bring: SampleSink = (metric, value, time, macro) => {
    const clean = cleanValue(value, lookUp(metric));
    if (clean === null) return;
    if (brought.length >= mostBrought) brought.shift();
    brought.push({ metric, value: clean, time, macro });
  };

  async function admit(sampler: Sampler, health = healthOf(sampler, report)): Promise<readonly Availability[]> {
    const asked = Promise.resolve().then(() => sampler.probe());
    let availability: readonly Availability[];
    try {
      availability = await within(asked, sampler.timeoutMs ?? defaultTimeoutMs);
    } catch (error) {
      health.failed(error);
      // Once more later, but never while it still hangs in there.
      void asked.catch(() => {}).then(() => admitLater(sampler, health));
      return noneAvailable(sampler.metrics, `the probe failed: ${error instanceof Error ? error.message : error}`);
    }
    const useless = availability.length > 0 && availability.every((entry) => !entry.available);
    if (useless || closed) return availability;
    if (sampler.cost === "cheap") cheap.push({ sampler, health, dueAt: Number.NEGATIVE_INFINITY });
    else loops.push(startLoop(sampler, health, now, bring));
    return availability;
  }

  function admitLater(sampler: Sampler, health: Health): void {
    setTimeout(() => {
      if (!closed) void admit(sampler, health);
    }, options.probeAgainMs ?? defaultProbeAgainMs).unref();
  }

  function tick(time: number, sink: SampleSink): void {
    for (const sample of brought) {
      sink(sample.metric, sample.value, Math.min(Math.max(sample.time, lastTick), time), sample.macro);
    }
    brought.length = 0;
    lastTick = time;
    const checked: SampleSink = (metric, value, at) => {
      const clean = cleanValue(value, lookUp(metric));
      if (clean !== null) sink(metric, clean, at);
    };
    for (const run of cheap) runCheap(run, time, checked);
  }

  return {
    async start() {
      return (await Promise.all(samplers.map((sampler) => admit(sampler)))).flat();
    },
    tick,
    async close() {
      closed = true;
      for (const loop of loops) loop.stop();
      await Promise.all(samplers.map(closeQuietly));
    },
  };
}

interface CheapRun {
  readonly sampler: Sampler;
  readonly health: Health;
  dueAt: number;
}

function runCheap(run: CheapRun, time: number, sink: SampleSink): void {
  if (time < run.dueAt) return;
  run.dueAt = time + run.sampler.everyMs;
  try {
    const result = run.sampler.sample(time, sink);
    if (result instanceof Promise) result.then((found) => found !== false && run.health.worked(), run.health.failed);
    else run.health.worked();
  } catch (error) {
    run.health.failed(error);
  }
}

interface Loop {
  stop(): void;
}

/**
 * Asks a sampler again and again, `everyMs` from start to start, one reading at a time. One that does not answer in time
 * is reported; what it still brings is dropped, and it is asked again only after it has settled.
 */
function startLoop(sampler: Sampler, health: Health, now: () => number, bring: SampleSink): Loop {
  const timeoutMs = sampler.timeoutMs ?? defaultTimeoutMs;
  let stopped = false;
  let timer: NodeJS.Timeout;

  async function run(): Promise<void> {
    const began = now();
    let open = true;
    const sink: SampleSink = (metric, value, time) => {
      if (open && !stopped) bring(metric, value, time, sampler.macro);
    };
    const work = (async () => sampler.sample(began, sink))();
    try {
      const found = await within(work, timeoutMs);
      if (!stopped && found !== false) health.worked();
    } catch (error) {
      if (!stopped) health.failed(error);
    }
    open = false;
    await work.catch(() => {});
    if (!stopped) schedule(Math.max(0, sampler.everyMs - (now() - began)));
  }

  function schedule(delayMs: number): void {
    timer = setTimeout(run, delayMs);
    // The engine's own tick keeps the process alive; measuring alone does not.
    timer.unref();
  }

  schedule(0);
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** A failing end leaves nothing to tell: the sampler is gone either way. */
async function closeQuietly(sampler: Sampler): Promise<void> {
  try {
    await within(Promise.resolve(sampler.close()), closeTimeoutMs);
  } catch {
    // As above.
  }
}
