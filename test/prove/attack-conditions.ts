/** Holds what the prover excludes against what happens: conditions by two, with every pair of truth values. */

import { type Condition, createProver, type Program, type Prover, type Truth } from "@macro-engine/dsl";
import { programOf } from "../../dsl/src/testing/analyze-text.ts";
import { createEvaluator } from "../../engine/src/runtime/evaluator.ts";
import { createReplay } from "../../engine/src/runtime/replay-witness.ts";
import { NaiveEvaluator } from "../../engine/src/runtime/testing/naive-evaluator.ts";
import { type Random, randomFrom } from "../../engine/src/runtime/testing/random.ts";
import { declarations, fields, nastyConditions } from "./nasty-conditions.ts";
import { type NastyCourse, nastyCourse } from "./nasty-courses.ts";

export interface Attack {
  readonly seed: number;
  /** Sets of conditions, and courses of samples that each set is tried on. */
  readonly programs: number;
  readonly courses: number;
}

export interface AttackTally {
  /** Claims made, and the others. */
  impossible: number;
  open: number;
  snapshots: number;
  /** What was claimed, and the course that shows otherwise. */
  readonly wrong: string[];
}

const truths = ["true", "false", "unknown"] as const;

export function attackConditions({ seed, programs, courses }: Attack): AttackTally {
  const random = randomFrom(seed);
  const tally: AttackTally = { impossible: 0, open: 0, snapshots: 0, wrong: [] };
  for (let at = 0; at < programs; at += 1) attackSet(random, courses, tally);
  return tally;
}

function attackSet(random: Random, courses: number, tally: AttackTally): void {
  const name = random.pick(Object.keys(fields));
  // What the language refuses is left out.
  const texts = nastyConditions(random, name, 9).filter((text) => programWith([text]) !== null);
  const program = programWith(texts);
  if (program === null || texts.length === 0) return;
  const conditions = program.profiles[0]!.rules.map(({ condition }) => condition);
  const claims = claimsAbout(createProver({ program, replay: createReplay() }), conditions, tally);
  for (let at = 0; at < courses; at += 1) {
    const course = nastyCourse(random, name);
    for (const found of [...seenBy(program, course), ...seenPlainly(program, conditions, course)]) {
      tally.snapshots += 1;
      for (const key of pairsOf(found)) {
        // Once is enough.
        if (!claims.delete(key)) continue;
        tally.wrong.push(`${key.replaceAll(/\d+/g, (index) => texts[Number(index)]!)}: ${JSON.stringify(course)}`);
      }
    }
  }
}

function programWith(conditions: readonly string[]): Program | null {
  const rules = conditions.map((condition, at) => `rule r${at}: warn when ${condition}`);
  try {
    return programOf(`${declarations}profile p {\n${rules.join("\n")}\n}`);
  } catch {
    return null;
  }
}

/** "0 is true, 3 is unknown", for all that is claimed never to be. */
function claimsAbout(prover: Prover, conditions: readonly Condition[], tally: AttackTally): Set<string> {
  const claims = new Set<string>();
  conditions.forEach((one, a) => {
    conditions.slice(a).forEach((other, distance) => {
      for (const [first, second] of truthPairs(distance === 0)) {
        const wanted = [{ condition: one, is: [first] } as const, { condition: other, is: [second] } as const];
        if (!prover.excludes(wanted)) tally.open += 1;
        else {
          tally.impossible += 1;
          claims.add(keyOf(a, first, a + distance, second));
        }
      }
    });
  });
  return claims;
}

function truthPairs(alike: boolean): readonly (readonly [Truth, Truth])[] {
  return truths.flatMap((one) => truths.flatMap((other) => (alike && one !== other ? [] : [[one, other] as const])));
}

function keyOf(a: number, first: string, b: number, second: string): string {
  return `${a} is ${first}, ${b} is ${second}`;
}

function pairsOf(found: readonly string[]): string[] {
  return found.flatMap((first, a) => found.slice(a).map((second, more) => keyOf(a, first, a + more, second)));
}

/** The truth of each condition at each snapshot, by the evaluator. */
function* seenBy(program: Program, course: NastyCourse): Generator<readonly string[]> {
  const evaluator = createEvaluator(program, { intervalMs: course.intervalMs });
  for (const _ of played(evaluator, program, course)) yield evaluator.inspect(run).map(({ truth }) => truth);
}

/** The same by the one that shares no code with it. */
function* seenPlainly(
  program: Program,
  conditions: readonly Condition[],
  course: NastyCourse,
): Generator<readonly string[]> {
  const evaluator = new NaiveEvaluator(program, { intervalMs: course.intervalMs });
  for (const _ of played(evaluator, program, course)) {
    yield conditions.map((condition) => String(evaluator.truth(run, condition) ?? "unknown"));
  }
}

const run = "r";

function* played(
  evaluator: Pick<NaiveEvaluator, "start" | "sample"> & { tick(time: number, wall: number): unknown },
  program: Program,
  course: NastyCourse,
): Generator<void> {
  const { startRow, startedAt, startWallMs, rows } = course;
  const known = new Set(program.metrics.map(({ name }) => name));
  for (const [at, { timeMs, system, own }] of rows.entries()) {
    if (at === startRow) evaluator.start({ id: run, macro: "p", profile: "p", startedAt });
    for (const [metric, value] of system) if (known.has(metric)) evaluator.sample(metric, value, timeMs);
    for (const [metric, value] of own) if (known.has(metric)) evaluator.sample(metric, value, timeMs, run);
    if (at < startRow) continue;
    evaluator.tick(timeMs, startWallMs + timeMs);
    yield;
  }
}
