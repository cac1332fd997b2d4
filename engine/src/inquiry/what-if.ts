/** What a rule would have done with another limit, over the samples that are on record. */

import type { Program } from "@macro-engine/dsl";
import type { WhatIfAnswer, WhatIfFiring } from "../api/contract.ts";
import { judge, type Listener } from "../backtest/judge.ts";
import { longestWindowMs } from "../backtest/windows.ts";
import { withLimit } from "../backtest/with-limit.ts";
import type { Config } from "../config/config.ts";
import { type EvaluatorSettings, evaluatorSettings } from "../evaluator-settings.ts";
import { metricsReadBy } from "../runtime/metrics-read.ts";
import type { RecordReader } from "../store/record-reader.ts";
import type { StoredRun } from "../store/store.ts";
import { begunWall, type StoredCourse, storedCourse } from "../traces/from-store.ts";
import { dimensionsOf } from "../traces/read-trace.ts";
import type { ReadPolicies } from "./policies.ts";
import { InquiryError, type ParamsOf } from "./questions.ts";

type Request = ParamsOf<"whatIf">;

/** Of one answer, before and after each. */
const mostFirings = 2000;
/** Windows look back over a run's start, but nobody waits for what was measured a day before. */
const mostLeadMs = 3_600_000;

export async function whatIf(
  record: RecordReader,
  { program }: ReadPolicies,
  config: Config,
  request: Request,
): Promise<WhatIfAnswer> {
  if (program === null)
    throw new InquiryError(409, "the policies on disk have errors; GET /api/v1/policies tells which");
  const before = onlyProfile(program, request.profile);
  const after = before === null ? null : withLimit(before, request);
  if (before === null || after === null) throw new InquiryError(404, whatIsMissing(program, request));
  const settings = evaluatorSettings(config, program);
  const found = { judgedMs: 0, blindMs: 0, before: [] as WhatIfFiring[], after: [] as WhatIfFiring[] };
  for (const run of runsOf(record, request)) {
    const course = courseOf(record, run, before, request);
    if (course === null) {
      found.blindMs += (run.endedWall ?? Date.now()) - Math.max(begunWall(run), request.sinceWall);
      continue;
    }
    found.judgedMs += course.lastMs;
    for (const [set, firings] of [
      [before, found.before],
      [after, found.after],
    ] as const) {
      if (firings.length >= mostFirings) continue;
      firings.push(...(await firingsOf(record, set, run, course, request, settings)));
    }
  }
  const newest = (firings: readonly WhatIfFiring[]) => firings.slice(0, mostFirings);
  return { ...found, before: newest(found.before), after: newest(found.after) };
}

function onlyProfile(program: Program, name: string): Program | null {
  const profile = program.profiles.find((one) => one.name === name);
  return profile === undefined ? null : { ...program, profiles: [profile], tests: [], assertions: [] };
}

function whatIsMissing(program: Program, { profile, rule, comparison }: Request): string {
  const governing = program.profiles.find(({ name }) => name === profile);
  if (governing === undefined) return `the policy set has no profile ${profile}`;
  const found = governing.rules.find(({ name }) => name === rule);
  if (found === undefined) return `profile ${profile} has no rule ${rule}`;
  return `${found.threshold} has no comparison ${comparison}; they are counted from 0`;
}

/** Under way since then, and governed by the profile, newest first. */
function runsOf(record: RecordReader, { profile, sinceWall }: Request): StoredRun[] {
  return record
    .runSpans({ fromWall: sinceWall })
    .filter((span) => span.profile === profile)
    .toReversed()
    .flatMap(({ id }) => record.run(id) ?? []);
}

function courseOf(record: RecordReader, run: StoredRun, program: Program, { sinceWall }: Request): StoredCourse | null {
  const begin = Math.max(begunWall(run), sinceWall);
  const leadMs = Math.min(longestWindowMs(program), mostLeadMs);
  return storedCourse(record, run, {
    sinceWall: begin,
    fromWall: begin - leadMs,
    metrics: [...new Set(program.profiles.flatMap(({ rules }) => rules.flatMap(metricsReadBy)))],
    dimensionOf: dimensionsOf(program),
  });
}

async function firingsOf(
  record: RecordReader,
  program: Program,
  run: StoredRun,
  course: StoredCourse,
  { profile, rule }: Request,
  settings: EvaluatorSettings,
): Promise<WhatIfFiring[]> {
  const decided = decidedAt(record, run, course, rule);
  const firings: WhatIfFiring[] = [];
  const listener: Listener = {
    started: () => {},
    ended: () => {},
    decided: (_subject, decision) => {
      if (decision.kind !== "fire" || decision.rule !== rule || firings.length >= mostFirings) return;
      const time = new Date(Math.round(decision.wall)).toISOString();
      firings.push({ time, run: run.id, macro: run.macro, decision: onRecord(decided, decision.time, course) });
    },
  };
  const { startWallMs, intervalMs, macroStartMs, ownFromMs } = course;
  const recording = {
    ...{ startWallMs, intervalMs, macroStartMs, ownFromMs },
    async *rows() {
      yield* course.chunks();
    },
  };
  const subject = { profile, macro: run.macro, restartAfterMs: null };
  await judge(program, recording, [subject], listener, settings);
  return firings.reverse();
}

/** How many snapshots a replay may be off: an engine that was busy took its samples late. */
const mostSnapshotsOff = 3;

/** The firing of that snapshot, or else the nearest to it. */
function onRecord(decided: ReadonlyMap<number, string>, timeMs: number, { intervalMs }: StoredCourse): string | null {
  const near = [...decided].map(([at, id]) => ({ id, offMs: Math.abs(at - timeMs) }));
  const [nearest] = near.sort((a, b) => a.offMs - b.offMs);
  return nearest === undefined || nearest.offMs > mostSnapshotsOff * intervalMs ? null : nearest.id;
}

/** Ids of the rule's recorded firings, by the time of their snapshot in the course. */
function decidedAt(
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
