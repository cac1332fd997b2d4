/** Reads the audit log back, newest first. */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { type AuditEntry, entryOf } from "./entry.ts";
import { fullFiles } from "./files.ts";

export interface AuditQuery {
  /** Entries before this one; absent: from the newest on. */
  readonly beforeSeq?: number;
  /** Default 100. */
  readonly limit?: number;
  readonly who?: string;
  /** `macro.stop`, or with `macro` all of `macro.…`. */
  readonly action?: string;
  /** At or after, ms since the epoch. */
  readonly fromWall?: number;
}

/** Lines that are no entries are passed over: `verifyAudit` finds them. */
export async function readAudit(path: string, query: AuditQuery = {}): Promise<readonly AuditEntry[]> {
  const { limit = 100, beforeSeq = Number.POSITIVE_INFINITY, fromWall = 0 } = query;
  const found: AuditEntry[] = [];
  for (const file of [...fullFiles(path), path].reverse()) {
    if (found.length >= limit || !existsSync(file)) continue;
    const lines = (await readFile(file, "utf8")).split("\n");
    for (const line of lines.reverse()) {
      const entry = line === "" ? null : entryOf(line);
      if (entry === null || entry.seq >= beforeSeq || !isAsked(entry, query)) continue;
      if (Date.parse(entry.time) < fromWall) return found;
      found.push(entry);
      if (found.length >= limit) break;
    }
  }
  return found;
}

function isAsked({ who, action }: AuditEntry, query: AuditQuery): boolean {
  if (query.who !== undefined && who !== query.who) return false;
  return query.action === undefined || action === query.action || action.startsWith(`${query.action}.`);
}
