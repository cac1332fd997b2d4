/** Reads decisions, runs and sessions back, by pages, newest first. */

import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";
import type { ProcessIdentity } from "../macros/types.ts";
import type { OutcomeRecord, PausedProcess } from "./entries.ts";
import { isPresent, processMark } from "./liveness.ts";
import { mutedColumn } from "./muted-column.ts";
import type { DecisionQuery, Page, PageQuery, RunQuery, StoredDecision, StoredRun, StoredSession } from "./store.ts";
import { noPid } from "./write-entries.ts";

type Row = Record<string, SQLOutputValue>;

/** Conditions of a query: only those with a value count. */
type Filters = Readonly<Record<string, SQLInputValue | undefined>>;

const mostItems = 1000;

/** Decisions page by id, which is by time; runs and sessions by the order in which they were written, their ids being anyone's. */
const orders = { decisions: "id", runs: "rowid", sessions: "rowid" } as const;

function page<T>(
  database: DatabaseSync,
  table: keyof typeof orders,
  query: PageQuery,
  filters: Filters,
  fromRow: (row: Row) => T,
): Page<T> {
  const order = orders[table];
  const limit = Math.min(Math.max(1, Math.floor(query.limit ?? 100)), mostItems);
  const used = Object.entries({ ...filters, [`${order} < ?`]: query.cursor }).filter(
    ([, value]) => value !== undefined,
  );
  const where = used.length === 0 ? "" : `WHERE ${used.map(([condition]) => condition).join(" AND ")}`;
  const rows = database
    .prepare(`SELECT *, ${order} AS place FROM ${table} ${where} ORDER BY ${order} DESC LIMIT ?`)
    .all(...used.map(([, value]) => value!), limit + 1);
  const next = rows.length > limit ? String(rows[limit - 1]!.place) : null;
  return { items: rows.slice(0, limit).map(fromRow), next };
}

const asFlag = (value: boolean | undefined) => (value === undefined ? undefined : Number(value));

export function readDecisions(database: DatabaseSync, query: DecisionQuery): Page<StoredDecision> {
  const filters: Filters = {
    "session = ?": query.session,
    "run = ?": query.run,
    "macro = ?": query.macro,
    "profile = ?": query.profile,
    "rule = ?": query.rule,
    "action = ?": query.action,
    "kind = ?": query.kind,
    "dry_run = ?": asFlag(query.dryRun),
    [`${mutedColumn(database)} = ?`]: asFlag(query.muted),
    "wall >= ?": query.fromWall,
    "wall < ?": query.toWall,
  };
  return page(database, "decisions", query, filters, (row) => decisionOf(database, row));
}

export function readDecision(database: DatabaseSync, id: string): StoredDecision | null {
  const row = database.prepare("SELECT * FROM decisions WHERE id = ?").get(id);
  return row === undefined ? null : decisionOf(database, row);
}

/** More are of no help to who meant one of them. */
const mostNamed = 5;

export function readDecisionsNamed(database: DatabaseSync, part: string): readonly StoredDecision[] {
  if (!/^[0-9a-f-]+$/i.test(part)) return [];
  const rows = database
    .prepare("SELECT * FROM decisions WHERE id LIKE ?1 || '%' OR id LIKE '%' || ?1 ORDER BY id DESC LIMIT ?2")
    .all(part, mostNamed);
  return rows.map((row) => decisionOf(database, row));
}

export function decisionOf(database: DatabaseSync, row: Row): StoredDecision {
  const outcomes = database.prepare("SELECT * FROM outcomes WHERE decision = ? ORDER BY id").all(row.id!);
  return {
    id: row.id as string,
    session: row.session as string,
    dryRun: row.dry_run === 1,
    kind: row.kind as StoredDecision["kind"],
    wall: row.wall as number,
    sinceWall: row.since as number,
    run: row.run as string,
    macro: row.macro as string,
    profile: row.profile as string,
    level: row.level as StoredDecision["level"],
    rule: row.rule as string,
    action: row.action as StoredDecision["action"],
    all: row.for_all === 1,
    message: row.message as string,
    threshold: row.threshold as string,
    values: JSON.parse(row.metric_values as string),
    place: { file: row.file as string, line: row.line as number, column: row.col as number },
    // Absent in a file that an older engine has written, as a run's title is.
    ...(row.mute == null ? {} : { mute: row.mute as string }),
    outcomes: outcomes.map(outcomeOf),
  };
}

