/** From policy files to a program, in a process of its own: the parser and its trees leave with it. */

import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { CompileOptions, Reread, RereadRequest } from "../compile-policies.ts";
import type { Config } from "../config.ts";
import { entryUrl } from "../entry.ts";

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
