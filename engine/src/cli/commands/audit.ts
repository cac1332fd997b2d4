/** `macro-engine audit`: who did what over the API, and whether that log is as it was written. */

import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { auditPathOf } from "../../audit/files.ts";
import { readAudit } from "../../audit/read-audit.ts";
import { type Verified, verifyAudit } from "../../audit/verify-audit.ts";
import { wordsIn } from "../../reports/formats/words.ts";
import { parseSince } from "../backtest/since.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { counted, painter } from "../report/paint.ts";
import { harmless } from "../screen/visible-text.ts";
import { configFor } from "./engine-options.ts";
import { refuse } from "./report-record.ts";

interface AuditPlace {
  /** Absent: that of the configuration's record. */
  readonly file?: string;
  readonly config?: string;
}

export interface VerifyOptions extends AuditPlace {
  /** A hash that was written down elsewhere. */
  readonly contains?: string;
}

export interface AuditListOptions extends AuditPlace {
  readonly limit?: number;
  readonly who?: string;
  readonly action?: string;
  readonly since?: string;
  readonly json?: boolean;
}

/** Exit code 0 when the log is whole, 1 when something was done to it, 2 when it cannot be read. */
export async function verifyCommand(options: VerifyOptions, io: CommandIo): Promise<number> {
  const place = placeOf(options, io);
  if (typeof place === "number") return place;
  const { path } = place;
  if (options.contains !== undefined && !/^[0-9a-f]{64}$/.test(options.contains))
    return refuse("--contains: a hash is 64 hex digits, as `audit verify` prints it", io);
  return reading(path, io, async () => {
    const verified = await verifyAudit(path, options.contains ?? null);
    if (verified.files.length === 0)
      return refuse(`there is no audit log at ${path}: the first act over the API begins one`, io);
    io.stdout(verdictText(verified, io));
    return verified.problems.length === 0 && verified.contains !== false ? exitCodes.fine : exitCodes.findings;
  });
}

function verdictText({ files, entries, last, problems, notes, contains }: Verified, io: CommandIo): string {
  const paint = painter(io.color);
  const told = problems.map(({ file, line, what }) => `${file}:${line}: ${paint("red", what)}`);
  const lost = contains === false ? [paint("red", "no entry has the hash that was asked for: entries are gone")] : [];
  const count = entries === 1 ? "1 entry" : `${entries} entries`;
  const over = `${count} in ${counted(files.length, "file")}`;
  const isWhole = told.length + lost.length === 0;
  const verdict = isWhole
    ? `${over}: ${paint("green", "as they were written")}`
    : `${over}: ${paint("red", "not as they were written")}`;
  const end = last === null ? [] : [`last: entry ${last.seq} of ${last.time}, ${last.hash}`];
  return [...told, ...lost, ...notes, verdict, ...end].map((line) => `${line}\n`).join("");
}

/** Exit code 0 when it was printed, 2 for wrong use and a log that cannot be read. */
export async function auditListCommand(options: AuditListOptions, io: CommandIo): Promise<number> {
  const { limit, who, action, since } = options;
  const place = placeOf(options, io);
  if (typeof place === "number") return place;
  const { path, zone } = place;
  const fromWall = since === undefined ? undefined : parseSince(since, Date.now(), zone);
  if (fromWall === null) return refuse(`--since: ${since} is no time; write a time ago such as 7d, or a date`, io);
  return reading(path, io, async () => {
    const entries = await readAudit(path, {
      ...(limit === undefined ? {} : { limit }),
      ...(who === undefined ? {} : { who }),
      ...(action === undefined ? {} : { action }),
      ...(fromWall === undefined ? {} : { fromWall }),
    });
    if (entries.length === 0 && !options.json) io.stdout("nothing is in the audit log\n");
    const words = wordsIn(zone);
    for (const entry of [...entries].reverse()) {
      const { seq, time, who: by, role, from, action: act, target, outcome } = entry;
      const what = `${act}${target === "" ? "" : ` ${target}`}`;
      const text = `${seq}  ${words.time(time)}  ${by} (${role}${from === "" ? "" : `, ${from}`})  ${what}: ${outcome}`;
      io.stdout(options.json ? `${JSON.stringify(entry)}\n` : `${harmless(text)}\n`);
    }
    return exitCodes.fine;
  });
}

interface Place {
  readonly path: string;
  readonly zone: string;
}

/** Where the log is, or the exit code of what is wrong with the configuration, which has been printed. */
function placeOf({ file, config: named }: AuditPlace, io: CommandIo): Place | number {
  const configured = configFor(named === undefined ? {} : { config: named }, [], io);
  if (typeof configured === "number") return configured;
  const { store, zone } = configured.config;
  return { path: file === undefined ? auditPathOf(store.path) : resolve(io.cwd, file), zone };
}

async function reading(path: string, io: CommandIo, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return refuse(`${path} cannot be read: ${message}`, io);
  }
}

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError("it is a number of 1 or more.");
}

export function registerAudit(program: Command, io: () => CommandIo = processIo): void {
  const audit = program
    .command("audit")
    .summary("who did what over the API, and whether that log was changed")
    .description("Reads the audit log: every act over the API, by whom, from where, and what came of it.")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine audit verify
  macro-engine audit list --since 1d --action macro`,
    );
  audit
    .command("verify")
    .summary("whether the log is as it was written")
    .description("Follows the chain of hashes through the log and the full files beside it.")
    .argument("[file]", "the log (default: that beside the configuration's record)")
    .option("--contains <hash>", "a hash that was written down elsewhere: entries up to it must be there")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Whoever can write every file can make a chain anew, or cut off its end: only a hash that is kept elsewhere tells.

Exit codes: 0 as it was written, 1 it was changed, 2 there is none or it cannot be read.`,
    )
    .action(async (file: string | undefined, options: VerifyOptions) => {
      process.exitCode = await verifyCommand(file === undefined ? options : { ...options, file }, io());
    });
  audit
    .command("list")
    .summary("the newest entries")
    .description("Prints the newest entries, the last one last.")
    .argument("[file]", "the log (default: that beside the configuration's record)")
    .option("--limit <count>", "how many (default: 100)", countOf)
    .option("--who <name>", "of this token or session")
    .option("--action <name>", "of this kind: macro.stop, or macro for all of macro.…")
    .option("--since <time>", "since 7d ago, or since a date")
    .option("--json", "a JSON line each")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .action(async (file: string | undefined, options: AuditListOptions) => {
      process.exitCode = await auditListCommand(file === undefined ? options : { ...options, file }, io());
    });
}
