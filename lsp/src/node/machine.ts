/** Measures this machine for as long as somebody asks: now and then, and nothing before the first question. */

import { fileURLToPath } from "node:url";
import { builtInMetrics, type Metric, type SampleValue } from "@macro-engine/dsl";
import { availableMetrics, isInCi } from "../../../engine/src/metrics/available-metrics.ts";
import type { SamplerReport } from "../../../engine/src/metrics/index.ts";
import type { Machine, MachineQuestion, MetricReading } from "../host.ts";

export interface MachineOptions {
  /** Between two looks, ms. */
  readonly everyMs: number;
  /** Without a question for this long, measuring ends, ms. */
  readonly patienceMs: number;
}

const defaults: MachineOptions = { everyMs: 2000, patienceMs: 60_000 };

/** A value that nobody has brought again for this long is not shown, ms. */
const freshMs = 20_000;

/** Sets with sources of their own are measured each by itself; more than these are not measured at once. */
const mostMeasured = 4;

const nothingAsked: MachineQuestion = { sources: [], customMetrics: [] };

/** Never throws, and never keeps the process alive. */
export function createMachine(options: Partial<MachineOptions> = {}): Machine {
  const all = { ...defaults, ...options };
  const running = new Map<string, Measuring>();
  return {
    readings(question = nothingAsked) {
      const key = JSON.stringify([
        question.sources,
        question.customMetrics.map(({ name, dimension }) => [name, dimension]),
      ]);
      const known = running.get(key);
      if (known !== undefined) return known.readings();
      const [first] = running;
      if (first !== undefined && running.size >= mostMeasured) first[1].stop();
      const measuring = new Measuring(question, all, () => running.delete(key));
      running.set(key, measuring);
      return measuring.readings();
    },
    async available(metrics, sources) {
      if (isInCi()) return null;
      return await availableMetrics((name) => metrics.includes(name), sources).catch(() => null);
    },
  };
}

interface Measured {
  readonly value: SampleValue;
  readonly time: number;
}

/** What the sampling of one set of sources has come to. */
class Measuring {
  private readonly question: MachineQuestion;
  private readonly options: MachineOptions;
  private readonly ended: () => void;
  private readonly values = new Map<string, Measured>();
  private current: ReadonlyMap<string, MetricReading>;
  private askedAt = performance.now();
  private stopped = false;

  constructor(question: MachineQuestion, options: MachineOptions, ended: () => void) {
    this.question = question;
    this.options = options;
    this.ended = ended;
    this.current = new Map(this.metrics().map(({ name }) => [name, beingMeasured]));
    void this.measure().catch((error: unknown) => this.failed(error));
  }

  readings(): ReadonlyMap<string, MetricReading> {
    this.askedAt = performance.now();
    return this.current;
  }

  stop(): void {
    this.stopped = true;
    this.ended();
  }

  private metrics(): readonly Metric[] {
    return [...builtInMetrics, ...this.question.customMetrics];
  }

  /** The samplers are loaded here: most sessions of the server never ask. */
  private async measure(): Promise<void> {
    const { createSamplers, createSampling } = await import("../../../engine/src/metrics/index.ts");
    const { entryOf } = await import("../../../engine/src/metrics/survey.ts");
    const { sources, customMetrics } = this.question;
    const { everyMs, patienceMs } = this.options;
    const metrics = new Map(this.metrics().map((metric) => [metric.name, metric]));
    const failures = new Map<string, SamplerReport>();
    const sampling = createSampling(
      createSamplers({ sources: sources.map(onDisk), intervalMs: everyMs, customMetrics: () => customMetrics }),
      {
        now: () => performance.now(),
        metric: (name) => metrics.get(name),
        report: (report) =>
          report.kind === "failed" ? failures.set(report.sampler, report) : failures.delete(report.sampler),
      },
    );
    try {
      const availability = await sampling.start();
      while (!this.stopped && performance.now() - this.askedAt < patienceMs) {
        const now = performance.now();
        sampling.tick(now, (metric, value, time) => this.values.set(metric, { value, time }));
        const fresh = new Map(
          [...this.values].flatMap(([name, { value, time }]) => (now - time < freshMs ? [[name, value]] : [])),
        );
        const failing = [...failures.values()];
        this.current = new Map(
          [...metrics].map(([name, metric]) => [name, entryOf(metric, availability, fresh, failing)]),
        );
        await pause(everyMs);
      }
    } finally {
      this.stop();
      await sampling.close();
    }
  }

  /** Without samplers there is nothing to tell but that, however often it is asked. */
  private failed(error: unknown): void {
    const reason = `this machine cannot be measured: ${error instanceof Error ? error.message : String(error)}`;
    this.current = new Map(this.metrics().map(({ name }) => [name, { available: false, reason }]));
  }
}

type AskedSource = MachineQuestion["sources"][number];

function onDisk(source: AskedSource): AskedSource {
  if (source.kind !== "file" || !source.path.startsWith("file:")) return source;
  return { ...source, path: fileURLToPath(source.path) };
}

const beingMeasured: MetricReading = { available: true, source: "being measured", value: null };

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
