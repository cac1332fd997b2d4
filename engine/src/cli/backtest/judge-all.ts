/** Opens the recordings, judges them, and writes what was asked for. */

import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Program } from "@macro-engine/dsl";
import { type Backtest, type BacktestOptions, backtest } from "../../backtest/backtest.ts";
import { keepRows } from "../../backtest/kept-rows.ts";
import type { Config } from "../../config.ts";
import { evaluatorSettings } from "../../evaluator-settings.ts";
import type { LoadedPolicies } from "../../load-policies.ts";
import { openStoreReader } from "../../store/sqlite-store.ts";
import { storePathOf } from "../commands/command-options.ts";
import { type CommandIo, exitCodes } from "../io.ts";
import { backtestJson } from "../report/backtest-json.ts";
import { renderBacktest } from "../report/backtest-pretty.ts";
import { renderSuggestion, suggestionJson } from "../report/backtest-suggestion.ts";
import { painter } from "../report/paint.ts";
import { harmless } from "../screen/visible-text.ts";
import { whyUnwritable } from "../why-unwritable.ts";
import { askedFor, type BacktestCommandOptions, defaultNoisyPerHour } from "./options.ts";
import { type Asked, type Recordings, recordingsOf } from "./recordings.ts";
import { parseSince } from "./since.ts";
import { storedRecordings } from "./stored-recordings.ts";
import { type Suggestion, suggestion } from "./suggestion.ts";

/** Policies without errors. */
export type Loaded = LoadedPolicies & { readonly program: Program };

/** Gives the exit code. Throws what recordings, store and files throw. */
export async function judgeAll(
  loaded: Loaded,
  options: BacktestCommandOptions,
  config: Config,
  io: CommandIo,
): Promise<number> {
  const { program } = loaded;
  const store = options.fromStore === undefined ? null : openStoreReader(storePathOf(options.store, config, io.cwd));
  try {
    const sources = await openRecordings(program, options, store, { zone: config.zone, cwd: io.cwd });
    for (const note of sources.notes) io.stderr(`${harmless(note)}\n`);
    if (sources.recordings.length === 0) {
      io.stderr("there is nothing to judge\n");
      return exitCodes.wrongUse;
    }
    const judging: BacktestOptions = {
      program,
      // A suggestion reads them many times.
      recordings: options.suggest === undefined ? sources.recordings : keepRows(sources.recordings),
      noisyPerHour: options.noisy ?? defaultNoisyPerHour,
      courses: options.html !== undefined,
      ...(store === null ? { zone: "UTC" } : evaluatorSettings(config, program)),
    };
    const found = await backtest(judging);
    for (const note of sources.later()) io.stderr(`${harmless(note)}\n`);
    const asked = askedFor(options);
    const suggested = asked === null ? null : await suggestion(asked, found, loaded, judging, { config, cwd: io.cwd });
    print({ found, suggested, noisyPerHour: judging.noisyPerHour }, options, io);
    if (suggested !== null && options.patch !== undefined) write(options.patch, suggested.patch(false), io);
    if (options.html !== undefined) {
      const { backtestPage } = await import("../report/backtest-html/page.ts");
      write(options.html, backtestPage(found, suggested), io);
    }
    return suggested?.profiles.some(({ outcome }) => outcome === "cannot be met") ? exitCodes.findings : exitCodes.fine;
  } finally {
    store?.close();
  }
}

function write(file: string, text: string, io: CommandIo): void {
  try {
    writeFileSync(resolve(io.cwd, file), text);
  } catch (error) {
    throw new UnwritableError(`${file} cannot be written: ${whyUnwritable(error)}`);
  }
}

/** A file that was asked for and cannot be had. */
export class UnwritableError extends Error {}

async function openRecordings(
  program: Program,
  options: BacktestCommandOptions,
  store: ReturnType<typeof openStoreReader> | null,
  here: { readonly zone: string; readonly cwd: string },
): Promise<Recordings> {
  const asked: Asked = {
    profiles: options.profile ?? [],
    macro: options.macro,
    // A recorded run is one run; a recording goes on, whatever would have happened to the macro.
    restarts: options.restart ?? store === null,
  };
  if (store === null) return recordingsOf(options.traces, program, asked, here.cwd);
  return storedRecordings(store, parseSince(options.fromStore!, Date.now(), here.zone)!, program, asked);
}

interface Printed {
  readonly found: Backtest;
  readonly suggested: Suggestion | null;
  readonly noisyPerHour: number;
}

function print({ found, suggested, noisyPerHour }: Printed, { format }: BacktestCommandOptions, io: CommandIo): void {
  if (format === "json") {
    const more = suggested === null ? {} : { suggestion: suggestionJson(suggested, found) };
    io.stdout(`${JSON.stringify({ ...backtestJson(found), ...more })}\n`);
    return;
  }
  const paint = painter(io.color);
  io.stdout(renderBacktest(found, { paint, noisyPerHour }));
  if (suggested !== null) io.stdout(`\n${renderSuggestion(suggested, found, paint, io.color)}`);
}
