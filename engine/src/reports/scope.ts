/** What a report is of: a session of the engine, one that a user named within it, or a period; and what came before. */

import type { RecordReader } from "../store/record-reader.ts";
import type { SessionSpan, StoredNamedSession } from "../store/sums.ts";
import { wordsIn } from "./formats/words.ts";

export interface ReportScope {
  /** Null: a period, of all engines. */
  readonly session: SessionSpan | null;
  /** Null: all of the engine's session. */
  readonly named: StoredNamedSession | null;
  readonly fromWall: number;
  readonly toWall: number;
  /** It goes on; `toWall` is now. */
  readonly running: boolean;
}

export type FoundScope = { readonly scope: ReportScope } | { readonly problem: string };

export function periodScope(fromWall: number, toWall: number, nowWall: number): ReportScope {
  return { session: null, named: null, fromWall, toWall: Math.min(toWall, nowWall), running: toWall >= nowWall };
}

export interface Asking {
  readonly nowWall: number;
  /** In which the reader counts time: an IANA name; null: that of this process. */
  readonly zone: string | null;
}

/** By id, by its beginning or end, or by name (the newest of it); null: the newest session of an engine. */
export function sessionScope(reader: RecordReader, named: string | null, { nowWall, zone }: Asking): FoundScope {
  if (named === null) {
    const [newest] = reader.sessions({ limit: 1 }).items;
    return newest === undefined
      ? { problem: "no session is recorded yet" }
      : { scope: engineScope(reader, newest.id, nowWall)! };
  }
  const found = reader.sessionsNamed(named);
  const [first, another] = found;
  if (first === undefined) return { problem: [`there is no session ${named}`, ...latest(reader, zone)].join("\n") };
  const isExact = first.name === named || first.id === named;
  if (another !== undefined && !isExact) {
    return { problem: [`${named} may be one of several sessions:`, ...lines(found, zone)].join("\n") };
  }
  const scope =
    first.kind === "engine" ? engineScope(reader, first.id, nowWall) : namedScope(reader, first.id, nowWall);
  return scope === null ? { problem: `of session ${named} the engine's own is not recorded any more` } : { scope };
}

function latest(reader: RecordReader, zone: string | null): string[] {
  const { items } = reader.sessions({ limit: 5 });
  return items.length === 0 ? ["none is recorded yet"] : ["the newest are:", ...lines(items, zone)];
}

type Listed = Pick<SessionSpan, "id" | "name" | "startedWall">;

function lines(sessions: readonly Listed[], zone: string | null): string[] {
  const { time } = wordsIn(zone);
  return sessions.map(
    ({ id, name, startedWall }) =>
      `  ${id}  ${time(new Date(startedWall).toISOString())}${name === null ? "" : `  ${name}`}`,
  );
}

function spanOf(reader: RecordReader, id: string): SessionSpan | null {
  const session = reader.session(id);
  if (session === null) return null;
  const { startedWall } = session;
  return reader.sessionSpans({ fromWall: startedWall, toWall: startedWall + 1 }).find((span) => span.id === id) ?? null;
}

function engineScope(reader: RecordReader, id: string, nowWall: number): ReportScope | null {
  const session = spanOf(reader, id);
  if (session === null) return null;
  const { startedWall, endedWall } = session;
  return { session, named: null, fromWall: startedWall, toWall: endedWall ?? nowWall, running: endedWall === null };
}

function namedScope(reader: RecordReader, id: string, nowWall: number): ReportScope | null {
  const named = reader.namedSessions().find((one) => one.id === id);
  const session = named === undefined ? null : spanOf(reader, named.session);
  if (named === undefined || session === null) return null;
  const endedWall = named.endedWall ?? session.endedWall;
  return {
    session,
    named,
    fromWall: named.startedWall,
    toWall: endedWall ?? nowWall,
    running: endedWall === null,
  };
}

/** The period of the same length before; the engine's session before, of the same policies; the one of the same name. */
export function scopeBefore(reader: RecordReader, scope: ReportScope, nowWall: number): ReportScope | null {
  const { session, named, fromWall, toWall } = scope;
  if (named !== null) {
    const earlier = reader.namedSessions({ toWall: named.startedWall }).find(({ name }) => name === named.name);
    return earlier === undefined ? null : namedScope(reader, earlier.id, nowWall);
  }
  if (session !== null) {
    const earlier = reader.sessionBefore(session.id);
    return earlier === null ? null : engineScope(reader, earlier, nowWall);
  }
  return { ...scope, fromWall: fromWall - (toWall - fromWall), toWall: fromWall, running: false };
}
