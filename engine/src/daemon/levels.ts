/** Gives runs another level than their profile's. */

import type { Level } from "@macro-engine/dsl";
import type { HeldResult } from "../control/protocol.ts";
import type { LiveRun } from "../macros/registry.ts";
import { isoTime } from "./announcer.ts";
import type { Parts } from "./parts.ts";

/** Null: its profile's again. What was given stays when the policies change; histories and states of rules stay too. */
export function giveLevel(parts: Parts, live: LiveRun, level: Level | null): HeldResult["macros"][number] {
  const { registry, evaluator, store, announcer, session } = parts;
  const { id, macro, root } = live.run;
  registry.relevel(id, level);
  evaluator.level(id, level);
  const now = live.run.level;
  store.write([{ kind: "run-level", session, run: id, level: now }]);
  announcer.announce({ event: "level", time: isoTime(Date.now()), run: id, macro, level: now });
  const how = level === null ? `${now ?? "without a level"}, as its profile says` : `${level} from now on`;
  return { id, macro, pid: root?.pid ?? null, ok: true, how };
}
