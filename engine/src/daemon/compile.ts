/** From policy files to a program, in a process of its own: the parser and its trees leave with it. */

import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Program } from "@macro-engine/dsl";
import type { CompileRequest, RereadRequest } from "../compile-policies.ts";
import type { Config } from "../config.ts";
import { entryUrl } from "../entry.ts";

export interface Compiled {
  /** Null when something is wrong that keeps the set from being run. */
  readonly program: Program | null;
  /** Rendered diagnostics; empty when there are none. */
  readonly problems: string;
  /** Something could not be read at all. */
  readonly unreadable: boolean;
}

export interface CompileOptions {
  readonly cwd: string;
  /** Null without a configuration file: then unknown channels are no errors. */
  readonly configPath: string | null;
  readonly color?: boolean;
  /** Policies besides the configuration's. */
  readonly besides?: readonly string[];
  /** What was given on the command line, and takes the place of the configuration's. */
  readonly given: { readonly policies: readonly string[] | null; readonly intervalMs: number | null };
}

/** What a second reading comes to; the configuration in force where the one on disk has errors. */
export interface Reread extends Compiled {
  readonly config: Config;
}

/** What there is to compile. */
export function compileRequest(config: Config, options: CompileOptions): CompileRequest {
  return {
    paths: [...config.policies, ...(options.besides ?? [])],
    cwd: options.cwd,
    color: options.color ?? false,
    overridesFolder: config.overrides.folder,
    overridesMode: config.overrides.mode,
    ...(options.configPath !== null ? { channels: Object.keys(config.channels) } : {}),
  };
}

/** Reads the configuration and its policies again. Rejects only for a mistake of ours. */
export async function readAgain(config: Config, options: CompileOptions): Promise<Reread> {
  const request: RereadRequest = { ...options, config };
  const child = spawn(process.execPath, [fileURLToPath(entryUrl("compile-program"))], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(JSON.stringify(request));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  const answer = await text(child.stdout);
  const code = await ended;
  if (code !== 0 || answer === "") throw new Error(`the policy compiler ended with ${code} and no answer`);
  return JSON.parse(answer) as Reread;
}
