/** The audit log: entries are added, never changed, and each is on the disk before whoever did it hears of it. */

import { open, rename, rm, stat, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder } from "../make-folder.ts";
import { type AuditAct, type AuditEntry, beginning, type ChainEnd, lineOf, nextEntry } from "./entry.ts";
import { fullFile, fullFiles } from "./files.ts";
import { lastOf } from "./last.ts";
import { withLock } from "./lock.ts";

export interface Audit {
  readonly path: string;
  /** Rejects where it cannot be written; what is told of then has no trace. */
  append(act: AuditAct): Promise<AuditEntry>;
}

export interface AuditOptions {
  /** A file past this size is set aside and another one begun. */
  readonly mostBytes?: number;
  /** Full files that are kept; older ones are removed. */
  readonly mostFiles?: number;
  readonly now?: () => Date;
}

const defaultBytes = 8 * 2 ** 20;
const defaultFiles = 12;

interface Waiting {
  readonly act: AuditAct;
  done(entry: AuditEntry): void;
  fail(error: unknown): void;
}

/** `path` is of the file that is written; full ones stand beside it. Made with the first entry. */
export function createAudit(path: string, options: AuditOptions = {}): Audit {
  const waiting: Waiting[] = [];
  let isWriting = false;
  /** What came while others were written is written together: one wait for the disk does for all. */
  const write = async () => {
    isWriting = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0);
      try {
        const entries = await withFolder(path, () =>
          appendAll(
            path,
            batch.map(({ act }) => act),
            options,
          ),
        );
        batch.forEach(({ done }, index) => void done(entries[index]!));
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    isWriting = false;
  };
  return {
    path,
    append: (act) =>
      new Promise((done, fail) => {
        waiting.push({ act, done, fail });
        if (!isWriting) void write();
      }),
  };
}

async function withFolder<T>(path: string, work: () => Promise<T>): Promise<T> {
  makeFolder(dirname(path), 0o700);
  return withLock(path, work);
}

async function appendAll(path: string, acts: readonly AuditAct[], options: AuditOptions): Promise<AuditEntry[]> {
  const { mostBytes = defaultBytes, mostFiles = defaultFiles, now = () => new Date() } = options;
  const torn = await mend(path);
  let end = await endOf(path);
  if (end.seq > 0 && (await sizeOf(path)) >= mostBytes) await setAside(path, end, mostFiles);
  const file = await open(path, "a", 0o600);
  try {
    const told = torn === 0 ? acts : [tornAct(torn), ...acts];
    const entries = told.map((act) => {
      const entry = nextEntry(act, end, now());
      end = entry;
      return entry;
    });
    await file.writeFile(entries.map(lineOf).join(""));
    await file.datasync();
    return torn === 0 ? entries : entries.slice(1);
  } finally {
    await file.close();
  }
}

/** The last entry that is whole, in whichever file. */
async function endOf(path: string): Promise<ChainEnd> {
  for (const file of [path, ...fullFiles(path).reverse()]) {
    const { entry } = await lastOf(file);
    if (entry !== null) return entry;
  }
  return beginning;
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

async function setAside(path: string, { seq }: ChainEnd, mostFiles: number): Promise<void> {
  await rename(path, fullFile(path, seq));
  const full = fullFiles(path);
  for (const file of full.slice(0, Math.max(0, full.length - mostFiles))) await rm(file, { force: true });
}

/** Takes off a last line that was not written to its end, as when the power failed; its bytes. */
async function mend(path: string): Promise<number> {
  const { tornBytes, wholeBytes } = await lastOf(path);
  if (tornBytes > 0) await truncate(path, wholeBytes);
  return tornBytes;
}

/** It goes, but not without a trace. */
function tornAct(bytes: number): AuditAct {
  const outcome = `the last line was not written to its end: ${bytes} bytes of it are taken off`;
  return { who: "macro-engine", role: "engine", from: "", action: "audit.mend", target: "", outcome };
}