function outcomeOf(row: Row): OutcomeRecord {
  return {
    id: row.id as string,
    decision: row.decision as string | null,
    run: row.run as string,
    wall: row.wall as number,
    action: row.action as OutcomeRecord["action"],
    ok: row.ok === 1,
    how: row.how as string,
    tookMs: row.took_ms as number,
    processes: row.processes as number,
    left: JSON.parse(row.remaining as string),
  };
}

export function readRuns(database: DatabaseSync, query: RunQuery): Page<StoredRun> {
  const filters: Filters = {
    "session = ?": query.session,
    "macro = ?": query.macro,
    "profile = ?": query.profile,
    "(ended IS NULL) = ?": asFlag(query.running),
    "started >= ?": query.fromWall,
    "started < ?": query.toWall,
  };
  return page(database, "runs", query, filters, runOf);
}

export function readRun(database: DatabaseSync, id: string): StoredRun | null {
  const row = database.prepare("SELECT * FROM runs WHERE id = ?").get(id);
  return row === undefined ? null : runOf(row);
}

function runOf(row: Row): StoredRun {
  return {
    id: row.id as string,
    session: row.session as string,
    macro: row.macro as string,
    profile: row.profile as string | null,
    level: row.level as StoredRun["level"],
    origin: row.origin as StoredRun["origin"],
    root: row.pid === noPid ? null : { pid: row.pid as number, startTime: row.start_time as number },
    command: JSON.parse(row.command as string),
    ...(row.title == null ? {} : { title: row.title as string }),
    startedWall: row.started as number,
    // Both null until the first snapshot; both absent in a file that an older engine has written.
    age: row.aged == null || row.age == null ? null : { wall: row.aged as number, ageMs: row.age as number },
    endedWall: row.ended as number | null,
    end: row.ending === null ? null : JSON.parse(row.ending as string),
  };
}

export function readSessions(database: DatabaseSync, query: PageQuery): Page<StoredSession> {
  return page(database, "sessions", query, {}, sessionOf);
}

export function readSession(database: DatabaseSync, id: string): StoredSession | null {
  const row = database.prepare("SELECT * FROM sessions WHERE id = ?").get(id);
  return row === undefined ? null : sessionOf(row);
}

function sessionOf(row: Row): StoredSession {
  return {
    id: row.id as string,
    name: row.name as string | null,
    startedWall: row.started as number,
    pid: row.pid as number,
    version: row.version as string,
    policies: JSON.parse(row.policies as string),
    dryRun: row.dry_run === 1,
    endedWall: row.ended as number | null,
    how: row.how as string | null,
  };
}

export function readCooldowns(database: DatabaseSync, wall: number): ReadonlyMap<string, number> {
  const rows = database.prepare("SELECT macro, until FROM cooldowns WHERE until > ?").all(wall);
  return new Map(rows.map((row) => [row.macro as string, row.until as number]));
}

/** Paused by this engine or one that is gone; what another one holds is its own affair. */
export function readPaused(database: DatabaseSync): readonly PausedProcess[] {
  const rows = database.prepare("SELECT * FROM paused ORDER BY pid").all();
  const own = processMark(process.pid);
  const ours = rows.filter(({ owner }) => owner === own || !isPresent(String(owner)));
  return ours.map((row) => ({
    pid: row.pid as number,
    startTime: row.start_time as number,
    run: row.run as string,
    macro: row.macro as string,
  }));
}

export function readGuardedByOthers(database: DatabaseSync): readonly ProcessIdentity[] {
  const rows = database
    .prepare(
      `SELECT r.pid, r.start_time, s.owner FROM sessions s JOIN runs r ON r.session = s.id
       WHERE s.ended IS NULL AND s.dry_run = 0 AND r.ended IS NULL AND r.pid <> ? AND s.owner <> ?`,
    )
    .all(noPid, processMark(process.pid));
  return rows
    .filter(({ owner }) => isPresent(String(owner)))
    .map((row) => ({ pid: row.pid as number, startTime: row.start_time as number }));
}
