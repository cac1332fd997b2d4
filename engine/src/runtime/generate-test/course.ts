/** What a generated test plays: values of metrics over time, tried on the evaluator that runs tests. */

import type { Program, ProgramStep, ProgramTest, SampleValue } from "@macro-engine/dsl";
import { createEvaluator } from "../evaluator.ts";
import { runTest, type TestRun } from "../simulate-test.ts";

export interface Course {
  /** Between two snapshots. */
  readonly everyMs: number;
  /** Wall time of the start; null where it does not matter. */
  readonly startMs: number | null;
  readonly runMs: number;
  /** In order of time, the first at 0. */
  readonly changes: readonly Change[];
}

export interface Change {
  readonly atMs: number;
  /** In base units; null: samples stop. */
  readonly values: ReadonlyMap<string, SampleValue | null>;
}

/** The usual interval, which a test need not name. */
export const usualEveryMs = 1000;

/** Snapshots that a generated test takes at most. */
export const mostSnapshots = 4000;

/** The least usual interval at which a run of this length stays short. */
function everyFor(runMs: number): number {
  const intervals = [usualEveryMs, 5000, 10_000, 60_000, 300_000, 3_600_000];
  return intervals.find((everyMs) => runMs / everyMs <= mostSnapshots) ?? Math.ceil(runMs / mostSnapshots);
}

/** Values that stay as they are from the start. */
export function steady(
  values: ReadonlyMap<string, SampleValue | null>,
  runMs: number,
  startMs: number | null = null,
): Course {
  return { everyMs: everyFor(runMs), startMs, runMs, changes: [{ atMs: 0, values }] };
}

/** The first time at which a rule fires; null where it does not. */
export async function firingOf(
  program: Program,
  profile: string,
  rule: string,
  course: Course,
): Promise<number | null> {
  const { decisions } = await play(program, profile, course);
  return decisions.find((decision) => decision.kind === "fire" && decision.rule === rule)?.time ?? null;
}

/** Whose cancel ends a course; null where it runs to its end. */
export async function endOf(program: Program, profile: string, course: Course): Promise<string | null> {
  const { decisions } = await play(program, profile, course);
  return decisions.find(({ kind, action }) => kind === "fire" && action === "cancel")?.rule ?? null;
}

function play(program: Program, profile: string, course: Course): Promise<TestRun> {
  const { everyMs, startMs, runMs, changes } = course;
  const steps = changes.flatMap(({ atMs, values }) =>
    [...values].map(([metric, value]): ProgramStep => ({ kind: "assign", atMs, metric, value })),
  );
  const place = { file: "", line: 1, column: 1 };
  const test: ProgramTest = {
    title: "",
    profile,
    everyMs,
    startMs,
    runMs,
    trace: null,
    steps,
    expectations: [],
    place,
  };
  return runTest(program, test, createEvaluator);
}
