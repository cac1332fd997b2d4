/** Recordings on disk as a backtest takes them: each under the profiles that it is judged by. */

import { governingProfile, type Program } from "@macro-engine/dsl";
import type { NamedRecording } from "../../backtest/backtest.ts";
import { displayPath } from "../../display-path.ts";
import { findTraces } from "../../traces/find-traces.ts";
import { dimensionsOf, openTrace, type TraceFile } from "../../traces/read-trace.ts";

export interface Asked {
  /** Profiles by name; none: those that govern. */
  readonly profiles: readonly string[];
  /** Name of the macro; undefined: what the recording says. */
  readonly macro: string | undefined;
  readonly restarts: boolean;
}

export interface Recordings {
  readonly recordings: readonly NamedRecording[];
  /** What the user should know before the figures. */
  readonly notes: readonly string[];
  /** What came up while they were read: columns that are no metrics. To be called afterwards. */
  later(): readonly string[];
}

/** Throws a TraceError (a rejection) where a path leads to nothing or a recording cannot be read. */
export async function recordingsOf(
  paths: readonly string[],
  program: Program,
  asked: Asked,
  cwd: string,
): Promise<Recordings> {
  const recordings: NamedRecording[] = [];
  const notes: string[] = [];
  const traces: { readonly name: string; readonly trace: TraceFile }[] = [];
  for (const { absolute, shown } of findTraces(paths, cwd, displayPath)) {
    const trace = await openTrace(absolute, dimensionsOf(program), shown);
    const macro = asked.macro ?? nameIn(trace);
    const profiles = judgedBy(program, asked, macro);
    if (profiles.length === 0) notes.push(`${shown}: no profile governs ${macro}; it is left out`);
    else {
      const { startWallMs, intervalMs } = trace;
      recordings.push({
        name: shown,
        macro,
        profiles,
        restarts: asked.restarts,
        startWallMs,
        intervalMs,
        rows: () => trace.rows(),
      });
      traces.push({ name: shown, trace });
    }
  }
  const later = () => traces.flatMap(({ name, trace }) => trace.notes().map((note) => `${name}: ${note}`));
  return { recordings, notes, later };
}

/** The profiles asked for; else the one that governs the macro; of a recording that names none, every profile of the set. */
function judgedBy(program: Program, { profiles }: Asked, macro: string | null): readonly string[] {
  if (profiles.length > 0) return profiles;
  if (macro === null) return program.profiles.map(({ name }) => name);
  const governing = governingProfile(program, { macro });
  return governing === null ? [] : [governing.name];
}

function nameIn({ firstRow }: TraceFile): string | null {
  const value = firstRow?.values[firstRow.metrics.indexOf("macro.name")];
  return typeof value === "string" ? value : null;
}
