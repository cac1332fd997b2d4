/** The file of the queues, beside the record: opened as its owner's alone; in memory where the disk does not take it. */

import { closeSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makeFolder } from "../make-folder.ts";
import { storeError } from "../store/store-error.ts";

/** Two engines of one policy set share the file; each waits a moment for the other's write, ms. */
const busyMs = 1000;

/** Entry n brings a file from version n to n + 1. Entries are added, never changed. */
const migrations: readonly string[] = [
  `
  -- Letters keep their place after they are delivered, without what they said, so that none is sent twice.
  CREATE TABLE letters (
    place INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, run TEXT NOT NULL,
    rule TEXT NOT NULL, wall INTEGER NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL, settled INTEGER,
    UNIQUE (channel, id)
  ) STRICT;
  CREATE INDEX letters_waiting ON letters (channel, place) WHERE state = 'waiting';
  CREATE INDEX letters_of_rule ON letters (channel, run, rule, place);
  CREATE INDEX letters_settled ON letters (settled) WHERE settled IS NOT NULL;
  -- seen: decisions up to this time have been looked at. next_at: not tried again before. holder: the process that delivers.
  CREATE TABLE channels (
    name TEXT PRIMARY KEY, seen INTEGER, next_at INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0, problem TEXT, holder TEXT
  ) STRICT;
  `,
  // The letter as which it went, and may have arrived: it goes again as the same.
  "ALTER TABLE letters ADD COLUMN letter TEXT",
  "ALTER TABLE letters ADD COLUMN action TEXT",
];

export interface QueueFile {
  readonly database: DatabaseSync;
  /** Why it is kept in memory only, in words; null: it is on disk. */
  readonly problem: string | null;
}

/** Never throws: what can be told now is told, whether it can be written down or not. */
export function openQueueFile(path: string): QueueFile {
  try {
    return { database: openAt(path), problem: null };
  } catch (error) {
    const { failure, message } = storeError(error, path);
    const why = failure === "damaged" ? `${path}: the file is damaged; move it away and a new one is begun` : message;
    const problem = `notifications are not kept over a restart: ${why}`;
    return { database: openAt(":memory:"), problem };
  }
}

function openAt(path: string): DatabaseSync {
  if (path !== ":memory:") {
    makeFolder(dirname(path), 0o700);
    closeSync(openSync(path, "a", 0o600));
  }
  const database = new DatabaseSync(path, { timeout: busyMs });
  try {
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 1048576");
    migrate(database, path);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync, path: string): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    const version = Number(database.prepare("PRAGMA user_version").get()?.user_version ?? 0);
    if (version > migrations.length)
      throw Object.assign(new Error(`${path}: written by a newer macro-engine; update this one`), { code: "ENEWER" });
    for (const step of migrations.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
