/** Processes of Linux, read from `/proc` when asked: nothing is cached, so an answer is never older than the question. */

import { existsSync, readlinkSync } from "node:fs";
import type { ProcessIdentity, ProcessInfo, ProcessStat } from "../types.ts";
import {
  commandName,
  type KernelUnits,
  keptFiles,
  kernelUnits,
  numericNames,
  parseStat,
  readProcFile,
} from "./proc-files.ts";
import { type DiskBytes, executableName, markVariable, type ProcessTable } from "./process-table.ts";

export interface LinuxOptions {
  readonly procPath?: string;
  /** Whether the kernel lists children (CONFIG_PROC_CHILDREN); found out when not given. */
  readonly childrenFiles?: boolean;
}

/** Two for each of 128 processes of macros; more are read, but opened each time. */
const keptDescriptors = 256;

export function linuxProcesses(options: LinuxOptions = {}): ProcessTable {
  const proc = options.procPath ?? "/proc";
  const units = kernelUnits(proc);
  const childrenFiles = options.childrenFiles ?? existsSync(`${proc}/self/task/${process.pid}/children`);

  const kept = keptFiles(keptDescriptors);
  const parsed = (text: string | null): ProcessStat | null => {
    const read = text === null ? null : parseStat(text, units);
    // The main thread may end before the others: the kernel then shows a zombie, and the process goes on.
    if (read?.state !== "zombie" || read.threads < 2) return read;
    return { ...read, state: stateOfThreads(proc, read.pid, units) };
  };
  const stat = (pid: number): ProcessStat | null => parsed(readProcFile(`${proc}/${pid}/stat`));
  return {
    source: proc,
    live: true,
    boot: (readProcFile(`${proc}/sys/kernel/random/boot_id`) ?? "").trim(),
    refresh: () => {},
    now: () => Number.parseFloat(kept.read(`${proc}/uptime`) ?? "0") * units.ticks,
    unitMs: 1000 / units.ticks,
    newest: () => newestPid(kept.read(`${proc}/loadavg`)),
    pids: () => numericNames(proc),
    stat,
    restat: (pid) => parsed(kept.read(`${proc}/${pid}/stat`)),
    commandLine: (pid) => readProcFile(`${proc}/${pid}/cmdline`),
    info: (pid) => readInfo(proc, pid, units),
    descendants: (roots) => (childrenFiles ? byChildrenFiles(proc, roots, stat) : byScan(proc, roots, stat)),
    threads: (pid) => numericNames(`${proc}/${pid}/task`),
    disk: (pid) => readDisk(kept.read(`${proc}/${pid}/io`)),
    marks: (pid) => readMarks(proc, pid),
  };
}

/** The last pid that the kernel gave away: the last field of `loadavg`. */
function newestPid(text: string | null): number | null {
  if (text === null) return null;
  const pid = Number(text.slice(text.lastIndexOf(" ") + 1));
  return Number.isInteger(pid) ? pid : null;
}

/** What the threads besides the main one do. */
function stateOfThreads(proc: string, pid: number, units: KernelUnits): ProcessStat["state"] {
  const states = numericNames(`${proc}/${pid}/task`).map((thread) => {
    const text = readProcFile(`${proc}/${pid}/task/${thread}/stat`);
    return (text === null ? null : parseStat(text, units)?.state) ?? "zombie";
  });
  if (states.includes("live")) return "live";
  return states.includes("stopped") ? "stopped" : "zombie";
}

type ReadStat = (pid: number) => ProcessStat | null;

/** Walks down `task/<tid>/children`. A child hangs under the thread that forked it, so every thread is asked. */
function byChildrenFiles(proc: string, roots: readonly ProcessIdentity[], stat: ReadStat): ProcessStat[] {
  const seen = new Set(roots.map((root) => root.pid));
  const found: ProcessStat[] = [];
  const visit = (pid: number, threads: number) => {
    for (const thread of threads === 1 ? [pid] : numericNames(`${proc}/${pid}/task`)) {
      const text = readProcFile(`${proc}/${pid}/task/${thread}/children`);
      if (text === null || text.length === 0) continue;
      for (const word of text.trimEnd().split(" ")) {
        const child = Number(word);
        if (seen.has(child)) continue;
        seen.add(child);
        const read = stat(child);
        if (read !== null) found.push(read);
      }
    }
  };
  for (const root of roots) {
    const read = stat(root.pid);
    if (read !== null && read.startTime === root.startTime) visit(read.pid, read.threads);
  }
  for (let next = 0; next < found.length; next += 1) {
    const parent = found[next] as ProcessStat;
    visit(parent.pid, parent.threads);
  }
  return found;
}

