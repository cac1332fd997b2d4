/** The schema's history: entry n brings a file from version n to n + 1. Entries are added, never changed. */

import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "./store-error.ts";

export const migrations: readonly string[] = [
  `
  CREATE TABLE sessions (
    id TEXT PRIMARY KEY, name TEXT, started INTEGER NOT NULL, ended INTEGER, how TEXT,
    pid INTEGER NOT NULL, owner TEXT NOT NULL, version TEXT NOT NULL, policies TEXT NOT NULL, dry_run INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE runs (
    id TEXT PRIMARY KEY, session TEXT NOT NULL, macro TEXT NOT NULL, profile TEXT, level TEXT, origin TEXT NOT NULL,
    pid INTEGER NOT NULL, start_time REAL NOT NULL, command TEXT NOT NULL, started INTEGER NOT NULL,
    ended INTEGER, ending TEXT
  ) STRICT;
  CREATE INDEX runs_by_macro ON runs (macro);
  CREATE INDEX runs_by_end ON runs (ended) WHERE ended IS NOT NULL;
  CREATE INDEX runs_by_session ON runs (session);

  CREATE TABLE decisions (
    id TEXT PRIMARY KEY, session TEXT NOT NULL, dry_run INTEGER NOT NULL, kind TEXT NOT NULL,
    wall INTEGER NOT NULL, since INTEGER NOT NULL, run TEXT NOT NULL, macro TEXT NOT NULL, profile TEXT NOT NULL,
    level TEXT NOT NULL, rule TEXT NOT NULL, action TEXT NOT NULL, for_all INTEGER NOT NULL, message TEXT NOT NULL,
    threshold TEXT NOT NULL, metric_values TEXT NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL, col INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX decisions_by_wall ON decisions (wall);
  CREATE INDEX decisions_by_macro ON decisions (macro, id);
  CREATE INDEX decisions_by_run ON decisions (run, id);

  CREATE TABLE outcomes (
    id TEXT PRIMARY KEY, decision TEXT, run TEXT NOT NULL, wall INTEGER NOT NULL, action TEXT NOT NULL,
    ok INTEGER NOT NULL, how TEXT NOT NULL, took_ms REAL NOT NULL, processes INTEGER NOT NULL, remaining TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX outcomes_by_decision ON outcomes (decision);

  CREATE TABLE cooldowns (macro TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE paused (
    pid INTEGER NOT NULL, start_time REAL NOT NULL, run TEXT NOT NULL, macro TEXT NOT NULL, owner TEXT NOT NULL,
    PRIMARY KEY (pid, start_time)
  ) STRICT, WITHOUT ROWID;

  -- Times below are ms since the epoch. *_from: the oldest of each table, null when there is none; *_to: rolled up so far.
  CREATE TABLE series (
    id INTEGER PRIMARY KEY, metric TEXT NOT NULL, run TEXT NOT NULL,
    samples_from INTEGER, minutes_from INTEGER, hours_from INTEGER,
    minutes_to INTEGER NOT NULL DEFAULT 0, hours_to INTEGER NOT NULL DEFAULT 0,
    UNIQUE (run, metric)
  ) STRICT;
  CREATE INDEX series_by_samples ON series (samples_from) WHERE samples_from IS NOT NULL;
  CREATE INDEX series_by_minutes ON series (minutes_from) WHERE minutes_from IS NOT NULL;
  CREATE INDEX series_by_hours ON series (hours_from) WHERE hours_from IS NOT NULL;

  CREATE TABLE samples (series INTEGER NOT NULL, time INTEGER NOT NULL, value REAL NOT NULL, PRIMARY KEY (series, time))
    STRICT, WITHOUT ROWID;
  CREATE TABLE minutes (
    series INTEGER NOT NULL, time INTEGER NOT NULL, min REAL NOT NULL, max REAL NOT NULL, sum REAL NOT NULL,
    count INTEGER NOT NULL, PRIMARY KEY (series, time)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE hours (
    series INTEGER NOT NULL, time INTEGER NOT NULL, min REAL NOT NULL, max REAL NOT NULL, sum REAL NOT NULL,
    count INTEGER NOT NULL, PRIMARY KEY (series, time)
  ) STRICT, WITHOUT ROWID;
  `,
  // How old a run was, ms, at the snapshot of this wall time: walls are whole milliseconds, the engine's clock is not.
  "ALTER TABLE runs ADD COLUMN aged INTEGER; ALTER TABLE runs ADD COLUMN age REAL;",
  // The mute by which a decision had no consequences; what a macro calls itself; mutes; sessions that users named within an
  // engine's own.
  `
  ALTER TABLE decisions ADD COLUMN mute TEXT;
  ALTER TABLE runs ADD COLUMN title TEXT;
  CREATE INDEX decisions_by_session ON decisions (session, id);
  CREATE TABLE mutes (
    id TEXT PRIMARY KEY, macro TEXT, rule TEXT, begins INTEGER NOT NULL, until INTEGER NOT NULL, reason TEXT NOT NULL,
    by_whom TEXT NOT NULL, ended INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE named_sessions (
    id TEXT PRIMARY KEY, session TEXT NOT NULL, name TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX named_sessions_by_start ON named_sessions (started);
  `,
];

/** Files from this version on are read as they are: what came later only adds to it. */
export const readableFrom = 1;

export function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.user_version ?? 0);
}

/** Brings a file to the newest schema, in one transaction; refuses one that a newer macro-engine has written. */
export function migrate(database: DatabaseSync, path: string, list: readonly string[] = migrations): void {
  refuseNewer(schemaVersion(database), path, list);
  if (schemaVersion(database) === list.length) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    // Another engine may have done it while this one waited for the lock.
    const version = schemaVersion(database);
    refuseNewer(version, path, list);
    for (const step of list.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${list.length}`);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function refuseNewer(version: number, path: string, list: readonly string[]): void {
  if (version <= list.length) return;
  const message = `${path}: written by a newer macro-engine (schema ${version}, this one knows ${list.length}); update macro-engine, or name another file in \`store.path\``;
  throw new StoreError("newer", message);
}
