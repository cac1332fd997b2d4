/** Finds where a rule begins to act: a course that just makes it fire, and one that just does not. */

import {
  createProver,
  type Program,
  type ProgramProfile,
  type ProgramRule,
  remembered,
  type SampleValue,
  type Witness,
} from "@macro-engine/dsl";
import { createReplay } from "../replay-witness.ts";
import { type Course, endOf, firingOf, mostSnapshots, steady } from "./course.ts";
import { horizonOf, limitsOf, stepOf } from "./limits.ts";

export interface Boundary {
  readonly fires: Course;
  readonly atMs: number;
  /** The same but for one value at its limit; null where no value alone decides. */
  readonly spares: { readonly course: Course; readonly metric: string; readonly value: number } | null;
}

/** Longer courses of samples are for recordings, not for tests that somebody reads. */
const mostChanges = 12;

/** As tests are run: in UTC, with the usual stalenesses. */
const proverOf = remembered((program: Program) => createProver({ program, replay: createReplay() }));

/** `program` is without override files, as tests are. The reason says why there is no test. */
export async function findBoundary(
  program: Program,
  profile: ProgramProfile,
  rule: ProgramRule,
): Promise<Boundary | { readonly reason: string }> {
  const found = await findFiring(program, profile, rule);
  return "reason" in found ? found : sharpened(program, profile, rule, found);
}

type Firing = Pick<Boundary, "fires" | "atMs">;

async function findFiring(
  program: Program,
  profile: ProgramProfile,
  rule: ProgramRule,
): Promise<Firing | { readonly reason: string }> {
  const prover = proverOf(program);
  const own = { condition: rule.condition, is: ["true"] as const };
  const others = profile.rules
    .filter((other) => other !== rule && other.action === "cancel")
    .map(({ condition }) => ({ condition, is: ["false", "unknown"] as const }));
  let inTheWay: string | null = null;
  for (const wanted of [[own], [own, ...others]]) {
    const possibility = prover.find(wanted);
    if (possibility.kind === "impossible" && wanted.length === 1) {
      return { reason: `nothing makes the condition of \`${rule.name}\` true` };
    }
    if (possibility.kind !== "possible") continue;
    for (const course of coursesOf(possibility.witness, rule)) {
      const atMs = await firingOf(program, profile.name, rule.name, course);
      if (atMs !== null) return { fires: course, atMs };
      inTheWay ??= await endOf(program, profile.name, course);
    }
    if (others.length === 0) break;
  }
  if (inTheWay === null) return { reason: `no short course of samples was found that makes \`${rule.name}\` fire` };
  return { reason: `wherever \`${rule.name}\` could fire, \`${inTheWay}\` has cancelled the macro before` };
}

/** From the plainest to the witness as it is. */
function* coursesOf(witness: Witness, rule: ProgramRule): Iterable<Course> {
  const { rows, macroStartMs, startWallMs } = witness;
  const last = rows.at(-1)!;
  const given = identity(witness);
  const runMs = horizonOf(rule) + last.timeMs - rows[0]!.timeMs + 10_000;
  const values = new Map([...given, ...Object.entries(last.samples)]);
  const wall = (timeMs: number) => (witness.readsClock ? startWallMs + timeMs : null);
  yield steady(values, runMs, wall(last.timeMs));
  yield steady(values, runMs, wall(macroStartMs));
  const changes = rows.map(({ timeMs, samples }, at) => {
    const before = Object.keys(rows[at - 1]?.samples ?? {});
    const stopped = before.filter((metric) => !(metric in samples)).map((metric) => [metric, null] as const);
    const own = new Map<string, SampleValue | null>([
      ...(at === 0 ? given : []),
      ...Object.entries(samples),
      ...stopped,
    ]);
    return { atMs: timeMs - rows[0]!.timeMs, values: own };
  });
  const told = changes.map((change, at) => ({ ...change, values: withoutRepetition(changes, at) }));
  const few = told.filter(({ atMs, values: own }) => atMs === 0 || own.size > 0);
  const { intervalMs } = witness;
  if (few.length > mostChanges || runMs / intervalMs > mostSnapshots) return;
  yield { everyMs: intervalMs, startMs: wall(rows[0]!.timeMs), runMs, changes: few };
}

/** What a test cannot sample, it gives to the macro at its start. */
function identity({ level, macro }: Witness): [string, SampleValue][] {
  const name: [string, SampleValue][] = macro === undefined ? [] : [["macro.name", macro]];
  return level === undefined ? name : [...name, ["macro.level", level]];
}

function withoutRepetition(changes: Course["changes"], at: number): ReadonlyMap<string, SampleValue | null> {
  const known = new Map<string, SampleValue | null>();
  for (const { values } of changes.slice(0, at)) for (const [metric, value] of values) known.set(metric, value);
  return new Map([...changes[at]!.values].filter(([metric, value]) => known.get(metric) !== value));
}

/** Of a steady course: without what the rule does not read, and each value as near to its limit as it can be. */
async function sharpened(
  program: Program,
  profile: ProgramProfile,
  rule: ProgramRule,
  found: Firing,
): Promise<Boundary> {
  if (found.fires.changes.length > 1) return { ...found, spares: null };
  const values = new Map(found.fires.changes[0]!.values);
  const courseOf = (changed: ReadonlyMap<string, SampleValue | null>): Course => ({
    ...found.fires,
    changes: [{ atMs: 0, values: changed }],
  });
  const fires = (changed: ReadonlyMap<string, SampleValue | null>) =>
    firingOf(program, profile.name, rule.name, courseOf(changed));
  for (const metric of [...values.keys()]) {
    const without = new Map(values);
    without.delete(metric);
    if (!rule.reads.includes(metric) && (await fires(without)) !== null) values.delete(metric);
  }
  let spared: { metric: string; value: number } | null = null;
  for (const [name, limits] of limitsOf(rule.condition)) {
    const metric = program.metrics.find((each) => each.name === name);
    if (metric === undefined || typeof values.get(name) !== "number") continue;
    for (const limit of limits) {
      const step = stepOf(metric, limit);
      const [least, most] = metric.range;
      const near = [limit, tidy(limit + step), tidy(limit - step)].filter(
        (value) => (least === null || value >= least) && (most === null || value <= most),
      );
      const outcomes: { value: number; fires: boolean }[] = [];
      for (const value of near) {
        outcomes.push({ value, fires: (await fires(new Map(values).set(name, value))) !== null });
      }
      const over = outcomes.find((outcome) => outcome.fires);
      const under = outcomes.find((outcome) => !outcome.fires);
      if (over === undefined || under === undefined) continue;
      values.set(name, over.value);
      spared ??= { metric: name, value: under.value };
      break;
    }
  }
  const course = courseOf(values);
  const atMs = (await firingOf(program, profile.name, rule.name, course))!;
  if (spared === null) return { fires: course, atMs, spares: null };
  const { metric, value } = spared;
  return { fires: course, atMs, spares: { metric, value, course: courseOf(new Map(values).set(metric, value)) } };
}

/** Decimal steps of binary numbers: 90.1, not 90.10000000000001. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
