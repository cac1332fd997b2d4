/** Starts a macro by the command that the configuration has for it. */

import { ControlError, type StartParams, type StartResult } from "../control/protocol.ts";
import type { Daemon } from "../daemon.ts";
import { hasProcess } from "../macros/registry.ts";

/** Rejects with a `ControlError` where there is no such command, it may not start now, or cannot. */
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
  // The engine's own output is a screen or JSON lines: nobody else may write there.
  const begun = await daemon.runs.spawn({ ...asked, ...where, command, stdio: "ignore" }).catch((error: Error) => {
    throw new ControlError(error.message);
  });
  if ("refusal" in begun) throw new ControlError(begun.refusal.reason);
  const { live } = begun;
  const { run } = live;
  if (!hasProcess(live)) throw new Error("a child that was started has no process");
  return { id: run.id, pid: live.run.root.pid, profile: run.profile, level: run.level };
}
