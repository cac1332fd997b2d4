/** Whether the audit log is as it was written: every entry has its hash, and carries that of the one before. */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { type AuditEntry, beginning, type ChainEnd, entryOf, hasItsHash } from "./entry.ts";
import { fullFiles } from "./files.ts";
import { lastOf } from "./last.ts";

export interface AuditProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** In words. */
  readonly what: string;
}

export interface Verified {
  readonly files: readonly string[];
  readonly entries: number;
  /** Greater than 1 where older files were removed; null without entries. */
  readonly first: AuditEntry | null;
  readonly last: AuditEntry | null;
  /** The first hundred. */
  readonly problems: readonly AuditProblem[];
  /** What is to be known and breaks nothing, in words. */
  readonly notes: readonly string[];
  /** Whether an entry with the hash that was asked for is there; null: none was. */
  readonly contains: boolean | null;
}

const mostProblems = 100;

/**
 * The log as a whole, its full files included; `contains` is a hash that was written down elsewhere. Whoever can rewrite
 * every file can make a chain anew, and cut entries off its end: only such a hash tells.
 */
export async function verifyAudit(path: string, contains: string | null = null): Promise<Verified> {
  const files = [...fullFiles(path), path].filter((file) => existsSync(file));
  const problems: AuditProblem[] = [];
  const chain = chainOf(contains);
  for (const file of files) {
    // Not by Node's line reader, to which more than a line feed ends a line.
    const lines = (await readFile(file, "utf8")).split("\n");
    // After the last line's end there is nothing, or a line that was not written to its end.
    lines.pop();
    lines.forEach((line, index) => {
      const what = chain.take(line);
      if (what !== null && problems.length < mostProblems) problems.push({ file, line: index + 1, what });
    });
  }
  const { entries, first, last, found } = chain.result();
  return {
    files,
    entries,
    first,
    last,
    problems,
    notes: await notesOf(path, first),
    contains: contains === null ? null : found,
  };
}

/** Takes line after line, and says of each what is wrong with it; null: nothing. */
function chainOf(contains: string | null) {
  let end: ChainEnd | null = null;
  let entries = 0;
  let found = false;
  let first: AuditEntry | null = null;
  let last: AuditEntry | null = null;
  return {
    take(line: string): string | null {
      const entry = entryOf(line);
      if (entry === null) return "this is no entry as macro-engine writes it: it was changed, or added";
      const before = end;
      end = entry;
      entries += 1;
      found ||= entry.hash === contains;
      first ??= entry;
      last = entry;
      if (!hasItsHash(entry)) return `entry ${entry.seq} was changed: its hash is another`;
      if (before === null) {
        const isFirst = entry.seq === 1 && entry.previous !== beginning.hash;
        return isFirst ? "entry 1 follows another one, which is gone" : null;
      }
      if (entry.seq !== before.seq + 1)
        return `entry ${entry.seq} follows entry ${before.seq}: ${gapText(before.seq, entry.seq)}`;
      return entry.previous === before.hash
        ? null
        : `entry ${entry.seq} follows another entry ${before.seq} than this one`;
    },
    result: () => ({ entries, first, last, found }),
  };
}

function gapText(before: number, after: number): string {
  return after > before ? `${after - before - 1} between them are gone` : "their order was changed, or one was added";
}

async function notesOf(path: string, first: AuditEntry | null): Promise<string[]> {
  const { tornBytes } = await lastOf(path);
  return [
    ...(first !== null && first.seq > 1 ? [`it begins with entry ${first.seq}: older files were removed`] : []),
    ...(tornBytes > 0
      ? [`its last line was not written to its end, ${tornBytes} bytes: the next entry takes its place`]
      : []),
  ];
}
