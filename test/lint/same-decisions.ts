/** Whether two programs do the same: both are played the same random samples, profile by profile. */

import type { Metric, Program, SampleValue } from "@macro-engine/dsl";
import { createEvaluator } from "../../engine/src/runtime/evaluator.ts";
import { type Random, randomFrom } from "../../engine/src/runtime/testing/random.ts";

const snapshots = 40;

/** The first difference, in words; null where none shows. Profiles of the first are looked for in the second. */
export function differenceOf(before: Program, after: Program, seed: number): string | null {
  for (const { name } of before.profiles) {
    if (!after.profiles.some((profile) => profile.name === name)) return `${name} is gone`;
    const [was, is] = [before, after].map((program) => course(program, name, before.metrics, randomFrom(seed)));
    const at = was!.findIndex((decision, index) => decision !== is![index]);
    if (at >= 0 || was!.length !== is!.length) return `${name}: ${was![at] ?? "nothing"}, then ${is![at] ?? "nothing"}`;
  }
  return null;
}

function course(program: Program, profile: string, metrics: readonly Metric[], random: Random): string[] {
  const evaluator = createEvaluator(program, { intervalMs: 1000 });
  const startWallMs = 1_767_600_000_000 + random.below(7 * 86_400) * 1000;
  evaluator.start({ id: "run", macro: profile, profile, startedAt: 0 });
  // The others tell the condition as it is written.
  const rules = program.profiles.find(({ name }) => name === profile)!.rules;
  const worded = new Set(rules.flatMap(({ name, message }) => (message === null ? [] : [name])));
  const known = new Set(program.metrics.map(({ name }) => name));
  for (const given of ["duration", "macro.name", "macro.level"]) known.delete(given);
  const decisions: string[] = [];
  for (let time = 0; time < snapshots * 1000; time += 1000) {
    for (const metric of metrics) {
      // Numbers of all sizes: limits of policies lie anywhere.
      const value = someValue(metric, random);
      if (random.chance(0.8) && known.has(metric.name))
        evaluator.sample(metric.name, value, time, metric.scope === "macro" ? "run" : undefined);
    }
    for (const { kind, rule, action, all, message } of evaluator.tick(time, startWallMs + time)) {
      const words = worded.has(rule) ? `: ${message}` : "";
      decisions.push(`${time / 1000}s ${kind} ${rule} ${action}${all ? " all" : ""}${words}`);
    }
  }
  return decisions;
}

function someValue({ dimension, range: [min, max] }: Metric, random: Random): SampleValue {
  if (dimension === "bool") return random.chance(0.5);
  if (dimension === "text") return random.pick(["heal", "craft", "x"]);
  const size = max ?? 10 ** (random.below(10) - 1);
  const value = random.next() * size;
  return dimension === "count" ? Math.round(value) : Math.max(min ?? 0, value);
}
