/** The question that `explain --trace` asks: a rule over a recording. */

import { resolve } from "node:path";
import { governingProfile, nearest, type Program, type ProgramProfile } from "@macro-engine/dsl";
import { parseQuantity } from "../../config/quantity.ts";
import { displayPath } from "../../display-path.ts";
import { timeText } from "../../runtime/expectations-explain.ts";
import { chooseQuestion } from "../../runtime/explain/ask.ts";
import { explainRule, type Recording } from "../../runtime/explain/explain.ts";
import { defaultStartWallMs, type SampleRow } from "../../runtime/simulate.ts";
import { defaultIntervalMs } from "../../runtime/simulate-test-feed.ts";
import { dimensionsOf, openTrace, type TraceFile } from "../../traces/read-trace.ts";
import { type CommandIo, exitCodes } from "../io.ts";
import { renderDiagnostics } from "../report/diagnostics-report.ts";
import type { ExplainOptions, Found, LoadedToday } from "./explain.ts";

type TraceOptions = ExplainOptions & { readonly trace: string };

export async function explainTrace(options: TraceOptions, loaded: LoadedToday, io: CommandIo): Promise<Found> {
  const { program, sourceOf } = loaded;
  if (program === null) {
    io.stderr(renderDiagnostics(loaded.diagnostics, sourceOf, io.color));
    io.stderr("Nothing was explained: the policies have errors.\n");
    return loaded.set.diagnostics.length > 0 ? exitCodes.wrongUse : exitCodes.findings;
  }
  const wrong = (problem: string): number => {
    io.stderr(`${problem}\n`);
    return exitCodes.wrongUse;
  };
  const at = options.at === undefined ? null : parseQuantity(options.at, "duration", "15s");
  if (at !== null && "problem" in at) return wrong(`--at: ${at.problem}`);
  const path = resolve(io.cwd, options.trace);
  const trace = await openTrace(path, dimensionsOf(program), displayPath(path, io.cwd));
  const profile = profileFor(program, options, trace);
  if (typeof profile === "string") return wrong(profile);
  const ruleNames = profile.rules.map(({ name }) => name);
  if (ruleNames.length === 0) return wrong(`profile ${profile.name} has no rules: there is nothing to explain`);
  if (options.rule !== undefined && !ruleNames.includes(options.rule)) {
    return wrong(`profile ${profile.name} has no rule ${options.rule}${hint(options.rule, ruleNames)}`);
  }
  const macro = options.macro ?? nameInTrace(trace) ?? profile.name;
  const recording = await recordingOf(trace, macro);
  for (const note of trace.notes()) io.stderr(`${options.trace}: ${note}\n`);
  const endMs = recording.rows.at(-1)?.timeMs ?? 0;
  if (at !== null && at.value > endMs) {
    io.stderr(`${options.trace}: ends at ${timeText(endMs)}, before ${options.at}: the end is explained\n`);
  }
  const choice = chooseQuestion(program, recording, {
    profile: profile.name,
    ...(options.rule === undefined ? {} : { rule: options.rule }),
    ...(at === null ? {} : { atMs: at.value }),
  })!;
  const explanation = explainRule(program, recording, choice.question)!;
  return {
    macro,
    profile: profile.name,
    level: profile.level,
    explanation,
    event: null,
    clock: timeText,
    stamp: (timeMs) => timeMs / 1000,
    wallClock: (wall) => new Date(wall).toISOString(),
    program,
    sourceOf,
    endedBefore: choice.endedBefore,
  };
}

/** The profile, or what is wrong. */
function profileFor(program: Program, { profile, macro }: TraceOptions, trace: TraceFile): ProgramProfile | string {
  const names = program.profiles.map(({ name }) => name);
  if (profile !== undefined) {
    const found = program.profiles.find(({ name }) => name === profile);
    return found ?? `there is no profile ${profile}${hint(profile, names)}`;
  }
  const name = macro ?? nameInTrace(trace);
  if (name === null) return `--trace needs --profile NAME or --macro NAME: whose rules are to be explained?`;
  return (
    governingProfile(program, { macro: name }) ??
    `no profile governs ${name}: it would be watched, and never acted upon`
  );
}

function hint(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  if (near !== null) return `; did you mean ${near}?`;
  return names.length === 0 ? "" : `: there are ${names.join(", ")}`;
}

function nameInTrace({ firstRow }: TraceFile): string | null {
  const value = firstRow?.values[firstRow.metrics.indexOf("macro.name")];
  return typeof value === "string" ? value : null;
}

async function recordingOf(trace: TraceFile, macro: string): Promise<Recording> {
  const rows: SampleRow[] = [];
  for await (const chunk of trace.rows()) for (const row of chunk) rows.push(row);
  return {
    macro,
    intervalMs: trace.intervalMs ?? defaultIntervalMs,
    startWallMs: trace.startWallMs ?? defaultStartWallMs,
    macroStartMs: 0,
    rows,
    ownFromMs: {},
    zone: "UTC",
    stalenessMs: {},
  };
}
