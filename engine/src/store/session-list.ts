/** Sessions by pages, those of engines and those that users named among them, with what they hold counted. */

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { countCancelled } from "./cancellations.ts";
import { lastSignSql } from "./last-sign.ts";
import { isPresent } from "./liveness.ts";
import { schemaVersion } from "./migrations.ts";
import type { Page, PageQuery } from "./store.ts";

export interface ListedSession {
  readonly kind: "engine" | "named";
  readonly id: string;
  readonly name: string | null;
  readonly startedWall: number;
  /** Null while it goes on. */
  readonly endedWall: number | null;
  /** How its engine ended: "crashed" where it did without a word; null while it goes on. */
  readonly how: string | null;
  readonly dryRun: boolean;
  /** Carried out: neither muted nor of a dry run. */
  readonly cancellations: number;
  /** Of an engine's those that it guarded last; of a named one those that were under way. */
  readonly runs: number;
}

export interface SessionListQuery extends PageQuery {
  readonly kind?: "engine" | "named";
  /** Begun at or after, and before. */
  readonly fromWall?: number;
  readonly toWall?: number;
}

type Row = Record<string, SQLOutputValue>;

/** Files of schemas before this one know no sessions that users named. */
const namesFrom = 3;
const engines = "SELECT 'engine' AS kind, id, id AS session, name, started, ended FROM sessions";
const named = "SELECT 'named', id, session, name, started, ended FROM named_sessions";

function everySession(database: DatabaseSync): string {
  return schemaVersion(database) >= namesFrom ? `${engines} UNION ALL ${named}` : engines;
}

/** Newest first; the cursor is `started:id` of the last one. */
export function readSessionList(database: DatabaseSync, query: SessionListQuery = {}): Page<ListedSession> {
  const { cursor, limit = 100, kind = null, fromWall = 0, toWall = Number.MAX_SAFE_INTEGER } = query;
  const most = Math.min(Math.max(1, Math.floor(limit)), 1000);
  const colon = cursor?.indexOf(":") ?? -1;
  const [beforeWall, beforeId] =
    cursor === undefined || colon < 0
      ? [Number.MAX_SAFE_INTEGER, ""]
      : [Number(cursor.slice(0, colon)), cursor.slice(colon + 1)];
  const rows = database
    .prepare(
      `SELECT * FROM (${everySession(database)}) WHERE (?1 IS NULL OR kind = ?1) AND started >= ?2 AND started < ?3
         AND (started, id) < (?4, ?5) ORDER BY started DESC, id DESC LIMIT ?6`,
    )
    .all(kind, fromWall, toWall, beforeWall, beforeId, most + 1);
  const items = rows.slice(0, most).map((row) => listed(database, row));
  const last = items.at(-1);
  return { items, next: rows.length > most && last !== undefined ? `${last.startedWall}:${last.id}` : null };
}

/** By its id. */
export function readListedSession(database: DatabaseSync, id: string): ListedSession | null {
  const row = database.prepare(`SELECT * FROM (${everySession(database)}) WHERE id = ?`).get(id);
  return row === undefined ? null : listed(database, row);
}

/** Cancellations that a session carried out. */
export function countCancellations(database: DatabaseSync, session: string, fromWall = 0, toWall?: number): number {
  return countCancelled(database, { session, fromWall, ...(toWall === undefined ? {} : { toWall }) });
}

function listed(database: DatabaseSync, { kind, id, session, name, started, ended }: Row): ListedSession {
  const engine = database.prepare("SELECT * FROM sessions WHERE id = ?").get(session!);
  const end = engine === undefined ? { endedWall: null, how: null } : engineEnd(database, engine);
  const isEngine = kind === "engine";
  // A named one is over with its engine at the latest.
  const endedWall = isEngine ? end.endedWall : ((ended as number | null) ?? end.endedWall);
  const fromWall = isEngine ? 0 : (started as number);
  return {
    kind: isEngine ? "engine" : "named",
    id: id as string,
    name: name as string | null,
    startedWall: started as number,
    endedWall,
    how: isEngine ? end.how : endedWall === null ? null : ended === null ? end.how : "ended",
    dryRun: engine?.dry_run === 1,
    cancellations: countCancellations(
      database,
      session as string,
      fromWall,
      isEngine ? undefined : (endedWall ?? undefined),
    ),
    runs: countRuns(database, session as string, fromWall, isEngine ? null : endedWall),
  };
}

function engineEnd(database: DatabaseSync, row: Row): { endedWall: number | null; how: string | null } {
  const isGone = row.ended === null && !isPresent(String(row.owner));
  if (!isGone) return { endedWall: row.ended as number | null, how: row.how as string | null };
  const sign = database.prepare(`SELECT ${lastSignSql} AS wall FROM sessions s WHERE id = ?`).get(row.id!);
  return { endedWall: sign?.wall as number, how: "crashed" };
}

function countRuns(database: DatabaseSync, session: string, fromWall: number, toWall: number | null): number {
  const { count } = database
    .prepare(
      "SELECT count(*) AS count FROM runs WHERE session = ?1 AND started < ?3 AND (ended IS NULL OR ended >= ?2)",
    )
    .get(session, fromWall, toWall ?? Number.MAX_SAFE_INTEGER)!;
  return count as number;
}
