/** `macro-engine log`: the cancellations on record, and as the file that the earlier system wrote. */

import { mkdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import type { Config } from "../../config.ts";
import {
  type LogFilter,
  type LoggedCancellation,
  type LogPage,
  logFileName,
  logPages,
} from "../../reports/cancellation-log.ts";
import { logWriter } from "../../reports/formats/log-text.ts";
import { wordsIn } from "../../reports/formats/words.ts";
import { decisionScope } from "../../reports/gather.ts";
import type { Asking } from "../../reports/scope.ts";
import type { RecordReader } from "../../store/record-reader.ts";
import { StoreError } from "../../store/store-error.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { counted } from "../report/paint.ts";
import { harmless } from "../screen/visible-text.ts";
import { whyUnwritable } from "../why-unwritable.ts";
import { configFor } from "./engine-options.ts";
import type { PeriodOptions } from "./report-options.ts";
import { deliver, refuse, scopeOf, withRecord } from "./report-record.ts";

export interface LogOptions extends PeriodOptions {
  /** A file, a folder, or `-` for standard output. */
  readonly export?: string;
  readonly macro?: string;
  readonly store?: string;
  readonly config?: string;
}

/** Exit code 0 when it was printed or written, 2 for wrong use and a record that cannot be read. */
export async function logCommand(options: LogOptions, io: CommandIo): Promise<number> {
  const configured = configFor(options, [], io);
  if (typeof configured === "number") return configured;
  const { config } = configured;
  try {
    return await withRecord(options, config, io, async (reader) => {
      const nowWall = Date.now();
      const filter = filterOf(options, reader, { nowWall, zone: config.zone });
      if ("problem" in filter) return refuse(filter.problem, io);
      // What is decided meanwhile is not in it, and not in its total.
      const pages = logPages(reader, { toWall: nowWall + 1, ...filter });
      return options.export === undefined
        ? print(pages, config, io)
        : await exportTo(options.export, pages, nowWall, io);
    });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return refuse(error.message, io);
  }
}

/** All of the record, unless a session or a period is asked for. */
function filterOf(options: LogOptions, reader: RecordReader, asking: Asking): LogFilter | { readonly problem: string } {
  const { session, since, from, to, macro } = options;
  const whose = macro === undefined ? {} : { macro };
  if ([session, since, from, to].every((option) => option === undefined)) return whose;
  const found = scopeOf(options, reader, asking);
  return "problem" in found ? found : { ...whose, ...decisionScope(found.scope) };
}

function print(pages: Iterable<LogPage>, config: Config, io: CommandIo): number {
  const words = wordsIn(config.zone);
  const line = ({ timestamp, macro_name: name, cancellation_reason: reason }: LoggedCancellation) =>
    `${words.time(timestamp)}  ${harmless(name)}  ${harmless(reason)}\n`;
  for (const { total, entries } of pages)
    io.stdout(total === 0 ? "nothing was cancelled\n" : entries.map(line).join(""));
  return exitCodes.fine;
}

async function exportTo(path: string, pages: Iterable<LogPage>, nowWall: number, io: CommandIo): Promise<number> {
  let total = 0;
  const texts = textsOf(pages, nowWall, (told) => {
    total = told;
  });
  if (path === "-") return deliver(texts, path, io);
  const file = fileIn(path, nowWall, io);
  if ("problem" in file) return refuse(file.problem, io);
  const code = await deliver(texts, file.path, io);
  if (code === exitCodes.fine) io.stderr(`wrote ${counted(total, "cancellation")} to ${file.path}\n`);
  return code;
}

function* textsOf(pages: Iterable<LogPage>, nowWall: number, onTotal: (total: number) => void): Generator<string> {
  const write = logWriter(nowWall);
  for (const page of pages) {
    if (page.total !== null) onTotal(page.total);
    yield write(page);
  }
}

/** A folder, or what ends as one, gets a file of the earlier system's name. */
function fileIn(
  path: string,
  nowWall: number,
  io: CommandIo,
): { readonly path: string } | { readonly problem: string } {
  const absolute = resolve(io.cwd, path);
  const isFolder = statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true;
  if (!isFolder && !/[/\\]$/.test(path)) return { path };
  try {
    mkdirSync(absolute, { recursive: true });
    return { path: join(path, logFileName(nowWall)) };
  } catch (error) {
    return { problem: `${path} cannot be written: ${whyUnwritable(error)}` };
  }
}

export function registerLog(program: Command, io: () => CommandIo = processIo): void {
  program
    .command("log")
    .summary("the cancellations on record, also as the earlier system's file")
    .description(
      "Lists every cancellation of the record, or writes them as the cancellation log of the earlier system. Dry runs " +
        "and muted rules cancelled nothing.",
    )
    .option("--export <file>", "write the log there: a file, a folder, or - for standard output")
    .option("--session <name>", "of this session, by name or id")
    .option("--since <time>", "since 7d ago, or since a date")
    .option("--from <time>", "of a period: its beginning, and with --to its end")
    .option("--to <time>", "the end of the period (default: now)")
    .option("--macro <name>", "of this macro")
    .option("--store <file>", "the engine's record (default: that of the configuration)")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine log --since 7d
  macro-engine log --export logs/
  macro-engine log --session "raid night" --export - | jq .total_cancellations

Exit codes: 0 printed or written, 2 wrong use, no such session or an unreadable record.`,
    )
    .action(async (options: LogOptions) => {
      process.exitCode = await logCommand(options, io());
    });
}
