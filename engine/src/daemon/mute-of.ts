/** What a mute has to be: of something that there is, not over yet, and not of what must not be muted. */

import { nearest, type Program } from "@macro-engine/dsl";
import { ControlError, type Mute, type MuteParams } from "../control/protocol.ts";
import { governs } from "../macros/governing.ts";
import type { Registry } from "../macros/registry.ts";
import type { MuteRecord } from "../store/entries.ts";
import { newId } from "../store/ids.ts";
import { isoTime } from "./announcer.ts";

export interface MuteRules {
  readonly registry: Pick<Registry, "running">;
  readonly program: () => Program;
  /** Whether rules of dangerous macros may be muted. */
  readonly allowsDangerous: () => boolean;
}

/** Throws a `ControlError` where that would be a mute of nothing, or of what must not be muted. */
export function muteOf(params: MuteParams, wall: number, rules: MuteRules): MuteRecord {
  const { macro, rule, from, until, reason, by } = params;
  const untilWall = Date.parse(until);
  // What began in the past begins now.
  const fromWall = Math.max(wall, from === undefined ? wall : Date.parse(from));
  if (untilWall <= wall) throw new ControlError(`a mute ends in the future, and ${until} has passed`);
  if (untilWall <= fromWall) throw new ControlError(`a mute ends after it begins: ${until} is not after ${from}`);
  if (rule !== null) refuseUnknownRule(rule, rules.program());
  if (macro !== null && !rules.allowsDangerous()) refuseDangerous(macro, rules);
  return { id: newId(wall), macro, rule, fromWall, untilWall, reason, by, endedWall: null };
}

export function shownMute({ id, macro, rule, fromWall, untilWall, reason, by, endedWall }: MuteRecord): Mute {
  return {
    id,
    macro,
    rule,
    from: isoTime(fromWall),
    until: isoTime(untilWall),
    reason,
    by,
    endedAt: endedWall === null ? null : isoTime(endedWall),
  };
}

function refuseUnknownRule(rule: string, { profiles }: Program): void {
  const known = [...new Set(profiles.flatMap(({ rules }) => rules.map(({ name }) => name)))];
  if (known.includes(rule)) return;
  const near = nearest(rule, known);
  throw new ControlError(`no policy has a rule ${rule}${near === null ? "" : `; did you mean ${near}?`}`);
}

/** A mute that names a dangerous macro would mute nothing: better to say so at once. */
function refuseDangerous(macro: string, { registry, program }: MuteRules): void {
  const wanted = macro.toLowerCase();
  const running = [...registry.running()].filter(({ run }) => run.macro.toLowerCase() === wanted);
  const levels =
    running.length > 0
      ? running.map(({ run }) => run.level)
      : [governs(program(), macro, null, { name: "", command: [] })?.level];
  if (!levels.every((level) => level === "dangerous")) return;
  throw new ControlError(
    `${macro} is dangerous, and rules of dangerous macros are not muted; \`mute: { dangerous: true }\` in macro-engine.yaml allows it`,
  );
}
