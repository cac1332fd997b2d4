/** Why a stored decision was made: the rule as it was, replayed over what was recorded around it. */

import { builtInMetric, type Program, type ProgramRule } from "@macro-engine/dsl";
import { type Explanation, explainRule, longestWindowMs, type Recording } from "../runtime/explain/explain.ts";
import type { HistoryPoint, StoredDecision, StoredRun, StoreReader } from "../store/store.ts";
import { begunWall, type StoredCourse, storedCourse } from "../traces/from-store.ts";
import { type RuleThen, ruleThen, type Today } from "./rule-then.ts";

export interface EventExplanation {
  readonly decision: StoredDecision;
  /** Null where it is no longer kept. */
  readonly run: StoredRun | null;
  readonly policy: RuleThen;
  /** What there is of the measurements: as they were taken, still with a running engine, summed up by the minute, or nothing. */
  readonly left: "samples" | "unwritten" | "summaries" | "nothing";
  /** Null where that is not enough to replay. */
  readonly replay: EventReplay | null;
  /** Where only summaries are left: by metric that the rule reads, half an hour around the decision. */
  readonly summaries: readonly Summary[];
}

export interface EventReplay {
  readonly recording: Recording;
  readonly explanation: Explanation;
  /** False: the replay begins in the midst of the run. */
  readonly fromItsStart: boolean;
  /** The replay decides as the engine did, at the same snapshot. */
  readonly reproduced: boolean;
}

export interface Summary {
  readonly metric: string;
  readonly points: readonly HistoryPoint[];
}

export interface EvaluatorSettings {
  readonly zone: string;
  readonly stalenessMs: Readonly<Record<string, number>>;
}

type Stored = Pick<StoreReader, "run" | "session" | "decisions" | "samples" | "snapshots" | "metrics" | "history">;

/** Before a decision, this much of a long run is replayed at first, ms. */
const shortReplayMs = 2 * 3_600_000;
/** A firing that did not end the run is followed for this long, ms. */
const mostFollowedMs = 2 * 3_600_000;
const summaryMs = 30 * 60_000;
const minuteMs = 60_000;

export function explainEvent(
  store: Stored,
  decision: StoredDecision,
  today: Today,
  settings: EvaluatorSettings,
): EventExplanation {
  const run = store.run(decision.run);
  const policy = ruleThen(today, decision);
  const about = { decision, run, policy };
  const { program } = policy;
  const course = run === null ? null : courseOf(store, decision, run, program, lastHours(program, decision));
  const atMs = course?.timeOf(decision.wall) ?? null;
  if (run === null || course === null || atMs === null || program === null) {
    if (isUnwritten(store, decision, run)) return { ...about, left: "unwritten", replay: null, summaries: [] };
    const summaries = course === null ? summariesOf(store, decision) : [];
    const left = course !== null ? "samples" : summaries.length > 0 ? "summaries" : "nothing";
    return { ...about, left, replay: null, summaries };
  }
  const fired = mutedFiring(store, decision) ?? decision;
  const replay = replayed(program, { decision, fired }, course, settings);
  if (replay?.reproduced === true || course.fromItsStart) return { ...about, left: "samples", replay, summaries: [] };
  // What a rule did long before may matter, if it does not come out otherwise.
  const whole = courseOf(store, decision, run, program, begunWall(run));
  const better = whole === null ? null : replayed(program, { decision, fired }, whole, settings);
  return { ...about, left: "samples", replay: better ?? replay, summaries: [] };
}

/** Where the replay of a long run begins: rules look back as far as their windows and waits reach. */
function lastHours(program: Program | null, decision: StoredDecision): number {
  const rules = rulesOf(program, decision);
  const holdMs = Math.max(0, ...rules.map((rule) => rule.holdMs));
  return decision.sinceWall - Math.max(shortReplayMs, 4 * (longestWindowMs(rules) + holdMs));
}

/** Engines write decisions at once, samples every half a minute: those of a decision are there when later ones are. */
function isUnwritten(store: Stored, { session, wall, values }: StoredDecision, run: StoredRun | null): boolean {
  if (store.session(session)?.endedWall !== null) return false;
  const range = { fromWall: wall, toWall: Number.MAX_SAFE_INTEGER };
  if (run !== null && store.snapshots({ run: run.id, ...range }).length > 0) return false;
  return !Object.keys(values).some((metric) => store.samples({ metric, ...range }).length > 0);
}

