/** The runs that an engine has recorded, as a backtest takes them. */

import { governingProfile, type Program } from "@macro-engine/dsl";
import type { NamedRecording } from "../../backtest/backtest.ts";
import { longestWindowMs } from "../../backtest/windows.ts";
import type { StoredRun, StoreReader } from "../../store/store.ts";
import { type StoredCourse, storedCourse } from "../../traces/from-store.ts";
import { dimensionsOf } from "../../traces/read-trace.ts";
import { counted } from "../report/paint.ts";
import type { Asked, Recordings } from "./recordings.ts";

/** Windows look back over a run's start, but nobody waits for what was measured a day before. */
const mostLeadMs = 3_600_000;

/** The runs that began at or after `sinceWall`, oldest first. */
export function storedRecordings(store: StoreReader, sinceWall: number, program: Program, asked: Asked): Recordings {
  const recordings: NamedRecording[] = [];
  const leadMs = Math.min(longestWindowMs(program), mostLeadMs);
  let summed = 0;
  const ungoverned = new Set<string>();
  const runs = runsSince(store, sinceWall);
  for (const run of runs) {
    if (asked.macro !== undefined && run.macro !== asked.macro) continue;
    const profiles = judgedBy(program, asked, run);
    if (profiles.length === 0) {
      ungoverned.add(run.macro);
      continue;
    }
    const query = { dimensionOf: dimensionsOf(program), fromWall: run.startedWall - leadMs };
    const course = storedCourse(store, run, query);
    // A process that was found may have run for long before; a child was there from its first moment.
    if (course === null || (run.origin === "child" && !course.fromItsStart)) summed += 1;
    else recordings.push(recordingOf(run, course, profiles, asked.restarts));
  }
  const notes = [
    ...noRuns(store, runs, sinceWall, asked.macro),
    ...(summed === 0
      ? []
      : [
          `${counted(summed, "run")} left out: of ${summed === 1 ? "it" : "them"} no samples by the second are left ` +
            "(`store.retention.seconds` says how long they are kept), or none were taken",
        ]),
    ...[...ungoverned].map((macro) => `runs of ${macro} left out: no profile governs it`),
  ];
  return { recordings, notes, later: () => [] };
}

/** Why there is not one run to look at, and which there are. */
function noRuns(
  store: StoreReader,
  runs: readonly StoredRun[],
  sinceWall: number,
  macro: string | undefined,
): string[] {
  if (runs.some((run) => macro === undefined || run.macro === macro)) return [];
  const whose = macro === undefined ? "" : ` of ${macro}`;
  const others = [...new Set(runs.map((run) => run.macro))];
  if (others.length > 0) return [`no run${whose} began since then; there are runs of ${others.join(", ")}`];
  const [last] = store.runs({ limit: 1, ...(macro === undefined ? {} : { macro }) }).items;
  const latest = last === undefined ? "none is recorded" : `the last one began at ${secondOf(last.startedWall)}`;
  return [`no run${whose} began since ${secondOf(sinceWall)}; ${latest}`];
}

/** "2026-11-01T12:00:00Z". */
function secondOf(wall: number): string {
  return new Date(wall).toISOString().replace(/\.\d+Z$/, "Z");
}

function recordingOf(
  run: StoredRun,
  course: StoredCourse,
  profiles: readonly string[],
  restarts: boolean,
): NamedRecording {
  return {
    name: `${run.macro} ${secondOf(run.startedWall)}`,
    macro: run.macro,
    profiles,
    restarts,
    startWallMs: course.startWallMs,
    intervalMs: course.intervalMs,
    macroStartMs: course.macroStartMs,
    ownFromMs: course.ownFromMs,
    async *rows() {
      yield* course.chunks();
    },
  };
}

/** The profiles asked for; else the one that it ran under, where there is such a one still; else the one that governs it now. */
function judgedBy(program: Program, { profiles }: Asked, run: StoredRun): readonly string[] {
  if (profiles.length > 0) return profiles;
  const own = program.profiles.find(({ name }) => name === run.profile);
  const governing = own ?? governingProfile(program, { macro: run.macro });
  return governing == null ? [] : [governing.name];
}

function runsSince(store: StoreReader, fromWall: number): StoredRun[] {
  const runs: StoredRun[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: ReturnType<StoreReader["runs"]> = store.runs({
      fromWall,
      limit: 1000,
      ...(cursor === "" ? {} : { cursor }),
    });
    runs.push(...page.items);
    cursor = page.next;
  }
  return runs.sort((a, b) => a.startedWall - b.startedWall || (a.id < b.id ? -1 : 1));
}
