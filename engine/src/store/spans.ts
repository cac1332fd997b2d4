/** When sessions and runs were under way, and which sessions go by a name. */

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { MacroOrigin, RunEnd } from "../macros/types.ts";
import { lastSignSql } from "./last-sign.ts";
import { isPresent } from "./liveness.ts";
import { schemaVersion } from "./migrations.ts";
import type { FoundSession, RunSpan, Scope, SessionSpan, StoredNamedSession } from "./sums.ts";

type Row = Record<string, SQLOutputValue>;
type Times = Omit<Scope, "session">;

/** Files of schemas before this one know neither titles nor sessions that users named. */
const namesFrom = 3;
const never = Number.MAX_SAFE_INTEGER;

export function readSessionSpans(database: DatabaseSync, { fromWall = 0, toWall = never }: Times): SessionSpan[] {
  return database
    .prepare("SELECT * FROM sessions s WHERE started < ?1 AND (ended IS NULL OR ended >= ?2) ORDER BY started, s.rowid")
    .all(toWall, fromWall)
    .map((row) => sessionSpan(database, row))
    .filter(({ endedWall }) => endedWall === null || endedWall >= fromWall);
}

function sessionSpan(database: DatabaseSync, row: Row): SessionSpan {
  const isGone = row.ended === null && !isPresent(String(row.owner));
  const lastSign = () => database.prepare(`SELECT ${lastSignSql} AS wall FROM sessions s WHERE id = ?`).get(row.id!);
  return {
    id: row.id as string,
    name: row.name as string | null,
    startedWall: row.started as number,
    endedWall: (isGone ? lastSign()!.wall : row.ended) as number | null,
    how: isGone ? "crashed" : (row.how as string | null),
    policies: JSON.parse(row.policies as string),
    dryRun: row.dry_run === 1,
  };
}

export function readSessionBefore(database: DatabaseSync, id: string): string | null {
  const row = database
    .prepare(
      `SELECT b.id FROM sessions s JOIN sessions b ON b.policies = s.policies AND b.id <> s.id
         AND b.ended <= s.started WHERE s.id = ? ORDER BY b.started DESC LIMIT 1`,
    )
    .get(id);
  return (row?.id as string | undefined) ?? null;
}

/** Looked for only where an engine came later than the run: it may have taken it over from one before. */
const sampledSql = `CASE WHEN r.started < s.started THEN (
  SELECT min(min(coalesce(samples_from, ${never}), coalesce(minutes_from, ${never}), coalesce(hours_from, ${never})))
  FROM series WHERE run = r.id) END`;

export function readRunSpans(database: DatabaseSync, { fromWall = 0, toWall = never }: Times): RunSpan[] {
  const title = schemaVersion(database) >= namesFrom ? "r.title" : "NULL";
  return database
    .prepare(
      `SELECT r.id, r.session, r.macro, ${title} AS title, r.profile, r.origin, r.started, r.ended,
         r.ending ->> 'kind' AS end, ${sampledSql} AS sampled
       FROM runs r LEFT JOIN sessions s ON s.id = r.session
       WHERE r.started < ?1 AND (r.ended IS NULL OR r.ended >= ?2) ORDER BY r.started, r.rowid`,
    )
    .all(toWall, fromWall)
    .map((row) => ({
      id: row.id as string,
      session: row.session as string,
      macro: row.macro as string,
      title: row.title as string | null,
      profile: row.profile as string | null,
      origin: row.origin as MacroOrigin,
      startedWall: row.started as number,
      endedWall: row.ended as number | null,
      end: row.end as RunEnd["kind"] | null,
      sampledWall: row.sampled === never ? null : (row.sampled as number | null),
    }));
}

export function readNamedSessions(database: DatabaseSync, scope: Scope = {}): StoredNamedSession[] {
  if (schemaVersion(database) < namesFrom) return [];
  const { session = null, fromWall = 0, toWall = never } = scope;
  return database
    .prepare(
      `SELECT id, session, name, started AS startedWall, ended AS endedWall FROM named_sessions
       WHERE (?1 IS NULL OR session = ?1) AND started < ?2 AND (ended IS NULL OR ended >= ?3)
       ORDER BY started DESC, id DESC`,
    )
    .all(session, toWall, fromWall) as unknown as StoredNamedSession[];
}

/** More are of no help to who meant one of them. */
const mostFound = 5;

export function readSessionsNamed(database: DatabaseSync, text: string): FoundSession[] {
  const named = "SELECT 'named' AS kind, id, name, started AS startedWall FROM named_sessions";
  const all = [
    "SELECT 'engine' AS kind, id, name, started AS startedWall FROM sessions",
    ...(schemaVersion(database) >= namesFrom ? [named] : []),
  ];
  const found = `SELECT * FROM (${all.join(" UNION ALL ")})`;
  const order = `ORDER BY startedWall DESC, id DESC LIMIT ${mostFound}`;
  const exact = database.prepare(`${found} WHERE id = ?1 OR name = ?1 ${order}`).all(text);
  if (exact.length > 0 || !/^[0-9a-f-]+$/i.test(text)) return exact as unknown as FoundSession[];
  return database
    .prepare(`${found} WHERE id LIKE ?1 || '%' OR id LIKE '%' || ?1 ${order}`)
    .all(text) as unknown as FoundSession[];
}
