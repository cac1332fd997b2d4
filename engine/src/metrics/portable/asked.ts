/** Families measured by asking systeminformation, for platforms without /proc: each answer may start a process. */

import { type Availability, patience, type Sampler } from "../sampler.ts";
import type { Surroundings, SystemInformation } from "../surroundings.ts";

/** Values by metric, base units; NaN or null for what the answer does not hold. */
type Answer = Readonly<Record<string, number | boolean | null | undefined>>;

interface Question {
  readonly name: string;
  readonly metrics: readonly string[];
  readonly everyMs: number;
  /** Why a metric may be missing from the answer. */
  readonly absent: string;
  readonly ask: (information: SystemInformation) => Promise<Answer>;
}

/** A sampler off the tick. The first answer says what is available, and is the first reading of counters. */
export function askingSampler(question: Question, { systemInformation, now }: Surroundings): Sampler {
  const { name, metrics, everyMs, ask } = question;
  return {
    name,
    metrics,
    cost: "slow",
    everyMs,
    stalenessMs: patience(everyMs),
    async probe() {
      const answer = await ask(await systemInformation());
      return metrics.map((metric): Availability => {
        const known = isKnown(answer[metric]);
        return known
          ? { metric, available: true, source: "systeminformation" }
          : { metric, available: false, reason: question.absent };
      });
    },
    async sample(_now, sink) {
      const answer = await ask(await systemInformation());
      const time = now();
      for (const metric of metrics) {
        const value = answer[metric];
        if (isKnown(value)) sink(metric, value, time);
      }
    },
    close() {},
  };
}

function isKnown(value: number | boolean | null | undefined): value is number | boolean {
  return value !== null && value !== undefined && !Number.isNaN(value);
}