/** The same for kernels without those files: one pass over all processes, then down by parent. */
function byScan(proc: string, roots: readonly ProcessIdentity[], stat: ReadStat): ProcessStat[] {
  const all: ProcessStat[] = [];
  for (const pid of numericNames(proc)) {
    const read = stat(pid);
    if (read !== null) all.push(read);
  }
  return descendantsAmong(all, roots);
}

/** Descendants of `roots` by the parents that `all` states. */
export function descendantsAmong(all: readonly ProcessStat[], roots: readonly ProcessIdentity[]): ProcessStat[] {
  const byParent = Map.groupBy(all, (entry) => entry.ppid);
  const seen = new Set(roots.map((root) => root.pid));
  const present = new Map(all.map((entry) => [entry.pid, entry.startTime]));
  const queue = roots.filter((root) => present.get(root.pid) === root.startTime).map((root) => root.pid);
  const found: ProcessStat[] = [];
  for (let next = 0; next < queue.length; next += 1) {
    for (const child of byParent.get(queue[next] as number) ?? []) {
      if (seen.has(child.pid)) continue;
      seen.add(child.pid);
      found.push(child);
      queue.push(child.pid);
    }
  }
  return found;
}

function readInfo(proc: string, pid: number, units: KernelUnits): ProcessInfo | null {
  const line = readProcFile(`${proc}/${pid}/stat`);
  const read = line === null ? null : parseStat(line, units);
  if (line === null || read === null) return null;
  const command = argumentsOf(decode(readProcFile(`${proc}/${pid}/cmdline`) ?? ""));
  const status = readProcFile(`${proc}/${pid}/status`) ?? "";
  // The kernel answers for the number of a thread as well, though it lists none.
  if (Number(/^Tgid:\s+(\d+)/m.exec(status)?.[1] ?? pid) !== pid) return null;
  const uid = /^Uid:\s+(\d+)/m.exec(status)?.[1];
  return {
    pid,
    startTime: read.startTime,
    ppid: read.ppid,
    uid: uid === undefined ? null : Number(uid),
    name: nameOf(proc, pid, command[0] ?? "") || decode(commandName(line)),
    command,
  };
}

/** Each ends with a zero. A title, which a program has written over its arguments, is padded with more of them. */
function argumentsOf(line: string): string[] {
  const command = line.split("\0");
  if (command.at(-1) === "") command.pop();
  const titled = command[0]?.includes(" ") === true && command.slice(1).every((argument) => argument === "");
  return titled ? command.slice(0, 1) : command;
}

/**
 * The executable's base name: of the first argument, as programs run by an interpreter or by Wine show themselves there.
 * A blank in it tells of a program that wrote a title over its arguments; then it is the file that is executed.
 */
function nameOf(proc: string, pid: number, first: string): string {
  if (first.includes(" ")) {
    try {
      return executableName(readlinkSync(`${proc}/${pid}/exe`));
    } catch {
      // Another user's process does not show it.
    }
  }
  // A login shell's name begins with a dash.
  return executableName(first).replace(/^-/, "");
}

function readDisk(text: string | null): DiskBytes | null {
  if (text === null) return null;
  const value = (key: string) => {
    const at = text.indexOf(`\n${key}: `);
    return at < 0 ? 0 : Number.parseInt(text.slice(at + key.length + 3), 10);
  };
  return { readBytes: value("read_bytes"), writtenBytes: value("write_bytes") };
}

function readMarks(proc: string, pid: number): readonly string[] {
  const text = readProcFile(`${proc}/${pid}/environ`);
  if (text === null) return [];
  const prefix = `${markVariable}=`;
  const at = text.startsWith(prefix) ? 0 : text.indexOf(`\0${prefix}`) + 1;
  if (at === 0 && !text.startsWith(prefix)) return [];
  const end = text.indexOf("\0", at);
  return text.slice(at + prefix.length, end < 0 ? undefined : end).split(",");
}

function decode(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("utf8");
}
