/** Plays a profile's rules samples about their own limits, which stay for a while: most waits come to their end. */

import type { Condition, Program, ProgramProfile, ReplayedEvent, SampleValue, Term } from "@macro-engine/dsl";
import { createEvaluator } from "../../engine/src/runtime/evaluator.ts";
import type { Random } from "../../engine/src/runtime/testing/random.ts";

const snapshots = 60;

/** What each rule did by itself: no rule ends anything, and each reports for all it does. */
export function courseOf(program: Program, profile: ProgramProfile, random: Random): readonly ReplayedEvent[] {
  const rules = profile.rules.map((rule) => ({ ...rule, action: "warn" as const, all: false }));
  const alone = { ...program, profiles: [{ ...profile, rules }], tests: [], assertions: [] };
  const evaluator = createEvaluator(alone, { intervalMs: 1000 });
  const startWallMs = 1_767_600_000_000 + random.below(7 * 86_400) * 1000;
  evaluator.start({ id: "run", macro: profile.name, profile: profile.name, startedAt: 0 });
  const metrics = [...new Set(profile.rules.flatMap(({ reads }) => reads))].flatMap((name) =>
    program.metrics.filter(
      (metric) => metric.name === name && !["duration", "macro.name", "macro.level"].includes(name),
    ),
  );
  const limits = profile.rules.flatMap(({ condition, until }) => [
    ...limitsIn(condition),
    ...(until === null ? [] : limitsIn(until.condition)),
  ]);
  const values = new Map<string, SampleValue | null>();
  const events: ReplayedEvent[] = [];
  for (let timeMs = 0; timeMs < snapshots * 1000; timeMs += 1000) {
    for (const { name, scope, dimension, range } of metrics) {
      if (!values.has(name) || random.chance(0.2)) values.set(name, someValue(dimension, range, limits, random));
      const value = values.get(name)!;
      if (value !== null) evaluator.sample(name, value, timeMs, scope === "macro" ? "run" : undefined);
    }
    for (const { kind, rule, action, all } of evaluator.tick(timeMs, startWallMs + timeMs)) {
      events.push({ kind, rule, action, all, timeMs });
    }
  }
  return events;
}

function someValue(
  dimension: string,
  [min, max]: readonly [number | null, number | null],
  limits: readonly number[],
  random: Random,
): SampleValue | null {
  if (random.chance(0.1)) return null;
  if (dimension === "bool") return random.chance(0.5);
  if (dimension === "text") return random.pick(["heal", "craft", "x"]);
  const near = limits.length === 0 ? 50 : random.pick(limits);
  const value = near * random.pick([1, 1, 0.99, 1.01, 0.5, 1.5]);
  const inside = Math.min(max ?? value, Math.max(min ?? value, value));
  return dimension === "count" ? Math.round(inside) : inside;
}

function limitsIn(condition: Condition): number[] {
  switch (condition.kind) {
    case "not":
      return limitsIn(condition.operand);
    case "and":
    case "or":
      return condition.operands.flatMap(limitsIn);
    case "compare-bool":
      return [...limitsIn(condition.left), ...limitsIn(condition.right)];
    case "compare":
      return [...constantsIn(condition.left), ...constantsIn(condition.right)];
    default:
      return [];
  }
}

function constantsIn(term: Term): number[] {
  switch (term.kind) {
    case "constant":
      return [term.value];
    case "share":
      return limitsIn(term.condition);
    case "negate":
    case "absolute":
      return constantsIn(term.operand);
    case "add":
    case "subtract":
    case "multiply":
    case "divide":
      return [...constantsIn(term.left), ...constantsIn(term.right)];
    default:
      return [];
  }
}
