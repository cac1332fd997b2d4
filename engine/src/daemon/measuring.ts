/** The samplers of the configuration in force, replaced when it changes. */

import { builtInMetric } from "@macro-engine/dsl";
import type { Registry } from "../macros/registry.ts";
import { createSamplers, createSampling, type SamplerReport, type Sampling, stalenessOf } from "../metrics/index.ts";
import type { Availability } from "../metrics/sampler.ts";
import type { Announcer } from "./announcer.ts";
import type { InForce } from "./parts.ts";

export interface Measuring extends Pick<Sampling, "tick"> {
  /** By metric, as the samplers in force say. */
  readonly stalenessMs: Readonly<Record<string, number>>;
  /** What the samplers said of this machine, as far as they have answered. */
  readonly availability: readonly Availability[];
  /** The samplers that do not work now. */
  readonly failures: readonly SamplerReport[];
  start(): void;
  /** Samplers of the configuration that is in force now take the place of those before. */
  replace(): void;
  close(): Promise<void>;
}

export function createMeasuring(inForce: InForce, registry: Registry, announcer: Announcer): Measuring {
  const open = () => {
    const { sources, intervalMs } = inForce.config;
    const samplers = createSamplers({
      sources,
      intervalMs,
      customMetrics: () => inForce.program.metrics.filter((metric) => metric.custom),
      runningMacros: () => registry.size,
    });
    const failing = new Map<string, SamplerReport>();
    const sampling = createSampling(samplers, {
      now: () => performance.now(),
      report: (report) => {
        if (report.kind === "failed") failing.set(report.sampler, report);
        else failing.delete(report.sampler);
        announcer.notice(report.kind === "failed" ? "warning" : "info", report.message);
      },
      metric: (name) => builtInMetric(name) ?? inForce.program.metrics.find((metric) => metric.name === name),
    });
    return { sampling, failing, stalenessMs: stalenessOf(samplers) };
  };
  const start = async () => {
    const { sampling } = present;
    const answers = await sampling.start();
    if (present.sampling === sampling) availability = answers;
  };
  let availability: readonly Availability[] = [];
  let present = open();
  return {
    get stalenessMs() {
      return present.stalenessMs;
    },
    get availability() {
      return availability;
    },
    get failures() {
      return [...present.failing.values()];
    },
    start: () => void start(),
    tick: (due, sink) => present.sampling.tick(due, sink),
    replace: () => {
      void present.sampling.close();
      present = open();
      void start();
    },
    close: () => present.sampling.close(),
  };
}
