/** The one connection to the file: opened with the right owner and pragmas, transactions durable or quick as asked. */

import { closeSync, openSync, statSync } from "node:fs";
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
  /** Whether the path still leads to the file: what was moved or deleted can be written to, and nobody finds it there. */
  isInPlace(): boolean;
  /** Throws `StoreError` where it does not. */
  refuseMoved(): void;
  /**
   * Runs `work` in one transaction, on a file that is in its place. Durable: on the disk itself when this returns; else safe
   * from a crash only. Throws `StoreError`.
   */
  transaction(durable: boolean, work: () => void): void;
  close(): void;
}

export function openConnection(path: string, readOnly = false): Connection {
  let database: DatabaseSync | undefined;
  let opened: string | null;
  try {
    if (!readOnly) createPrivately(path);
    database = new DatabaseSync(path, { readOnly, timeout: busyMs });
    if (readOnly) refuseUnreadable(database, path);
    else prepareFile(database, path);
    opened = fileAt(path);
  } catch (error) {
    database?.close();
    throw storeError(error, path);
  }
  return connection(database, { path, opened, readOnly });
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

interface OpenedFile {
  readonly path: string;
  /** What `fileAt` said of it. */
  readonly opened: string | null;
  readonly readOnly: boolean;
}

function connection(database: DatabaseSync, { path, opened, readOnly }: OpenedFile): Connection {
  // FULL makes every commit in WAL mode wait for fsync; NORMAL leaves that to checkpoints. It cannot change within a transaction.
  let synchronous: "FULL" | "NORMAL" | null = null;
  const isInPlace = () => {
    try {
      return fileAt(path) === opened;
    } catch {
      // Where nobody may look any more, what is open can be written to all the same.
      return true;
    }
  };
  const refuseMoved = () => {
    if (!isInPlace()) throw new StoreError("moved", `${path}: the file was moved or deleted while it was in use`);
  };
  return {
    database,
    path,
    isInPlace,
    refuseMoved,
    transaction(durable, work) {
      refuseMoved();
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
    close() {
      try {
        // What is not yet in the file itself would stay behind: SQLite brings it there only where the file is in its place.
        if (!readOnly && !isInPlace()) database.exec("PRAGMA wal_checkpoint");
      } finally {
        database.close();
      }
    },
  };
}

/** What tells a file from every other one of this machine; null: there is none. Throws where nobody may look. */
function fileAt(path: string): string | null {
  const file = statSync(path, { throwIfNoEntry: false });
  return file ? `${file.dev} ${file.ino}` : null;
}

function rollBack(database: DatabaseSync): void {
  try {
    if (database.isTransaction) database.exec("ROLLBACK");
  } catch {
    // What made the transaction fail is the news; a later write meets the same trouble and says so.
  }
}
