/** Checks what the prover claims: a "possible" by replaying its witness, an "impossible" by trying to bring it about. */

import { createProver, type Possibility, type Program, type Truth, type Wanted, type Witness } from "@macro-engine/dsl";
import { createEvaluator } from "../../engine/src/runtime/evaluator.ts";
import { createReplay } from "../../engine/src/runtime/replay-witness.ts";
import { NaiveEvaluator } from "../../engine/src/runtime/testing/naive-evaluator.ts";
import { type Random, randomFrom } from "../../engine/src/runtime/testing/random.ts";
import {
  attackIntervalMs,
  programOfQuestion,
  type QuestionKind,
  randomCourse,
  randomQuestion,
} from "./random-questions.ts";

export interface Tally {
  possible: number;
  impossible: number;
  notAnalysed: number;
  /** Snapshots at which an impossible question was put to the evaluator. */
  attacks: number;
}

export interface ClaimOptions {
  readonly seed: number;
  readonly count: number;
  readonly kind: QuestionKind;
  /** Courses of samples against each "impossible". */
  readonly courses: number;
  readonly boxCap?: number;
}

/** Throws, with the question, at the first claim that does not hold. */
export function checkClaims({ seed, count, kind, courses, boxCap }: ClaimOptions): Tally {
  const tally: Tally = { possible: 0, impossible: 0, notAnalysed: 0, attacks: 0 };
  for (let index = 0; index < count; index += 1) {
    const random = randomFrom(seed * 100_003 + index);
    const wanted = randomQuestion(random, kind);
    const program = programOfQuestion(wanted);
    const prover = createProver({ program, replay: createReplay(), ...(boxCap === undefined ? {} : { boxCap }) });
    const answer = prover.find(wanted);
    const agrees = prover.excludes(wanted) === (answer.kind === "impossible");
    const wrong = agrees ? wrongClaim(answer, wanted, program, random, courses, tally) : "`excludes` says otherwise";
    if (wrong !== null) {
      throw new Error(
        `seed ${seed}, question ${index}: ${wrong}\n${JSON.stringify(wanted)}\n${JSON.stringify(answer)}`,
      );
    }
  }
  return tally;
}

function wrongClaim(
  answer: Possibility,
  wanted: readonly Wanted[],
  program: Program,
  random: Random,
  courses: number,
  tally: Tally,
): string | null {
  if (answer.kind === "not-analysed") {
    tally.notAnalysed += 1;
    return null;
  }
  if (answer.kind === "possible") {
    tally.possible += 1;
    return wrongWitness(answer.witness, wanted, program);
  }
  tally.impossible += 1;
  for (let course = 0; course < courses; course += 1) {
    const found = broughtAbout(wanted, program, random, tally);
    if (found !== null) return `brought about: ${found}`;
  }
  return null;
}

/** Plays a witness through both evaluators; null where it shows what it should. */
function wrongWitness(witness: Witness, wanted: readonly Wanted[], program: Program): string | null {
  const { intervalMs, macroStartMs, startWallMs, rows } = witness;
  const ours = createEvaluator(program, { intervalMs });
  const plain = new NaiveEvaluator(program, { intervalMs });
  const level = witness.level === undefined ? {} : { level: witness.level };
  const start = { id: "m", macro: witness.macro ?? "asked", profile: "asked", startedAt: macroStartMs, ...level };
  const own = new Set(program.metrics.filter(({ scope }) => scope === "macro").map(({ name }) => name));
  let started = false;
  for (const { timeMs, samples } of rows) {
    if (!started && timeMs >= macroStartMs) {
      started = true;
      ours.start(start);
      plain.start(start);
    }
    for (const [name, value] of Object.entries(samples)) {
      if (own.has(name) && !started) continue;
      ours.sample(name, value, timeMs, own.has(name) ? "m" : undefined);
      plain.sample(name, value, timeMs, own.has(name) ? "m" : undefined);
    }
    if (!started) continue;
    ours.tick(timeMs, startWallMs + timeMs);
    plain.tick(timeMs, startWallMs + timeMs);
  }
  const views = ours.inspect("m");
  const shown = wanted.map(({ condition, is }, index) => {
    const truth = views[index]!.truth;
    const plainly = named(plain.truth("m", condition));
    return is.includes(truth) && is.includes(plainly) ? null : `condition ${index} is ${truth}, plainly ${plainly}`;
  });
  return shown.find((wrong) => wrong !== null) ?? null;
}

function named(truth: boolean | null): Truth {
  return truth === null ? "unknown" : truth ? "true" : "false";
}

/** Plays random samples; what brought the question about, as text. */
function broughtAbout(wanted: readonly Wanted[], program: Program, random: Random, tally: Tally): string | null {
  const evaluator = createEvaluator(program, { intervalMs: attackIntervalMs });
  const course = randomCourse(random, 30);
  const startAt = random.below(12);
  const level = random.pick(["safe", "risky", "dangerous"] as const);
  course.forEach(({ timeMs, samples }, index) => {
    if (index > startAt) return;
    for (const [name, value] of samples) if (name !== "macro.cpu") evaluator.sample(name, value, timeMs);
  });
  const macro = random.pick(["asked", "town", "other"]);
  evaluator.start({ id: "m", macro, profile: "asked", level, startedAt: course[startAt]!.timeMs });
  for (const { timeMs, wallMs, samples } of course.slice(startAt)) {
    for (const [name, value] of samples) evaluator.sample(name, value, timeMs, name === "macro.cpu" ? "m" : undefined);
    evaluator.tick(timeMs, wallMs);
    tally.attacks += 1;
    const views = evaluator.inspect("m");
    if (wanted.every(({ is }, index) => is.includes(views[index]!.truth))) {
      return JSON.stringify({
        level,
        macro,
        startAt,
        at: timeMs,
        course: course.filter((moment) => moment.timeMs <= timeMs),
      });
    }
  }
  return null;
}
