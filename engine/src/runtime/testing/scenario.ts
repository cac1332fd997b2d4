/** Plays a short scene through the default evaluator: what is sampled at which second, and what the rules do. */

import type { Program, ProgramRule, SampleValue } from "@macro-engine/dsl";
import { createEvaluator, type ImmediateEvaluator } from "../evaluator.ts";
import type { Decision, EvaluatorOptions } from "../types.ts";
import { programWith } from "./build-program.ts";

type Samples = Readonly<Record<string, SampleValue>>;

export interface Scene {
  readonly evaluator: ImmediateEvaluator;
  /** Samples, then takes the snapshot of that second: ["fire cpu_hot"]. */
  at(second: number, samples?: Samples): string[];
  /** The same for the macro's own reports. */
  reports(second: number, samples: Samples): void;
  /** A snapshot each second, both ends included; what happened, by second: ["5s fire cpu_hot"]. */
  during(first: number, last: number, samples?: Samples): string[];
  /** Decisions of the last snapshot. */
  readonly decisions: readonly Decision[];
}

/** A macro `m`, started at 0 under the profile `heal` with these rules, sampled each second. */
export function scene(rules: readonly ProgramRule[] | Program, options: Partial<EvaluatorOptions> = {}): Scene {
  const program = "profiles" in rules ? rules : programWith(...rules);
  const evaluator = createEvaluator(program, { intervalMs: 1000, ...options });
  evaluator.start({ id: "m", macro: "m", profile: "heal", startedAt: 0 });
  let decisions: readonly Decision[] = [];
  const at = (second: number, samples: Samples = {}): string[] => {
    const time = second * 1000;
    for (const [name, value] of Object.entries(samples)) evaluator.sample(name, value, time);
    decisions = [...evaluator.tick(time, time)];
    return decisions.map((decision) => `${decision.kind} ${decision.rule}`);
  };
  return {
    evaluator,
    at,
    reports(second, samples) {
      for (const [name, value] of Object.entries(samples)) evaluator.sample(name, value, second * 1000, "m");
    },
    during(first, last, samples) {
      const happened: string[] = [];
      for (let second = first; second <= last; second += 1) {
        happened.push(...at(second, samples).map((what) => `${second}s ${what}`));
      }
      return happened;
    },
    get decisions() {
      return decisions;
    },
  };
}
