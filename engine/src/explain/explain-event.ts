/** Why a stored decision was made: the rule as it was, replayed over what was recorded around it. */

import { builtInMetric, type Program, type ProgramRule } from "@macro-engine/dsl";
import { type Explanation, explainRule, longestWindowMs, type Recording } from "../runtime/explain/explain.ts";
import type { HistoryPoint, StoredDecision, StoredRun, StoreReader } from "../store/store.ts";
import { type StoredCourse, storedCourse } from "../traces/from-store.ts";
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
  const course = run === null ? null : courseOf(store, decision, run, policy.program);
  const atMs = course?.timeOf(decision.wall) ?? null;
  if (course === null || atMs === null || policy.program === null) {
    if (isUnwritten(store, decision, run)) return { ...about, left: "unwritten", replay: null, summaries: [] };
    const summaries = course === null ? summariesOf(store, decision) : [];
    const left = course !== null ? "samples" : summaries.length > 0 ? "summaries" : "nothing";
    return { ...about, left, replay: null, summaries };
  }
  const recording = recordingOf(decision, course, atMs, settings);
  const short = shortened(recording, policy.program, decision, atMs);
  const replay = replayed(policy.program, decision, short.recording, short.atMs);
  // What a rule did long before may matter, if it does not come out otherwise.
  const whole = replay?.reproduced === true ? replay : replayed(policy.program, decision, recording, atMs);
  return { ...about, left: "samples", replay: whole, summaries: [] };
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

/** Samples from before the run started are history: not from before the engine that decided. */
function courseOf(
  store: Stored,
  decision: StoredDecision,
  run: StoredRun,
  program: Program | null,
): StoredCourse | null {
  const rules = rulesOf(program, decision);
  const engineSince = store.session(decision.session)?.startedWall ?? run.startedWall;
  const read = rules.flatMap(({ reads }) => reads);
  const dimensions = new Map((program?.metrics ?? []).map(({ name, dimension }) => [name, dimension]));
  const course = storedCourse(store, run, {
    fromWall: Math.max(engineSince, run.startedWall - longestWindowMs(rules) - minuteMs),
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

/** A long run's last hours. Rules look back as far as their windows reach, and the run is as old as it was. */
function shortened(
  recording: Recording,
  program: Program,
  decision: StoredDecision,
  atMs: number,
): { readonly recording: Recording; readonly atMs: number } {
  const rules = rulesOf(program, decision);
  const windowMs = longestWindowMs(rules);
  const holdMs = Math.max(0, ...rules.map((rule) => rule.holdMs));
  const sinceMs = atMs - (decision.wall - decision.sinceWall);
  const wantedMs = sinceMs - Math.max(shortReplayMs, 4 * (windowMs + holdMs));
  const first = recording.rows.find(({ timeMs }) => timeMs >= wantedMs);
  if (first === undefined || first.timeMs <= 0) return { recording, atMs };
  const shiftMs = first.timeMs;
  const rows = recording.rows
    .filter(({ timeMs }) => timeMs > shiftMs - windowMs - minuteMs)
    .map((row) => ({ ...row, timeMs: row.timeMs - shiftMs }));
  const ownFromMs = Object.fromEntries(
    Object.entries(recording.ownFromMs).map(([metric, fromMs]) => [metric, fromMs - shiftMs]),
  );
  const startWallMs = recording.startWallMs + shiftMs;
  const macroStartMs = recording.macroStartMs - shiftMs;
  return { recording: { ...recording, rows, ownFromMs, startWallMs, macroStartMs }, atMs: atMs - shiftMs };
}

function replayed(program: Program, decision: StoredDecision, recording: Recording, atMs: number): EventReplay | null {
  const { profile, rule } = decision;
  const explanation = explainRule(program, recording, { profile, rule, atMs });
  return explanation === null ? null : { recording, explanation, reproduced: explanation.firedMs === atMs };
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
