/** Reading and parsing of `/proc`: small files through one buffer, and `stat` lines. */

import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import type { ProcessStat } from "../types.ts";

let buffer = Buffer.allocUnsafe(16 * 1024);

/** The text of a small file of `/proc`, bytes as Latin-1 (one character a byte); null when it cannot be read. */
export function readProcFile(path: string): string | null {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch {
    return null;
  }
  try {
    let length = 0;
    for (;;) {
      const read = readSync(descriptor, buffer, length, buffer.length - length, null);
      length += read;
      if (read === 0) return buffer.toString("latin1", 0, length);
      // A read that did not fill the buffer was the last of what the kernel had, but for `children` and the like,
      // which come a page at a time.
      if (length < 4096 - 64) return buffer.toString("latin1", 0, length);
      if (length === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
    }
  } catch {
    return null;
  } finally {
    closeSync(descriptor);
  }
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
