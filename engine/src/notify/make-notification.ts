/** Makes of a decision what is told of it, with what the record knows besides. */

import type { Audience } from "../control/protocol.ts";
import type { RecordReader } from "../store/record-reader.ts";
import { reading } from "./course.ts";
import type { Decided, Failure, Notification } from "./notification.ts";

export type FeedStore = Pick<RecordReader, "decisions" | "decision" | "run" | "session" | "namedSessions" | "history">;

export interface Sources {
  /** Null while there is none. */
  readonly store: () => FeedStore | null;
  readonly audience: () => Audience;
}

/** `because`: of what failed, and of what nobody guards any more. */
export function notificationOf(
  decided: Decided,
  id: string,
  kind: Notification["kind"],
  because: Failure | null,
  { store, audience }: Sources,
): Notification {
  const { fires: _, muted: __, outcomes: ___, wall: ____, ...what } = decided;
  const readings = Object.entries(what.values).map(([metric, value]) => {
    return [metric, reading(metric, value, audience().dimensions)] as const;
  });
  const run = looked(store, (reader) => reader.run(because?.run ?? what.run));
  return {
    ...what,
    ...(because === null ? {} : { run: because.run, macro: because.macro ?? run?.macro ?? what.macro }),
    id,
    kind,
    time: because === null ? what.time : new Date(because.wall).toISOString(),
    sessionName: looked(store, (reader) => sessionNameOf(decided, reader)),
    macroTitle: run?.title ?? null,
    readings: Object.fromEntries(readings),
    how: because?.how ?? null,
  };
}

/** Of the session that a user named within the engine's, where one was under way; else of the engine's own. */
function sessionNameOf({ session, wall }: Decided, store: FeedStore): string | null {
  const [named] = store.namedSessions({ session, fromWall: wall, toWall: wall + 1 });
  return named?.name ?? store.session(session)?.name ?? null;
}

/** What is on record; null where nothing is, or where it cannot be read: no reason to tell nothing. */
export function looked<T>(store: Sources["store"], look: (reader: FeedStore) => T | null): T | null {
  try {
    const reader = store();
    return reader === null ? null : look(reader);
  } catch {
    return null;
  }
}
