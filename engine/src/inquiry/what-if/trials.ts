/** The recorded runs of a profile, with the samples of one of its rules: read once, while limits are tried on them. */

import { win32 } from "node:path";
import { governingProfile, type Program } from "@macro-engine/dsl";
import type { Recording } from "../../backtest/judge.ts";
import { rowKeeper } from "../../backtest/kept-rows.ts";
import type { RecordReader } from "../../store/record-reader.ts";
import type { StoredRun } from "../../store/store.ts";
import type { RunSpan } from "../../store/sums.ts";
import { begunWall, type StoredCourse, storedCourse } from "../../traces/from-store.ts";
import type { DimensionOf } from "../../traces/trace.ts";
import type { Fired } from "./judge-trial.ts";

export interface Trial {
  readonly run: StoredRun;
  /** Another profile governed it then: today's policies would put it under this one. */
  readonly ofAnother: boolean;
  /** Since the beginning that was asked for, ms. */
  readonly recordedMs: number;
  /** Null: no samples as they were taken are left. */
  readonly course: StoredCourse | null;
}

export interface JudgedTrial extends Trial {
  readonly course: StoredCourse;
  readonly recording: Recording;
  /** Ids of the rule's recorded firings, by the time of their snapshot in the course. */
  readonly decided: ReadonlyMap<number, string>;
  /** What fires with the limit in force; null: not judged yet. */
  before: readonly Fired[] | null;
  /** When another rule would have ended it, ms of the course; Infinity: none would. Null: not judged yet. */
  endMs: number | null;
}

export interface Asked {
  readonly program: Program;
  readonly profile: string;
  readonly rule: string;
  readonly metrics: readonly string[];
  readonly leadMs: number;
  readonly dimensionOf: DimensionOf;
}

export interface Trials {
  /** Runs under way since then, newest first. */
  of(record: RecordReader, sinceWall: number, asked: Asked): readonly Trial[];
  /** What was not kept is read again from there: the reader of an earlier question is closed. */
  lend(record: RecordReader): void;
}

/** So long one stands for another of a moment ago: who drags a limit does not want a run that goes on to be read each time, ms. */
const freshMs = 120_000;

interface Kept {
  readonly trial: Trial;
  readonly sinceWall: number;
  readonly readWall: number;
}

export function createTrials(): Trials {
  let keptFor: Pick<Asked, "program" | "profile" | "rule"> | null = null;
  let kept = new Map<string, Kept>();
  let keep = rowKeeper();
  let lent: RecordReader | null = null;

  const prepare = (record: RecordReader, run: StoredRun, sinceWall: number, asked: Asked): Trial => {
    const { profile, rule, metrics, leadMs, dimensionOf } = asked;
    const fromWall = Math.max(begunWall(run), sinceWall);
    const base = {
      run,
      ofAnother: run.profile !== profile,
      recordedMs: (run.endedWall ?? Date.now()) - fromWall,
    };
    const course = storedCourse(record, run, {
      ...{ sinceWall: fromWall, fromWall: fromWall - leadMs, metrics, dimensionOf },
    });
    if (course === null) return { ...base, course };
    const { startWallMs, intervalMs, macroStartMs, ownFromMs } = course;
    const recording = keep({
      ...{ startWallMs, intervalMs, macroStartMs, ownFromMs },
      async *rows() {
        yield* course.with(lent!, metrics).chunks();
      },
    });
    const judged: JudgedTrial = {
      ...{ ...base, course, recording, before: null, endMs: null },
      decided: decidedIn(record, run, course, rule),
    };
    return judged;
  };
  return {
    of: (record, sinceWall, asked) => {
      const isSame =
        keptFor?.program === asked.program && keptFor.profile === asked.profile && keptFor.rule === asked.rule;
      if (!isSame) [keptFor, kept, keep] = [asked, new Map(), rowKeeper()];
      const now = Date.now();
      const next = new Map<string, Kept>();
      for (const run of runsOf(record, sinceWall, asked)) {
        const before = kept.get(run.id);
        const stays = before !== undefined && isFresh(before, run, sinceWall, now);
        next.set(run.id, stays ? before : { trial: prepare(record, run, sinceWall, asked), sinceWall, readWall: now });
      }
      kept = next;
      return [...next.values()].map(({ trial }) => trial);
    },
    lend: (record) => {
      lent = record;
    },
  };
}

/** One that had ended by then, and is asked for whole, stays as it is. */
function isFresh({ trial, sinceWall, readWall }: Kept, run: StoredRun, wanted: number, now: number): boolean {
  const begun = begunWall(run);
  const isWhole = begun >= sinceWall && begun >= wanted;
  if (isWhole && trial.run.endedWall !== null) return true;
  return trial.run.endedWall === run.endedWall && Math.abs(wanted - sinceWall) < freshMs && now - readWall < freshMs;
}

/** Those that the profile governed, and those that it would govern by today's patterns. */
function runsOf(record: RecordReader, sinceWall: number, { program, profile }: Asked): StoredRun[] {
  const known = new Map<string, boolean>();
  const wouldGovern = (span: RunSpan): boolean => {
    if (span.profile === profile) return true;
    const run = record.run(span.id);
    if (run === null) return false;
    const key = JSON.stringify([run.macro, run.command]);
    const found = known.get(key) ?? governsToday(program, run) === profile;
    known.set(key, found);
    return found;
  };
  return record
    .runSpans({ fromWall: sinceWall })
    .filter(wouldGovern)
    .toReversed()
    .flatMap(({ id }) => record.run(id) ?? []);
}

/** What the process was called is not on record, but what was run; paths may be of any system. */
function governsToday(program: Program, { macro, command }: StoredRun): string | null {
  const process = { executable: win32.basename(command[0] ?? ""), commandLine: command.join(" ") };
  return governingProfile(program, { macro, named: null, ...process })?.name ?? null;
}

function decidedIn(
  record: RecordReader,
  { id, startedWall }: StoredRun,
  course: StoredCourse,
  rule: string,
): ReadonlyMap<number, string> {
  const { items } = record.decisions({ run: id, rule, kind: "fire", fromWall: startedWall, limit: 1000 });
  return new Map(
    items.flatMap(({ id: decision, wall }): [number, string][] => {
      const timeMs = course.timeOf(wall);
      return timeMs === null ? [] : [[timeMs, decision]];
    }),
  );
}
