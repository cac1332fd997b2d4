/** Sessions that users begin by name, within the engine's own: what happens meanwhile is reported under that name. */

import { ControlError, type NamedSession } from "../control/protocol.ts";
import { newId } from "../store/ids.ts";
import type { Store } from "../store/store.ts";
import { type Announcer, isoTime } from "./announcer.ts";

export interface NamedSessions {
  /** Under way; null: none. */
  readonly now: NamedSession | null;
  /** Ends the one before. */
  begin(name: string): NamedSession;
  /** Throws a `ControlError` where none is under way. */
  end(): NamedSession;
}

export interface NamedSessionsOptions {
  readonly store: Pick<Store, "write">;
  readonly announcer: Announcer;
  /** The engine's. */
  readonly session: string;
}

export function createNamedSessions({ store, announcer, session }: NamedSessionsOptions): NamedSessions {
  let now: NamedSession | null = null;
  const announce = (event: "session-begin" | "session-end", { id, name }: NamedSession, wall: number) =>
    announcer.announce({ event, time: isoTime(wall), id, name });
  const finish = (named: NamedSession): NamedSession => {
    const wall = Date.now();
    now = null;
    store.write([{ kind: "named-session-end", named: named.id, wall }]);
    announce("session-end", named, wall);
    return { ...named, endedAt: isoTime(wall) };
  };
  return {
    get now() {
      return now;
    },
    begin: (name) => {
      if (now !== null) finish(now);
      const wall = Date.now();
      const named: NamedSession = { id: newId(wall), name, startedAt: isoTime(wall), endedAt: null };
      now = named;
      store.write([{ kind: "named-session-start", named: { id: named.id, session, name, startedWall: wall } }]);
      announce("session-begin", named, wall);
      return named;
    },
    end: () => {
      if (now === null) throw new ControlError("no session has been begun by name; begin one first");
      return finish(now);
    },
  };
}
