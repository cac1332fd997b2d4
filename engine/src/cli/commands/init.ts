/** `macro-engine init`: a commented configuration and a first policy, and never a word over someone else's. */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Command } from "commander";
import { sampleConfig } from "../../config/sample.ts";
import { configFileName } from "../../config.ts";
import { makeFolder } from "../../make-folder.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { firstPolicy } from "./first-policy.ts";

export interface InitOptions {
  /** Writes anew what an earlier `init` has written. */
  readonly force?: boolean;
}

/** Opens every file that `init` writes; `--force` goes by it. */
const mark = "# Written by `macro-engine init`; yours to change.";

const policyPath = "policies/first.macropolicy";

interface Written {
  readonly path: string;
  readonly done: "written" | "written anew" | "kept" | "failed";
  readonly why: string;
}

/** Exit code 0 when both files are there, 2 when one could not be written. */
export function initCommand(options: InitOptions, io: CommandIo): number {
  const results = [
    write(
      io.cwd,
      configFileName,
      `${mark}\n# All keys, with what they mean. Remove the # before one to set it.\n\n${sampleConfig()}`,
      options,
    ),
    otherPolicies(io.cwd) ?? write(io.cwd, policyPath, `${mark}\n${firstPolicy}`, options),
  ];
  for (const { path, done, why } of results) {
    const line = `${done.padEnd(12)} ${path}${why === "" ? "" : `: ${why}`}\n`;
    if (done === "failed") io.stderr(line);
    else io.stdout(line);
  }
  if (results.some(({ done }) => done === "failed")) return exitCodes.wrongUse;
  io.stdout("\nNext: `macro-engine test` runs the policies' tests, `macro-engine watch` puts them in force.\n");
  return exitCodes.fine;
}

function write(cwd: string, path: string, text: string, { force = false }: InitOptions): Written {
  const target = join(cwd, path);
  const before = readIfThere(target);
  try {
    if (before !== null && !(force && before.startsWith(mark)))
      return { path, done: "kept", why: whyKept(before, force) };
    makeFolder(dirname(target));
    // It may have been edited since; what `init` throws away must be easy to have back.
    if (before !== null && before !== text) writeFileSync(`${target}.old`, before);
    // Without force, a file that has come into being since is not overwritten either.
    writeFileSync(target, text, { flag: before === null ? "wx" : "w" });
    return { path, done: before === null ? "written" : "written anew", why: whatBecame(before, text, path) };
  } catch (error) {
    return { path, done: "failed", why: (error as Error).message };
  }
}

function whatBecame(before: string | null, text: string, path: string): string {
  return before === null || before === text ? "" : `what was there is now ${path}.old`;
}

function whyKept(before: string, force: boolean): string {
  if (!before.startsWith(mark)) return force ? "it was not written by `init`; remove it first" : "it is there already";
  return "it is there already; --force writes it anew";
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Something that cannot be read is there all the same, and not ours.
    return code === "ENOENT" || code === "ENOTDIR" ? null : "";
  }
}

/** Where policies lie already, a first one would only clash with them. */
function otherPolicies(cwd: string): Written | null {
  const folder = join(cwd, dirname(policyPath));
  let files: string[];
  try {
    files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch {
    return null;
  }
  const others = files.filter((file) => file.endsWith(".macropolicy") && join(folder, file) !== join(cwd, policyPath));
  if (others.length === 0) return null;
  const example = relative(cwd, join(folder, others.sort()[0]!)).replaceAll("\\", "/");
  return { path: policyPath, done: "kept", why: `not written, there are policies already (${example})` };
}

export function registerInit(program: Command): void {
  program
    .command("init")
    .summary("write a configuration and a first policy")
    .description(`Writes a commented ${configFileName} and ${policyPath}; what is there is kept.`)
    .option("--force", "write anew what an earlier init has written")
    .addHelpText("after", "\nExample:\n  mkdir guard && cd guard && macro-engine init && macro-engine test")
    .action((options: InitOptions) => {
      process.exitCode = initCommand(options, processIo());
    });
}
