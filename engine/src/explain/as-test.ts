/** A policy test that brings a recorded firing about again: with the values of its moment, else with their course. */

import type { Program, ProgramRule, SampleValue } from "@macro-engine/dsl";
import { longestWindowMs } from "../runtime/explain/explain.ts";
import { type Course, firingOf, mostSnapshots, steady } from "../runtime/generate-test/course.ts";
import { horizonOf } from "../runtime/generate-test/limits.ts";
import { testsOf } from "../runtime/generate-test/test-text.ts";
import type { StoredDecision } from "../store/store.ts";
import type { EventReplay } from "./explain-event.ts";

export interface TestQuestion {
  /** With the rule as it was, and without override files. */
  readonly program: Program;
  readonly decision: StoredDecision;
  /** Null: only the values of the moment are left. */
  readonly replay: EventReplay | null;
  /** Columns that a line may have. */
  readonly width: number;
}

/** A test that somebody reads has no more lines of samples. */
const mostChanges = 60;
/** What a test cannot sample: time makes it by itself. */
const byTime: ReadonlySet<string> = new Set(["duration", "macro.runs_today", "macro.active_today"]);

/** Null where no short course of samples makes it fire. */
export async function asTest({ program, decision, replay, width }: TestQuestion): Promise<string | null> {
  const profile = program.profiles.find(({ name }) => name === decision.profile);
  const rule = profile?.rules.find(({ name }) => name === decision.rule);
  if (profile === undefined || rule === undefined) return null;
  const alone: Program = { ...program, profiles: [profile], tests: [], assertions: [] };
  for (const course of coursesOf(rule, decision, replay)) {
    const atMs = await firingOf(alone, profile.name, rule.name, course);
    if (atMs === null) continue;
    const titles = new Set(program.tests.map(({ title }) => title));
    const [test] = testsOf({ program, profile, rule, width }, { fires: course, atMs, spares: null }, titles);
    return test?.text ?? null;
  }
  return null;
}

function* coursesOf(rule: ProgramRule, decision: StoredDecision, replay: EventReplay | null): Iterable<Course> {
  const values = valuesOf(decision);
  const readsClock = JSON.stringify(rule.condition).includes('"kind":"schedule"');
  const start = readsClock ? decision.sinceWall : null;
  const runMs = horizonOf(rule) + 10_000;
  yield steady(values, runMs, start);
  if (replay === null) return;
  const recorded = recordedCourse(rule, decision, replay, readsClock);
  if (recorded !== null) yield recorded;
}

/** What the rule saw, and the level of the run where the rule reads it. */
function valuesOf({ values }: StoredDecision): ReadonlyMap<string, SampleValue> {
  return new Map(
    Object.entries(values).flatMap(([metric, value]): [string, SampleValue][] =>
      value === null || byTime.has(metric) ? [] : [[metric, value]],
    ),
  );
}

/** As it was measured, from as far back as the rule looks; null where that is too long to be read. */
function recordedCourse(
  rule: ProgramRule,
  { values }: StoredDecision,
  { recording, explanation }: EventReplay,
  readsClock: boolean,
): Course | null {
  const { firedMs, atMs } = explanation;
  const endMs = firedMs ?? atMs;
  const { intervalMs, startWallMs, rows } = recording;
  const fromMs = endMs - rule.holdMs - longestWindowMs([rule]) - 2 * intervalMs;
  const seen = rows.filter(({ timeMs }) => timeMs >= fromMs && timeMs <= endMs);
  const first = seen[0]?.timeMs;
  if (first === undefined || (endMs - first) / intervalMs > mostSnapshots) return null;
  const told = new Map<string, SampleValue | null>();
  const changes = seen.flatMap(({ timeMs, metrics, values: row }) => {
    const changed = new Map<string, SampleValue>();
    for (const [at, metric] of metrics.entries()) {
      const value = row[at] ?? null;
      if (value === null || byTime.has(metric) || !(metric in values) || told.get(metric) === value) continue;
      changed.set(metric, value);
      told.set(metric, value);
    }
    return changed.size === 0 && timeMs !== first ? [] : [{ atMs: timeMs - first, values: changed }];
  });
  if (changes.length > mostChanges) return null;
  const startMs = readsClock ? startWallMs + first : null;
  return { everyMs: intervalMs, startMs, runMs: endMs - first + 10_000, changes };
}
