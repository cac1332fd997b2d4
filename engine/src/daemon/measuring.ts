/** The samplers of the configuration in force, replaced when it changes. */

import { builtInMetric } from "@macro-engine/dsl";
import type { Registry } from "../macros/registry.ts";
import { createSamplers, createSampling, type Sampling, stalenessOf } from "../metrics/index.ts";
import type { Announcer } from "./announcer.ts";
import type { InForce } from "./parts.ts";

export interface Measuring extends Pick<Sampling, "tick"> {
  /** By metric, as the samplers in force say. */
  readonly stalenessMs: Readonly<Record<string, number>>;
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
    const sampling = createSampling(samplers, {
      now: () => performance.now(),
      report: ({ kind, message }) => announcer.notice(kind === "failed" ? "warning" : "info", message),
      metric: (name) => builtInMetric(name) ?? inForce.program.metrics.find((metric) => metric.name === name),
    });
    return { sampling, stalenessMs: stalenessOf(samplers) };
  };
  let present = open();
  return {
    get stalenessMs() {
      return present.stalenessMs;
    },
    start: () => void present.sampling.start(),
    tick: (due, sink) => present.sampling.tick(due, sink),
    replace: () => {
      void present.sampling.close();
      present = open();
      void present.sampling.start();
    },
    close: () => present.sampling.close(),
  };
}
