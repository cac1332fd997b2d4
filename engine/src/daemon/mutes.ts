/** Mutes: rules that fire without consequences for a while. Kept in the store, so that they outlive the engine. */

import { ControlError, type Mute, type MuteEnd, type MuteParams } from "../control/protocol.ts";
import type { MutedFiring } from "../runtime/types.ts";
import type { MuteRecord } from "../store/entries.ts";
import type { Store } from "../store/store.ts";
import { type Announcer, isoTime } from "./announcer.ts";
import { type MuteRules, muteOf, shownMute } from "./mute-of.ts";

export interface Mutes {
  /** In force, and to come. */
  readonly list: readonly Mute[];
  /** The mute of a rule at a snapshot's wall time; null: none. */
  mutedBy(firing: MutedFiring, wall: number): string | null;
  /** Throws a `ControlError` where that would be a mute of nothing, or of what must not be muted. */
  begin(params: MuteParams): Mute;
  /** Throws a `ControlError` where there is none of that id any more. */
  end(params: MuteEnd): Mute;
  /** To be called at every snapshot: strikes off those that have run out, and takes in what others have put on record. */
  pass(wall: number): void;
  /** Reads those of the store again, which could not be read at first. */
  recall(wall: number): void;
}

export interface MutesOptions extends MuteRules {
  readonly store: Pick<Store, "mutes" | "write">;
  readonly announcer: Announcer;
  readonly wall: number;
}

/** What people make by hand; a program that makes more has gone astray. */
const mostMutes = 1000;
/** Other engines and the command line write to the same record: how often it is looked at, and how far back for ends, ms. */
const lookEveryMs = 2000;
const lookBackMs = 60_000;

export function createMutes(options: MutesOptions): Mutes {
  const { store, announcer, allowsDangerous } = options;
  const mutes = new Map<string, MuteRecord>();
  /** Ended here, which the disk may not have taken yet. */
  const ended = new Set<string>();
  let lookAt = options.wall + lookEveryMs;
  const recall = (wall: number) => {
    for (const mute of store.mutes(wall)) if (mute.endedWall === null) mutes.set(mute.id, mute);
  };
  recall(options.wall);

  const announce = (event: "mute" | "unmute", mute: MuteRecord, wall: number, by = mute.by) => {
    const { id, macro, rule, from, until, reason } = shownMute(mute);
    announcer.announce({ event, time: isoTime(wall), id, macro, rule, from, until, reason, by });
  };
  /** A record that cannot be read ends nothing: only what it says to have ended has. */
  const look = (wall: number) => {
    for (const mute of store.mutes(wall - lookBackMs)) {
      const known = mutes.get(mute.id);
      if (mute.endedWall !== null && known !== undefined) {
        mutes.delete(mute.id);
        announce("unmute", known, wall, "somebody else with the same record");
      }
      if (mute.endedWall !== null || known !== undefined || ended.has(mute.id) || mute.untilWall <= wall) continue;
      mutes.set(mute.id, mute);
      announce("mute", mute, wall);
    }
  };
  return {
    get list() {
      return [...mutes.values()].map(shownMute);
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
      return shownMute(mute);
    },
    end: ({ id, by }) => {
      const wall = Date.now();
      const mute = mutes.get(id);
      if (mute === undefined) throw new ControlError(`there is no mute ${id}; it may have ended`);
      mutes.delete(id);
      ended.add(id);
      store.write([{ kind: "mute-end", mute: id, wall }]);
      announce("unmute", mute, wall, by);
      return shownMute({ ...mute, endedWall: wall });
    },
    pass: (wall) => {
      // A clock that was set back must not stop it.
      if (wall >= lookAt || wall < lookAt - lookEveryMs) {
        lookAt = wall + lookEveryMs;
        look(wall);
      }
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
