/** From policy files to a program, in a process of its own: the parser and its trees leave with it. */

import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { CompileOptions, Reread, RereadRequest } from "../compile-policies.ts";
import type { Config } from "../config.ts";
import { entryUrl } from "../entry.ts";

/**
 * Reads the configuration and its policies again. That no process could be had for it, or that it was killed, is a problem
 * as others are: a macro that forks without end must not take the engine with it. Rejects only for a mistake of ours.
 */
export async function readAgain(config: Config, options: CompileOptions): Promise<Reread> {
  const request: RereadRequest = { ...options, config };
  const child = spawn(process.execPath, [fileURLToPath(entryUrl("compile-program"))], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<{ code: number | null; lost: string | null }>((resolve) => {
    child.once("error", (error) => resolve({ code: null, lost: error.message }));
    child.once("exit", (code, signal) => resolve({ code, lost: signal && `their compiler was ended by ${signal}` }));
  });
  // One that has ended before it read says so by its end.
  child.stdin.on("error", () => {});
  child.stdin.end(JSON.stringify(request));
  const [answer, { code, lost }] = await Promise.all([text(child.stdout), ended]);
  if (lost !== null) {
    return { program: null, problems: `policies cannot be read: ${lost}\n`, unreadable: true, config };
  }
  if (code !== 0 || answer === "") throw new Error(`the policy compiler ended with ${code} and no answer`);
  return JSON.parse(answer) as Reread;
}
