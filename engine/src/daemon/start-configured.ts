/** Starts a macro by the command that the configuration has for it. */

import { randomUUID } from "node:crypto";
import { closeSync, readFileSync } from "node:fs";
import { ControlError, type StartParams, type StartResult } from "../control/protocol.ts";
import type { Daemon } from "../daemon.ts";
import { hasProcess } from "../macros/registry.ts";
import type { ChildEnd } from "../macros/supervise.ts";
import type { SpawnRequest } from "./runs.ts";

/** A command that fails in this time has failed to start: whoever asked for it hears why, ms. */
const atOnceMs = 300;

/** Rejects with a `ControlError` where there is no such command, it may not start now, cannot, or fails at once. */
export async function startConfigured(daemon: Daemon, { macro, level }: StartParams): Promise<StartResult> {
  const { macros } = daemon.inForce.config;
  const configured = Object.hasOwn(macros, macro) ? macros[macro] : undefined;
  if (configured === undefined) {
    const known = Object.keys(macros).join(", ");
    throw new ControlError(
      `no command is configured for ${macro}; ${known === "" ? "the configuration has none: add it under `macros:`" : `the configuration has ${known}`}`,
    );
  }
  const { command, profile, cwd, env } = configured;
  const asked = { macro, profile, ...(level === undefined ? {} : { level }) };
  const where = { env, ...(cwd === null ? {} : { cwd }) };
  const id = randomUUID();
  const output = outputFor(daemon, id, macro);
  const begun = await daemon.runs
    .spawn({ ...asked, ...where, id, command, stdio: output?.stdio ?? "ignore" })
    .catch((error: Error) => {
      throw new ControlError(error.message);
    })
    .finally(() => output?.close());
  if ("refusal" in begun) throw new ControlError(begun.refusal.reason);
  const { live, ended } = begun;
  const { run } = live;
  if (!hasProcess(live)) throw new Error("a child that was started has no process");
  const path = output?.path ?? null;
  void ended.then((end) => tellFailure(daemon, macro, run.id, end, path));
  const end = await Promise.race([ended, new Promise<null>((resolve) => setTimeout(resolve, atOnceMs, null))]);
  if (end !== null && isFailure(end) && !daemon.runs.isEnding(run.id))
    throw new ControlError(`${macro} ended at once ${howOf(end)}${lastLine(path)}`);
  return { id: run.id, pid: live.run.root.pid, profile: run.profile, level: run.level, output: path };
}

/** The engine's own output is a screen or JSON lines: nobody else may write there. Null where there is no place for a file. */
function outputFor({ outputs, announcer }: Daemon, run: string, macro: string) {
  try {
    const { descriptor, path } = outputs.open(run);
    return {
      path,
      stdio: ["ignore", descriptor, descriptor] satisfies SpawnRequest["stdio"],
      close: () => closeSync(descriptor),
    };
  } catch (error) {
    announcer.notice("warning", `what ${macro} prints is not kept: ${error instanceof Error ? error.message : error}`);
    return null;
  }
}

function isFailure({ code }: ChildEnd): boolean {
  return code !== null && code !== 0;
}

function tellFailure(
  { announcer, runs }: Daemon,
  macro: string,
  run: string,
  end: ChildEnd,
  path: string | null,
): void {
  if (path === null || !isFailure(end) || runs.isEnding(run)) return;
  announcer.notice("warning", `${macro} ended ${howOf(end)}; what it printed is in ${path}`);
}

/** Codes that shells give when there was nothing to run. */
const reasons: Readonly<Record<number, string>> = {
  126: ", which says that a command cannot be executed",
  127: ", which says that a command was not found",
};

function howOf({ code }: ChildEnd): string {
  return `with exit code ${code}${reasons[code ?? 0] ?? ""}`;
}

const mostLine = 300;

/** The last thing that it printed, as a rule why; empty where it printed nothing. */
function lastLine(path: string | null): string {
  if (path === null) return "";
  const last = readFileSync(path, "utf8").trimEnd().split("\n").at(-1)?.trim() ?? "";
  return last === "" ? "" : `: ${last.slice(0, mostLine)}`;
}
