/** What a report is of: a session of the engine, one that a user named within it, or a period; and what came before. */

import type { RecordReader } from "../store/record-reader.ts";
import type { SessionSpan, StoredNamedSession } from "../store/sums.ts";

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

/** By id, by its beginning or end, or by name (the newest of it); null: the newest session of an engine. */
export function sessionScope(reader: RecordReader, named: string | null, nowWall: number): FoundScope {
  if (named === null) {
    const [newest] = reader.sessions({ limit: 1 }).items;
    return newest === undefined
      ? { problem: "no session is recorded yet" }
      : { scope: engineScope(reader, newest.id, nowWall)! };
  }
  const found = reader.sessionsNamed(named);
  const [first, another] = found;
  if (first === undefined) return { problem: [`there is no session ${named}`, ...latest(reader)].join("\n") };
  const isExact = first.name === named || first.id === named;
  if (another !== undefined && !isExact) {
    const list = found.map(({ id, name, startedWall }) => line(id, name, startedWall));
    return { problem: [`${named} may be one of several sessions:`, ...list].join("\n") };
  }
  const scope =
    first.kind === "engine" ? engineScope(reader, first.id, nowWall) : namedScope(reader, first.id, nowWall);
  return scope === null ? { problem: `of session ${named} the engine's own is not recorded any more` } : { scope };
}

function latest(reader: RecordReader): string[] {
  const { items } = reader.sessions({ limit: 5 });
  if (items.length === 0) return ["none is recorded yet"];
  return ["the newest are:", ...items.map(({ id, name, startedWall }) => line(id, name, startedWall))];
}

function line(id: string, name: string | null, startedWall: number): string {
  return `  ${id}  ${new Date(startedWall).toISOString()}${name === null ? "" : `  ${name}`}`;
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
