/** One playing of a recording in which a rule is watched: what its parts were, since when, and what came before. */

import type { Program, ProgramRule } from "@macro-engine/dsl";
import type { ComparisonPlan } from "../comparisons.ts";
import { viewSides } from "../comparisons.ts";
import type { Truth } from "../conditions.ts";
import type { ImmediateEvaluator } from "../evaluator.ts";
import type { RuleView } from "../types.ts";
import type { RuleWatch, WatchedPart } from "../watch.ts";
import type { CoursePoint, OtherRule, PartView, TruthName } from "./explanation.ts";
import { otherRules } from "./others.ts";
import type { RuleEvent } from "./outcome.ts";
import { play, playedRun, type Recording } from "./recording.ts";

const truthNames: readonly TruthName[] = ["false", "unknown", "true"];

/** Points of a course at most: enough for a wide screen. */
const mostPoints = 240;

export interface Observed {
  readonly view: RuleView;
  readonly condition: PartView;
  readonly others: readonly OtherRule[];
  /** What all rules of the profile did, to the end of the recording. */
  readonly events: readonly RuleEvent[];
  readonly lastMs: number;
}

/** Null when no snapshot is as early as `atMs`. `spanMs`: how long a time before is of interest. */
export function observe(
  program: Program,
  profile: string,
  rules: readonly ProgramRule[],
  recording: Recording,
  { rule, atMs, spanMs }: { readonly rule: string; readonly atMs: number; readonly spanMs: number },
): Observed | null {
  let evaluator: ImmediateEvaluator | null = null;
  let watch: RuleWatch | null = null;
  let tracks: Track[] = [];
  let found: Omit<Observed, "events" | "lastMs"> | null = null;
  let lastMs = 0;
  const events: RuleEvent[] = [];

  const look = (): Omit<Observed, "events" | "lastMs"> => ({
    view: evaluator!.inspect(playedRun).find((view) => view.rule === rule)!,
    condition: partView(tracks, watch!, 0),
    others: otherRules(evaluator!, rules, rule),
  });
  const lookMs = lastSnapshot(recording, atMs);
  play(program, profile, rules, recording, {
    onStart: (started) => {
      evaluator = started;
      watch = started.watch(playedRun, rule);
      tracks = watch!.parts.map((part, index) => new Track(part, index));
    },
    onSnapshot: (timeMs) => {
      lastMs = timeMs;
      if (timeMs > atMs) return;
      for (const track of tracks) track.take(watch!, timeMs, timeMs >= atMs - spanMs);
      if (timeMs === lookMs) found = look();
    },
    onDecision: ({ kind, rule, time, since }) => events.push({ kind, rule, timeMs: time, sinceMs: since }),
  });
  return found === null ? null : { ...(found as Omit<Observed, "events" | "lastMs">), events, lastMs };
}

/** The last snapshot at or before a time. */
function lastSnapshot({ rows }: Recording, atMs: number): number | null {
  const row = rows.findLast(({ timeMs }) => timeMs >= 0 && timeMs <= atMs);
  return row?.timeMs ?? null;
}

/** What is remembered of a part while the recording is played. */
class Track {
  readonly part: WatchedPart;
  truth: Truth | null = null;
  sinceMs = 0;
  changed = false;
  readonly course: CoursePoint[] = [];
  readonly #index: number;

  constructor(part: WatchedPart, index: number) {
    this.part = part;
    this.#index = index;
  }

  take(watch: RuleWatch, timeMs: number, isRecent: boolean): void {
    const truth = watch.truth(this.#index);
    if (truth !== this.truth) {
      this.changed = this.truth !== null;
      this.truth = truth;
      this.sinceMs = timeMs;
    }
    if (!isRecent || this.part.comparison === null) return;
    const value = watch.value(this.#index);
    this.course.push({ timeMs, value: Number.isNaN(value) ? null : value, truth: truthNames[truth]! });
  }
}

function partView(tracks: readonly Track[], watch: RuleWatch, index: number): PartView {
  const { part, truth, sinceMs, changed, course } = tracks[index]!;
  const plan = part.comparison;
  return {
    text: part.text,
    kind: part.condition.kind,
    truth: truthNames[truth!]!,
    sinceMs,
    fromStart: !changed,
    comparison:
      plan === null ? null : { ...viewSides(plan, watch.value(index), watch.limit(index)), dimension: plan.dimension },
    course: thinned(course, plan),
    parts: tracks.flatMap(({ part: { parent } }, at) => (parent === index ? [partView(tracks, watch, at)] : [])),
    counted: part.counted,
  };
}

/** Of a long course, in each stretch the value that comes nearest to making its comparison true, or goes farthest past it. */
function thinned(course: readonly CoursePoint[], plan: ComparisonPlan | null): readonly CoursePoint[] {
  if (plan === null || course.length <= mostPoints) return course;
  const sign = plan.operator === "<" || plan.operator === "<=" ? -1 : 1;
  const kept: CoursePoint[] = [];
  for (let stretch = 0; stretch < mostPoints; stretch += 1) {
    const from = Math.floor((stretch * course.length) / mostPoints);
    const to = Math.floor(((stretch + 1) * course.length) / mostPoints);
    const height = ({ value }: CoursePoint) => (value === null ? Number.NEGATIVE_INFINITY : sign * value);
    kept.push(course.slice(from, to).reduce((most, next) => (height(next) >= height(most) ? next : most)));
  }
  return kept;
}
