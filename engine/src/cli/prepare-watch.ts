/** A program that reads arguments, configuration and policies of a `watch`, hands over what they come to, and ends. */

import { writeFileSync } from "node:fs";
import { compile, compileRequest } from "../compile-policies.ts";

import { demoPolicy } from "../daemon/demo.ts";
import { configFor } from "./commands/engine-options.ts";
import type { WatchOptions } from "./commands/watch.ts";
import { type CommandIo, exitCodes } from "./io.ts";
import { answerDescriptor, type Prepared } from "./prepared.ts";
import { runProgram } from "./program.ts";

/** Exit code 0, 1 where the policies have errors, 2 for wrong use. */
async function prepare(options: WatchOptions, io: CommandIo): Promise<number> {
  const configured = configFor(options, options.policies, io);
  if (typeof configured === "number") return configured;
  const { configPath } = configured;
  const given = { ...configured.given, noApi: options.api === false };
  const api = { ...configured.config.api, enabled: configured.config.api.enabled && !given.noApi };
  const config = { ...configured.config, api };
  const compiling = { cwd: io.cwd, configPath, given, besides: options.demo ? [demoPolicy] : [] };
  const request = compileRequest(config, { ...compiling, color: io.color });
  const { program, problems, unreadable } = await compile(request);
  if (problems !== "") io.stderr(problems);
  if (program === null) return unreadable ? exitCodes.wrongUse : exitCodes.findings;
  const prepared: Prepared = {
    ...compiling,
    config,
    program,
    dryRun: options.dryRun ?? false,
    sessionName: options.session ?? null,
    ownZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    watching: { demo: options.demo ?? false, json: options.json ?? false },
  };
  writeFileSync(answerDescriptor, JSON.stringify(prepared));
  return exitCodes.fine;
}

await runProgram(process.argv.slice(2), prepare);
