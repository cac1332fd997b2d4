/** Reading and parsing of `/proc`: small files through one buffer, and `stat` lines. */

import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import type { ProcessStat } from "../types.ts";

let buffer = Buffer.allocUnsafe(16 * 1024);

/**
 * The text of a small file of `/proc`, bytes as Latin-1 (one character a byte); null when it is not there, or not for us.
 * Throws when the engine itself is out of descriptors or memory: that must not look as if everyone had ended.
 */
export function readProcFile(path: string): string | null {
  const descriptor = openProcFile(path);
  if (descriptor === null) return null;
  try {
    return readFrom(descriptor, null);
  } finally {
    closeSync(descriptor);
  }
}

function openProcFile(path: string): number | null {
  try {
    return openSync(path, "r");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EMFILE" || code === "ENFILE" || code === "ENOMEM") throw error;
    return null;
  }
}

/** From `position`, or from where the descriptor stands. */
function readFrom(descriptor: number, position: number | null): string | null {
  try {
    let length = 0;
    for (;;) {
      const at = position === null ? null : position + length;
      const read = readSync(descriptor, buffer, length, buffer.length - length, at);
      length += read;
      // What is shorter than a page the kernel gives whole; `children`, `environ` and the like come a page at a time.
      if (read === 0 || length < 4096 - 64) return buffer.toString("latin1", 0, length);
      if (length === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
    }
  } catch {
    return null;
  }
}

export interface KeptFiles {
  /** As `readProcFile`, by a descriptor that stays open: for files that are read at every tick. */
  read(path: string): string | null;
}

/**
 * A descriptor of `/proc/<pid>/…` belongs to that process, not to the number: once it has ended, reading fails, and the
 * path is opened anew. At most `limit` stay open, the longest unused given up first.
 */
export function keptFiles(limit: number): KeptFiles {
  const open = new Map<string, number>();
  const release = (path: string, descriptor: number) => {
    open.delete(path);
    closeSync(descriptor);
  };
  return {
    read: (path) => {
      const kept = open.get(path);
      if (kept !== undefined) {
        const text = readFrom(kept, 0);
        if (text !== null) return text;
        release(path, kept);
      }
      const descriptor = openProcFile(path);
      if (descriptor === null) return null;
      open.set(path, descriptor);
      const [eldest] = open;
      if (open.size > limit && eldest !== undefined) release(...eldest);
      return readFrom(descriptor, 0);
    },
  };
}

/** The names in a directory of `/proc` that are numbers. */
export function numericNames(path: string): number[] {
  let names: string[];
  try {
    names = readdirSync(path);
  } catch {
    return [];
  }
  const numbers: number[] = [];
  for (const name of names) {
    const first = name.charCodeAt(0);
    if (first >= 48 && first <= 57) numbers.push(Number(name));
  }
  return numbers;
}

export interface KernelUnits {
  /** Clock ticks per second. */
  readonly ticks: number;
  readonly pageBytes: number;
}

/** Tick and page size from the auxiliary vector (AT_CLKTCK 17, AT_PAGESZ 6; pairs of 64-bit words, see getauxval(3)). */
export function kernelUnits(procPath: string): KernelUnits {
  const text = readProcFile(`${procPath}/self/auxv`);
  const units = { ticks: 100, pageBytes: 4096 };
  if (text === null) return units;
  const words = Buffer.from(text, "latin1");
  for (let at = 0; at + 16 <= words.length; at += 16) {
    const key = words.readBigUInt64LE(at);
    const value = Number(words.readBigUInt64LE(at + 8));
    if (key === 17n) units.ticks = value;
    if (key === 6n) units.pageBytes = value;
  }
  return units;
}

/**
 * Parses `/proc/<pid>/stat` (proc_pid_stat(5)). The name stands in parentheses and may itself hold blanks and
 * parentheses, so fields are counted from the last closing one. Null when the text is no such line.
 */
export function parseStat(text: string, units: KernelUnits): ProcessStat | null {
  const close = text.lastIndexOf(")");
  const pid = Number.parseInt(text, 10);
  if (close < 0 || Number.isNaN(pid)) return null;
  const fields = text.slice(close + 2).split(" ");
  if (fields.length < 22) return null;
  // `fields[0]` is field 3 of the manual page.
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid,
    startTime: field(22),
    ppid: field(4),
    session: field(6),
    state: stateOf(fields[0] ?? ""),
    cpuSeconds: (field(14) + field(15)) / units.ticks,
    reapedCpuSeconds: (field(16) + field(17)) / units.ticks,
    threads: field(20),
    residentBytes: field(24) * units.pageBytes,
  };
}

/** The name in a `stat` line: the executable's, cut to 15 bytes. */
export function commandName(stat: string): string {
  return stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
}

function stateOf(letter: string): ProcessStat["state"] {
  if (letter === "T" || letter === "t") return "stopped";
  return letter === "Z" || letter === "X" || letter === "x" ? "zombie" : "live";
}
