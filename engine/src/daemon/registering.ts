/** Macros that say themselves that they run. */

import { type AdoptResult, ControlError, type RegisterParams } from "../control/protocol.ts";
import type { Daemon } from "../daemon.ts";
import { sameProcess } from "../macros/processes/process-table.ts";
import { hasProcess, type LiveProcess, type LiveRun } from "../macros/registry.ts";
import type { ProcessInfo } from "../macros/types.ts";
import { giveLevel } from "./levels.ts";
import { release } from "./releasing.ts";

/**
 * With a process that is part of a run of the macro's name, it is that run; one that was found by its pattern becomes the
 * macro's own. Rejects with a `ControlError` where it may not run now, or its process is not there.
 */
export async function register(daemon: Daemon, params: RegisterParams): Promise<AdoptResult> {
  const { macro, title, profile, level } = params;
  const found = await processOf(daemon, params);
  const guarded = found === null ? null : await guardedAs(daemon, found, params);
  if (guarded !== null) return resultOf(guarded);
  const begun = daemon.runs.adopt({
    root: found && { pid: found.pid, startTime: found.startTime },
    macro,
    profile: profile ?? null,
    origin: "registered",
    command: found?.command ?? [],
    ...(title === undefined ? {} : { title }),
    ...(level === undefined ? {} : { level }),
  });
  if ("refusal" in begun) throw new ControlError(begun.refusal.reason);
  if (found !== null) daemon.released.delete(found.pid);
  // That it says so is its first sign of life: one that falls silent then is missed.
  daemon.sampler.heartbeat(begun.live.run.id, performance.now());
  return resultOf(begun.live);
}

/** Null where it names none. */
async function processOf({ table }: Daemon, { pid, startTime }: RegisterParams): Promise<ProcessInfo | null> {
  if (pid === undefined) return null;
  await table.refresh();
  const info = table.info(pid);
  if (info === null) throw new ControlError(`there is no process ${pid}`);
  if (startTime === undefined || startTime === info.startTime) return info;
  throw new ControlError(`process ${pid} is another one by now: it began at ${info.startTime}, not at ${startTime}`);
}

/** The run that this process is already; null: it is none, or one that makes way. */
async function guardedAs(daemon: Daemon, found: ProcessInfo, params: RegisterParams): Promise<LiveRun | null> {
  const live = daemon.registry.owner(found.pid);
  if (live === undefined) return null;
  if (hasProcess(live) && live.run.origin === "found" && sameProcess(live.run.root, found)) {
    await makeWay(daemon, live);
    return null;
  }
  if (live.run.macro.toLowerCase() !== params.macro.toLowerCase()) return null;
  if (params.level !== undefined) giveLevel(daemon, live, params.level);
  return live;
}

async function makeWay(daemon: Daemon, live: LiveProcess): Promise<void> {
  const { ok, how } = await release(daemon, live);
  if (!ok) throw new ControlError(`${live.run.macro} (process ${live.run.root.pid}): ${how}`);
}

function resultOf({ run: { id, profile, level } }: LiveRun): AdoptResult {
  return { id, profile, level };
}