function rulesOf(program: Program | null, { profile }: StoredDecision): readonly ProgramRule[] {
  return program?.profiles.find(({ name }) => name === profile)?.rules ?? [];
}

/** Samples from before it begins are history: not from before the engine that decided. */
function courseOf(
  store: Stored,
  decision: StoredDecision,
  run: StoredRun,
  program: Program | null,
  sinceWall: number,
): StoredCourse | null {
  const rules = rulesOf(program, decision);
  const engineSince = store.session(decision.session)?.startedWall ?? run.startedWall;
  // A run that went over from another engine began anew for this one.
  const begin = Math.max(sinceWall, engineSince, begunWall(run));
  const read = rules.flatMap(({ reads }) => reads);
  const dimensions = new Map((program?.metrics ?? []).map(({ name, dimension }) => [name, dimension]));
  const course = storedCourse(store, run, {
    sinceWall: begin,
    fromWall: Math.max(engineSince, begin - longestWindowMs(rules) - minuteMs),
    toWall: endOf(store, decision) + 1,
    metrics: [...new Set([...read, ...Object.keys(decision.values)])],
    dimensionOf: (metric) => dimensions.get(metric) ?? builtInMetric(metric)?.dimension,
  });
  // Samples from after the decision alone would be those of a run whose beginning is summed up already.
  return course === null || course.startWallMs > decision.wall ? null : course;
}

/** How far the run is followed: a cancel ends it; what another rule did is over when it clears. */
function endOf(store: Stored, { action, run, rule, wall }: StoredDecision): number {
  if (action === "cancel") return wall;
  const toWall = wall + mostFollowedMs;
  const clears = store.decisions({ run, rule, kind: "clear", fromWall: wall, toWall, limit: 1000 }).items;
  return clears.at(-1)?.wall ?? toWall;
}

function recordingOf(
  { macro, level, values }: StoredDecision,
  course: StoredCourse,
  atMs: number,
  { zone, stalenessMs }: EvaluatorSettings,
): Recording {
  const { intervalMs, startWallMs, ownFromMs } = course;
  // Walls are rounded to a millisecond; where the rule reads how long the macro ran, the decision has it to the last digit.
  const { duration } = values;
  const macroStartMs = typeof duration === "number" ? atMs - duration : course.macroStartMs;
  const rows = [...course.chunks()].flat();
  return { macro, level, intervalMs, startWallMs, macroStartMs, rows, ownFromMs, zone, stalenessMs };
}

function replayed(
  program: Program,
  { decision, fired }: { readonly decision: StoredDecision; readonly fired: StoredDecision },
  course: StoredCourse,
  settings: EvaluatorSettings,
): EventReplay | null {
  const atMs = course.timeOf(decision.wall);
  if (atMs === null) return null;
  const { profile, rule } = decision;
  const recording = recordingOf(decision, course, atMs, settings);
  const explanation = explainRule(program, recording, { profile, rule, atMs });
  if (explanation === null) return null;
  return {
    recording,
    explanation,
    fromItsStart: course.fromItsStart,
    reproduced: explanation.firedMs === course.timeOf(fired.wall),
  };
}

/** A rule that acts now that it is no longer muted has fired before, and goes on firing. */
function mutedFiring(store: Stored, { run, rule, kind, mute, wall }: StoredDecision): StoredDecision | null {
  if (kind !== "fire" || mute !== undefined) return null;
  const [before] = store.decisions({ run, rule, toWall: wall, limit: 1 }).items;
  return before?.kind === "fire" && before.mute !== undefined ? before : null;
}

function summariesOf(store: Stored, { values, run, wall }: StoredDecision): readonly Summary[] {
  const own = store.metrics(run);
  return Object.keys(values).flatMap((metric) => {
    const whose = own.includes(metric) ? { run } : {};
    const points = store.history({
      metric,
      ...whose,
      fromWall: wall - summaryMs,
      toWall: wall + minuteMs,
      stepMs: minuteMs,
    });
    return points.length === 0 ? [] : [{ metric, points }];
  });
}
