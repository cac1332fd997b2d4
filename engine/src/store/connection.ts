/** The one connection to the file: opened with the right owner and pragmas, transactions durable or quick as asked. */

import { closeSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makeFolder } from "../make-folder.ts";
import { migrate, migrations, readableFrom, schemaVersion } from "./migrations.ts";
import { StoreError, storeError } from "./store-error.ts";

/** How long a write waits for another engine on the same file before it fails as busy, ms. */
const busyMs = 250;

export interface Connection {
  readonly database: DatabaseSync;
  readonly path: string;
  /** Runs `work` in one transaction. Durable: on the disk itself when this returns; else safe from a crash only. */
  transaction(durable: boolean, work: () => void): void;
  close(): void;
}

export function openConnection(path: string, readOnly = false): Connection {
  let database: DatabaseSync | undefined;
  try {
    if (!readOnly) createPrivately(path);
    database = new DatabaseSync(path, { readOnly, timeout: busyMs });
    if (readOnly) refuseUnreadable(database, path);
    else prepareFile(database, path);
  } catch (error) {
    database?.close();
    throw storeError(error, path);
  }
  return connection(database, path);
}

/** The file holds command lines, so it is its owner's alone; SQLite gives the files beside it the same mode. */
function createPrivately(path: string): void {
  makeFolder(dirname(path), 0o700);
  closeSync(openSync(path, "a", 0o600));
}

function prepareFile(database: DatabaseSync, path: string): void {
  // Only an empty file takes this; it lets pages be given back later.
  database.exec("PRAGMA auto_vacuum = INCREMENTAL");
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA journal_size_limit = 4194304");
  migrate(database, path);
}

function refuseUnreadable(database: DatabaseSync, path: string): void {
  const version = schemaVersion(database);
  if (version >= readableFrom && version <= migrations.length) return;
  const isOlder = version < readableFrom;
  const side = isOlder ? "an older" : "a newer";
  const remedy = isOlder ? "start `macro-engine watch` once to bring it up to date" : "update macro-engine";
  throw new StoreError(isOlder ? "older" : "newer", `${path}: written by ${side} macro-engine; ${remedy}`);
}

function connection(database: DatabaseSync, path: string): Connection {
  // FULL makes every commit in WAL mode wait for fsync; NORMAL leaves that to checkpoints. It cannot change within a transaction.
  let synchronous: "FULL" | "NORMAL" | null = null;
  return {
    database,
    path,
    transaction(durable, work) {
      try {
        const wanted = durable ? "FULL" : "NORMAL";
        if (synchronous !== wanted) database.exec(`PRAGMA synchronous = ${wanted}`);
        synchronous = wanted;
        database.exec("BEGIN IMMEDIATE");
        work();
        database.exec("COMMIT");
      } catch (error) {
        // SQLite has rolled back by itself after some errors.
        rollBack(database);
        throw storeError(error, path);
      }
    },
    close: () => database.close(),
  };
}

function rollBack(database: DatabaseSync): void {
  try {
    if (database.isTransaction) database.exec("ROLLBACK");
  } catch {
    // What made the transaction fail is the news; a later write meets the same trouble and says so.
  }
}
