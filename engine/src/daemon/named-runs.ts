/** The runs that a caller means. */

import { ControlError, errorCodes } from "../control/protocol.ts";
import type { Daemon } from "../daemon.ts";
import type { LiveRun } from "../macros/registry.ts";

/** The runs of an id, a macro's name or a pid; a `ControlError` where there are none. */
export function namedRuns({ registry }: Daemon, id: string): LiveRun[] {
  const running = [...registry.running()];
  const wanted = id.toLowerCase();
  const found = running.filter(
    ({ run }) => run.id === wanted || run.macro.toLowerCase() === wanted || String(run.root?.pid) === wanted,
  );
  if (found.length > 0) return found;
  const known = running.map(({ run }) => run.macro).join(", ");
  const others = known === "" ? "none runs" : `these run: ${known}`;
  throw new ControlError(`no running macro is called ${id}; ${others}`, errorCodes.unknown);
}
