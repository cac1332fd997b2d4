/** Mutes: rules that fire without consequences for a while. Kept in the store, so that they outlive the engine. */

import { nearest, type Program } from "@macro-engine/dsl";
import { ControlError, type Mute, type MuteEnd, type MuteParams } from "../control/protocol.ts";
import { governs } from "../macros/governing.ts";
import type { Registry } from "../macros/registry.ts";
import type { MutedFiring } from "../runtime/types.ts";
import type { MuteRecord } from "../store/entries.ts";
import { newId } from "../store/ids.ts";
import type { Store } from "../store/store.ts";
import { type Announcer, isoTime } from "./announcer.ts";

export interface Mutes {
  /** In force, and to come. */
  readonly list: readonly Mute[];
  /** The mute of a rule at a snapshot's wall time; null: none. */
  mutedBy(firing: MutedFiring, wall: number): string | null;
  /** Throws a `ControlError` where that would be a mute of nothing, or of what must not be muted. */
  begin(params: MuteParams): Mute;
  /** Throws a `ControlError` where there is none of that id any more. */
  end(params: MuteEnd): Mute;
  /** To be called at every snapshot: strikes off those that have run out. */
  pass(wall: number): void;
  /** Reads those of the store again, which could not be read at first. */
  recall(wall: number): void;
}

export interface MutesOptions {
  readonly store: Pick<Store, "mutes" | "write">;
  readonly announcer: Announcer;
  readonly registry: Pick<Registry, "running">;
  readonly program: () => Program;
  /** Whether rules of dangerous macros may be muted. */
  readonly allowsDangerous: () => boolean;
  readonly wall: number;
}

/** What people make by hand; a program that makes more has gone astray. */
const mostMutes = 1000;

export function createMutes(options: MutesOptions): Mutes {
  const { store, announcer, allowsDangerous } = options;
  const mutes = new Map<string, MuteRecord>();
  const recall = (wall: number) => {
    for (const mute of store.mutes(wall)) if (mute.endedWall === null) mutes.set(mute.id, mute);
  };
  recall(options.wall);

  const announce = (event: "mute" | "unmute", mute: MuteRecord, wall: number, by = mute.by) => {
    const { id, macro, rule, from, until, reason } = shown(mute);
    announcer.announce({ event, time: isoTime(wall), id, macro, rule, from, until, reason, by });
  };
  return {
    get list() {
      return [...mutes.values()].map(shown);
    },
    mutedBy: ({ macro, level, rule }, wall) => {
      if (mutes.size === 0 || (level === "dangerous" && !allowsDangerous())) return null;
      for (const mute of mutes.values()) if (covers(mute, macro, rule) && isInForce(mute, wall)) return mute.id;
      return null;
    },
    begin: (params) => {
      const wall = Date.now();
      const mute = muteOf(params, wall, options);
      if (mutes.size >= mostMutes) throw new ControlError(`there are ${mostMutes} mutes already; end some first`);
      mutes.set(mute.id, mute);
      store.write([{ kind: "mute", mute }]);
      announce("mute", mute, wall);
      return shown(mute);
    },
    end: ({ id, by }) => {
      const wall = Date.now();
      const mute = mutes.get(id);
      if (mute === undefined) throw new ControlError(`there is no mute ${id}; it may have ended`);
      mutes.delete(id);
      store.write([{ kind: "mute-end", mute: id, wall }]);
      announce("unmute", mute, wall, by);
      return shown({ ...mute, endedWall: wall });
    },
    pass: (wall) => {
      for (const mute of mutes.values()) {
        if (mute.untilWall > wall) continue;
        mutes.delete(mute.id);
        announce("unmute", mute, wall);
      }
    },
    recall,
  };
}

function covers(mute: MuteRecord, macro: string, rule: string): boolean {
  if (mute.rule !== null && mute.rule !== rule) return false;
  return mute.macro === null || mute.macro.toLowerCase() === macro.toLowerCase();
}

function isInForce({ fromWall, untilWall }: MuteRecord, wall: number): boolean {
  return fromWall <= wall && wall < untilWall;
}

function shown({ id, macro, rule, fromWall, untilWall, reason, by, endedWall }: MuteRecord): Mute {
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

function muteOf(params: MuteParams, wall: number, options: MutesOptions): MuteRecord {
  const { macro, rule, from, until, reason, by } = params;
  const untilWall = Date.parse(until);
  // What began in the past begins now.
  const fromWall = Math.max(wall, from === undefined ? wall : Date.parse(from));
  if (untilWall <= wall) throw new ControlError(`a mute ends in the future, and ${until} has passed`);
  if (untilWall <= fromWall) throw new ControlError(`a mute ends after it begins: ${until} is not after ${from}`);
  if (rule !== null) refuseUnknownRule(rule, options.program());
  if (macro !== null && !options.allowsDangerous()) refuseDangerous(macro, options);
  return { id: newId(wall), macro, rule, fromWall, untilWall, reason, by, endedWall: null };
}

function refuseUnknownRule(rule: string, { profiles }: Program): void {
  const known = [...new Set(profiles.flatMap(({ rules }) => rules.map(({ name }) => name)))];
  if (known.includes(rule)) return;
  const near = nearest(rule, known);
  throw new ControlError(`no policy has a rule ${rule}${near === null ? "" : `; did you mean ${near}?`}`);
}

/** A mute that names a dangerous macro would mute nothing: better to say so at once. */
function refuseDangerous(macro: string, { registry, program }: MutesOptions): void {
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
