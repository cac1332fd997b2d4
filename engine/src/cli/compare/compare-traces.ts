/** Recorded runs that would have gone another way: each is replayed under the policies of both sides. */

import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { governingProfile, type Program, type ProgramProfile } from "@macro-engine/dsl";
import { displayPath } from "../../display-path.ts";
import { createEvaluator } from "../../runtime/evaluator.ts";
import { defaultStartWallMs, everyRow, simulate } from "../../runtime/simulate.ts";
import { defaultIntervalMs } from "../../runtime/simulate-test-feed.ts";
import type { Decision } from "../../runtime/types.ts";
import { dimensionsOf, openTrace, type TraceFile } from "../../traces/read-trace.ts";
import { TraceError } from "../../traces/trace.ts";

/** What a run came to. */
export interface RunEnd {
  /** The rule that cancelled it; null: it ran to its end. */
  readonly by: string | null;
  /** ms since its first row; null where it was not cancelled. */
  readonly atMs: number | null;
  /** How often it was paused, throttled and warned about before. */
  readonly pauses: number;
  readonly throttles: number;
  readonly warnings: number;
}

export interface TraceComparison {
  readonly trace: string;
  readonly macro: string;
  readonly profile: string;
  readonly before: RunEnd;
  readonly after: RunEnd;
}

export interface TraceReport {
  /** How many runs were replayed: a recording under each profile that it may be of. */
  readonly runs: number;
  /** Those that differ. */
  readonly changed: readonly TraceComparison[];
  /** Recordings that could not be read, in a sentence each. */
  readonly unreadable: readonly string[];
}

const traceFile = /\.(csv|jsonl|ndjson)$/i;

/** Recordings under a folder, in order of name; a file is one itself. Throws a TraceError where there is none. */
export function findTraces(path: string, cwd: string): readonly string[] {
  const root = resolve(cwd, path);
  const entry = statSync(root, { throwIfNoEntry: false });
  if (entry === undefined) throw new TraceError(`${path}: there is no such file or folder`);
  if (!entry.isDirectory()) return [root];
  const found = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => traceFile.test(name));
  if (found.length === 0) throw new TraceError(`${path}: there is no recording (*.csv, *.jsonl) in this folder`);
  return found.sort().map((name) => join(root, name));
}

export async function compareTraces(
  paths: readonly string[],
  before: Program,
  after: Program,
  cwd: string,
): Promise<TraceReport> {
  const changed: TraceComparison[] = [];
  const unreadable: string[] = [];
  let runs = 0;
  for (const path of paths) {
    const trace = displayPath(path, cwd);
    try {
      const opened = await openTrace(path, dimensionsOf(after), trace);
      for (const macro of macrosIn(opened, before, after)) {
        const compared = await compareRun(opened, trace, macro, before, after);
        runs += 1;
        if (courseOf(compared.before) !== courseOf(compared.after)) changed.push(compared);
      }
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
      unreadable.push(error.message);
    }
  }
  return { runs, changed, unreadable };
}

/** Equal for runs that went the same way; which rule it was, by whatever name, does not matter. */
function courseOf({ by: _, ...course }: RunEnd): string {
  return JSON.stringify(course);
}

/** The macro that a recording names; of one that names none, a macro of each profile. */
function macrosIn({ firstRow }: TraceFile, before: Program, after: Program): readonly string[] {
  const named = firstRow?.values[firstRow.metrics.indexOf("macro.name")];
  if (typeof named === "string") return [named];
  return [...new Set([...before.profiles, ...after.profiles].map(({ name }) => name))];
}

async function compareRun(
  opened: TraceFile,
  trace: string,
  macro: string,
  before: Program,
  after: Program,
): Promise<TraceComparison> {
  const profile = governingProfile(after, { macro }) ?? governingProfile(before, { macro });
  return {
    trace,
    macro,
    profile: profile?.name ?? "",
    before: await replayed(opened, before, macro),
    after: await replayed(opened, after, macro),
  };
}

async function replayed(trace: TraceFile, program: Program, macro: string): Promise<RunEnd> {
  const profile: ProgramProfile | null = governingProfile(program, { macro });
  const fired: Decision[] = [];
  await simulate(
    {
      evaluator: createEvaluator(program, { intervalMs: trace.intervalMs ?? defaultIntervalMs, zone: "UTC" }),
      macro,
      profile: profile?.name ?? null,
      startWallMs: trace.startWallMs ?? defaultStartWallMs,
      onDecision: (decision) => {
        if (decision.kind === "fire") fired.push(decision);
      },
    },
    everyRow(trace.rows()),
  );
  const cancel = fired.find(({ action }) => action === "cancel");
  const times = (action: Decision["action"]) => fired.filter((decision) => decision.action === action).length;
  return {
    by: cancel?.rule ?? null,
    atMs: cancel?.time ?? null,
    pauses: times("pause"),
    throttles: times("throttle"),
    warnings: times("warn"),
  };
}
