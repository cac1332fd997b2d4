/** `macro-engine report` of the record: what happened in a session or a period. */

import { resolve } from "node:path";
import type { Config } from "../../config.ts";
import { findEngine } from "../../control/connect-control.ts";
import { reportPage } from "../../reports/formats/page/report-page.ts";
import { reportCsv } from "../../reports/formats/report-csv.ts";
import { reportText } from "../../reports/formats/report-text.ts";
import { makeReport } from "../../reports/make-report.ts";
import type { Report } from "../../reports/report.ts";
import { type Asking, type FoundScope, periodScope, sessionScope } from "../../reports/scope.ts";
import { openRecord, type RecordReader } from "../../store/record-reader.ts";
import { StoreError } from "../../store/store-error.ts";
import { parseSince } from "../backtest/since.ts";
import { type CommandIo, exitCodes } from "../io.ts";
import { painter } from "../report/paint.ts";
import { harmless } from "../screen/visible-text.ts";
import { whyUnwritable } from "../why-unwritable.ts";
import { writeAtomically } from "../write-file.ts";
import { storePathOf } from "./command-options.ts";
import { configFor } from "./engine-options.ts";
import type { PeriodOptions, RecordReportOptions } from "./report-options.ts";

/** Exit code 0 when it was made, 2 for wrong use, a session that there is not, and a record that cannot be read. */
export async function recordReportCommand(options: RecordReportOptions, io: CommandIo): Promise<number> {
  const configured = configFor(options, options.policies === undefined ? [] : [options.policies], io);
  if (typeof configured === "number") return configured;
  const { config } = configured;
  try {
    return await withRecord(options, config, io, async (reader) => {
      const nowWall = Date.now();
      const found = scopeOf(options, reader, { nowWall, zone: config.zone });
      if ("problem" in found) return refuse(found.problem, io);
      const text = written(makeReport(reader, found.scope, nowWall), options, config, io);
      return await deliver(text, options.output, io);
    });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return refuse(error.message, io);
  }
}

/** Opens the record for `work`; what a running engine has yet to write is written first. */
export async function withRecord<T>(
  { store }: { readonly store?: string },
  config: Config,
  io: CommandIo,
  work: (reader: RecordReader) => Promise<T>,
): Promise<T> {
  if (store === undefined) await flushEngine(config);
  const reader = openRecord(storePathOf(store, config, io.cwd));
  try {
    return await work(reader);
  } finally {
    reader.close();
  }
}

/** As far as it can be had: an older engine, or one that is busy, keeps half a minute of samples to itself. */
async function flushEngine({ policies }: Config): Promise<void> {
  const engine = await findEngine(policies);
  await engine?.call("flush", {}, { timeoutMs: 2000 }).catch(() => {});
  engine?.close();
}

/** What is asked for, or what is wrong with it. */
export function scopeOf(options: PeriodOptions, reader: RecordReader, asking: Asking): FoundScope {
  const { nowWall, zone } = asking;
  const { session, since, from, to } = options;
  if (since !== undefined && from !== undefined) return { problem: "--since and --from are two beginnings: give one" };
  const begin = since ?? from;
  if (session !== undefined && (begin !== undefined || to !== undefined))
    return { problem: "a session has its own time: give --session, or a period" };
  if (begin === undefined && to === undefined) return sessionScope(reader, session ?? null, asking);
  if (begin === undefined) return { problem: "--to needs a beginning: give --from or --since as well" };
  const fromWall = parseSince(begin, nowWall, zone);
  const toWall = to === undefined ? nowWall : parseSince(to, nowWall, zone);
  if (fromWall === null) return { problem: notATime(since === undefined ? "--from" : "--since", begin) };
  if (toWall === null) return { problem: notATime("--to", to!) };
  if (to !== undefined && fromWall >= toWall) return { problem: "the period ends before it begins" };
  if (fromWall >= nowWall) return { problem: "the period has not begun yet" };
  return { scope: periodScope(fromWall, toWall, nowWall) };
}

function notATime(option: string, text: string): string {
  return `${option}: ${text} is no time; write a time ago such as 7d, a date or an instant such as 2026-11-01T20:00:00Z`;
}

function written(
  report: Report,
  { format = "text", output }: RecordReportOptions,
  config: Config,
  io: CommandIo,
): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(report)}\n`;
    case "csv":
      return reportCsv(report);
    case "html":
      return reportPage(report, config.zone);
    case "text":
      return reportText(report, { zone: config.zone, paint: painter(io.color && output === undefined) });
  }
}

/** Prints it, or writes it to the file. */
export async function deliver(
  text: string | Iterable<string>,
  output: string | undefined,
  io: CommandIo,
): Promise<number> {
  if (output === undefined || output === "-") {
    for (const piece of typeof text === "string" ? [text] : text) io.stdout(piece);
    return exitCodes.fine;
  }
  try {
    await writeAtomically(resolve(io.cwd, output), text);
    return exitCodes.fine;
  } catch (error) {
    return refuse(`${output} cannot be written: ${whyUnwritable(error)}`, io);
  }
}

export function refuse(problem: string, io: CommandIo): number {
  io.stderr(`${problem.split("\n").map(harmless).join("\n")}\n`);
  return exitCodes.wrongUse;
}
