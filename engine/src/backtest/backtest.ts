/** How a policy set would have done over recordings: every profile, every rule, and what the metrics were like. */

import type { Program, ProgramProfile, ProgramRule } from "@macro-engine/dsl";
import { whyBlind } from "./blind.ts";
import type { Course } from "./course.ts";
import { type Judged, type JudgeOptions, judge, type Listener, type Recording, type Subject } from "./judge.ts";
import { createMeasures, type Measures, type MetricResult } from "./measures.ts";
import { createTally, type RuleTally, type Tally } from "./tally.ts";

/** A recording and whose it is. */
export interface NamedRecording extends Recording {
  readonly name: string;
  /** Name of the macro; null: it has that of the profile. */
  readonly macro: string | null;
  /** Names of the profiles under which it is judged. */
  readonly profiles: readonly string[];
  /** Whether the macro starts again after a cancel and its cooldown. */
  readonly restarts: boolean;
}

export interface BacktestOptions extends JudgeOptions {
  readonly program: Program;
  readonly recordings: readonly NamedRecording[];
  /** Rules that fire more often in an hour are noisy. */
  readonly noisyPerHour: number;
  /** Keeps the course of metrics over the first recordings in which something fired. */
  readonly courses?: boolean;
}

export interface Backtest {
  readonly recordings: readonly RecordingResult[];
  /** Profiles under which some recording was judged, in order of the program. */
  readonly profiles: readonly ProfileResult[];
  /** Metrics that their rules read and that were sampled, by name. */
  readonly metrics: readonly MetricResult[];
}

export interface RecordingResult extends Judged {
  readonly recording: NamedRecording;
  /** By metric; empty where none were kept. */
  readonly courses: ReadonlyMap<string, Course>;
}

export interface ProfileResult {
  readonly profile: ProgramProfile;
  /** Indices of the recordings. */
  readonly recordings: readonly number[];
  readonly runs: number;
  readonly cancelled: number;
  /** How long the macro ran. */
  readonly observedMs: number;
  /** In order of declaration. */
  readonly rules: readonly RuleResult[];
}

export interface RuleResult extends RuleTally {
  readonly rule: ProgramRule;
  /** Firings by the hour in which the macro ran; null without time. */
  readonly perHour: number | null;
  readonly noisy: boolean;
  /** Why it could not have fired, in words; null: it could have. */
  readonly blind: string | null;
}

const hourMs = 3_600_000;
/** Recordings whose course is kept. */
const mostCourses = 60;

/** Rejects with what a recording throws where it cannot be read. */
export async function backtest(options: BacktestOptions): Promise<Backtest> {
  const { program, recordings } = options;
  const judged = program.profiles.filter(({ name }) => recordings.some(({ profiles }) => profiles.includes(name)));
  const tallies = new Map<string, Tally>(judged.map((profile) => [profile.name, createTally(profile)]));
  const measures = createMeasures(program, judged);
  const results: RecordingResult[] = [];
  let courses = options.courses === true ? mostCourses : 0;
  for (const [index, recording] of recordings.entries()) {
    const observer = measures.observe(recording, courses > 0);
    const heard = recording.profiles.map((name) => tallies.get(name)!.hear(index));
    let fired = false;
    const listener: Listener = {
      row: observer.row,
      started: (subject, timeMs) => heard[subject]!.started(subject, timeMs),
      decided: (subject, decision) => {
        fired = true;
        heard[subject]!.decided(decision);
      },
      ended: (subject, timeMs, how) => heard[subject]!.ended(timeMs, how),
    };
    const seen = await judge(program, recording, subjectsOf(program, recording), listener, options);
    if (fired && courses > 0) courses -= 1;
    results.push({ recording, ...seen, courses: fired ? observer.courses() : new Map() });
  }
  return {
    recordings: results,
    profiles: judged.map((profile) => profileResult(profile, tallies.get(profile.name)!, results, measures, options)),
    metrics: measures.results(),
  };
}

function subjectsOf(program: Program, { profiles, macro, restarts }: NamedRecording): Subject[] {
  return profiles.map((name) => {
    const { cooldownMs } = program.profiles.find((profile) => profile.name === name)!;
    return { profile: name, macro: macro ?? name, restartAfterMs: restarts ? cooldownMs : null };
  });
}

function profileResult(
  profile: ProgramProfile,
  tally: Tally,
  results: readonly RecordingResult[],
  measures: Measures,
  { noisyPerHour }: BacktestOptions,
): ProfileResult {
  const indices = [...results.keys()].filter((at) => results[at]!.recording.profiles.includes(profile.name));
  const { runs, cancelled, observedMs, rules } = tally.result();
  const recorded = {
    metrics: new Set(indices.flatMap((at) => [...measures.seenIn(results[at]!.recording)])),
    longestMs: Math.max(0, ...indices.map((at) => measures.lengthOf(results[at]!.recording))),
  };
  const hours = observedMs / hourMs;
  return {
    profile,
    recordings: indices,
    runs,
    cancelled,
    observedMs,
    rules: profile.rules.map((rule) => {
      const counted = rules.get(rule.name)!;
      return {
        rule,
        ...counted,
        perHour: hours > 0 ? counted.fired / hours : null,
        // A few minutes are no measure of an hour: what is shorter counts as one.
        noisy: !isAboutTime(rule) && counted.fired > noisyPerHour * Math.max(1, hours),
        blind: counted.fired > 0 ? null : whyBlind(rule, recorded),
      };
    }),
  };
}

/** Metrics that tell of the run's own time and of nothing that happens. */
const ofTime: ReadonlySet<string> = new Set(["duration", "macro.active_today", "macro.runs_today"]);

/** A limit of time fires in every run that lasts long enough, which is what it is for. */
export function isAboutTime({ evidence }: ProgramRule): boolean {
  return evidence.length > 0 && evidence.every((metric) => ofTime.has(metric));
}
