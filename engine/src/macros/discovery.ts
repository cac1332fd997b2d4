/** Finds macros that run already: processes that a `match process` pattern names. */

import type { Program, ProgramProfile } from "@macro-engine/dsl";
import { processNamer } from "./governing.ts";
import { guardianName } from "./guardian.ts";
import { ancestors, type ProcessTable } from "./processes/process-table.ts";
import type { ProcessInfo } from "./types.ts";

export interface Found {
  readonly process: ProcessInfo;
  readonly profile: ProgramProfile;
}

export interface Discovery {
  /**
   * Looks at processes that are new since the last look, and again at some older ones, and returns those that a pattern
   * names: the topmost of each tree. `now` is ms, monotonic. To be called every few seconds.
   */
  look(now: number): readonly Found[];
}

export interface DiscoveryOptions {
  readonly table: ProcessTable;
  /** Who is there, where somebody has just looked (`Census.present`); else the table is asked. */
  readonly present?: () => ReadonlySet<number>;
  readonly program: () => Program;
  /** Whether a process belongs to a run already (`Registry.owner`). */
  readonly taken: (pid: number) => boolean;
  /** Roots of what other engines guard; asked only where something was found. Default: none. */
  readonly guardedByOthers?: () => ReadonlySet<number>;
  readonly allowOtherUsers: boolean;
  /** The engine's user id; null where there are none. */
  readonly uid?: number | null;
}

/** For so long after it was first seen a process is read at every look: a shell forks first and then becomes another. */
const youngMs = 15_000;
/** So many of the older ones are read again at each look, in turn: a program may become another late in its life. */
const oldPerLook = 8;
interface Seen {
  readonly since: number;
  /** What it ran when it was last read; null before. Empty for threads of the kernel and zombies, which run nothing else. */
  line: string | null;
}

export function createDiscovery(options: DiscoveryOptions): Discovery {
  const { table } = options;
  const seen = new Map<number, Seen>();
  /** Named by a pattern, and left to the engine that guards it for as long as that does. */
  const elsewhere = new Set<number>();
  let turn: number[] = [];
  let program: Program | null = null;
  let name: (process: ProcessInfo) => ProgramProfile | null = () => null;
  const uid = options.uid === undefined ? (process.getuid?.() ?? null) : options.uid;

  /** Who is to be read at this look. */
  const due = (now: number): Set<number> => {
    const present = options.present?.() ?? new Set(table.pids());
    for (const pid of seen.keys()) if (!present.has(pid)) seen.delete(pid);
    const list = new Set<number>();
    for (const pid of present) {
      const known = seen.get(pid);
      if (known === undefined) seen.set(pid, { since: now, line: null });
      if (known === undefined || now - known.since < youngMs) list.add(pid);
    }
    if (turn.length === 0) turn = [...present].filter((pid) => seen.get(pid)?.line !== "");
    for (const pid of [...turn.splice(0, oldPerLook), ...elsewhere]) if (present.has(pid)) list.add(pid);
    return list;
  };
  /** Whether it runs something that has not been held against the patterns yet. */
  const changed = (pid: number): boolean => {
    const known = seen.get(pid);
    const line = table.commandLine(pid);
    const waits = elsewhere.delete(pid);
    if (known === undefined || (line === known.line && !waits)) return false;
    known.line = line;
    return line !== null && line !== "";
  };
  const isGuardedByOthers = (others: ReadonlySet<number>, { process: { pid } }: Found): boolean => {
    if (![pid, ...ancestors(table, pid)].some((above) => others.has(above))) return false;
    elsewhere.add(pid);
    return true;
  };
  return {
    look: (now) => {
      const current = options.program();
      if (current !== program) {
        // New policies may name whom the old ones did not.
        program = current;
        name = processNamer(current);
        seen.clear();
      }
      if (!current.profiles.some((profile) => profile.patterns.some((pattern) => pattern.target === "process")))
        return [];
      const found = new Map<number, Found>();
      for (const pid of due(now)) {
        if (pid <= 1 || pid === process.pid || !changed(pid) || options.taken(pid)) continue;
        const info = table.info(pid);
        if (info === null) continue;
        if (!options.allowOtherUsers && uid !== null && info.uid !== null && info.uid !== uid) continue;
        const profile = name(info);
        if (profile !== null) found.set(pid, { process: info, profile });
      }
      if (found.size === 0) return [];
      for (const pid of ancestors(table, process.pid)) found.delete(pid);
      // `macro-engine run -- ./heal.sh` bears the macro's name in its arguments, and so does what started it.
      for (const { process } of [...found.values()].filter(isEngine)) {
        for (const pid of [process.pid, ...ancestors(table, process.pid)]) found.delete(pid);
      }
      for (const pid of found.keys()) if (isControlPlanes(table, pid)) found.delete(pid);
      const topmost = [...found.values()].filter(({ process }) => isTopmost(process, found, options));
      if (topmost.length === 0) return [];
      const others = options.guardedByOthers?.() ?? new Set();
      return topmost.filter((one) => !isGuardedByOthers(others, one));
    },
  };
}

/** Whether a process is this program, in whatever role, or is about to start it. */
function isEngine({ process: { command } }: Found): boolean {
  if (command[3] === guardianName) return true;
  const script = scriptOf(command);
  if (/(^|[\\/])(macro-engine|watch-engine|prepare-watch|compile-program|guardian-recover)(\.c?js|\.ts)?$/.test(script))
    return true;
  // npm has been there for most of a second before what it starts is. It writes a title over its arguments.
  const byNpm = /^npm exec /.test(command[0] ?? "") || /(^|[\\/])npx(-cli\.js)?$/.test(script);
  return byNpm && /(^| )macro-engine(@\S*)?( |$)/.test(command.join(" "));
}

/** The first argument that is no option of Node's. */
function scriptOf(command: readonly string[]): string {
  return command.slice(1).find((argument) => !argument.startsWith("-")) ?? "";
}

/** Whether a process is an engine's control plane, or what one has started: a command that is to be notified, say. */
function isControlPlanes(table: ProcessTable, pid: number): boolean {
  return [pid, ...ancestors(table, pid)].some((above) =>
    /(^|[\\/])control-plane[\\/]main(\.c?js|\.ts)?$/.test(scriptOf(table.info(above)?.command ?? [])),
  );
}

/** Whether no ancestor was found as well, or belongs to a run. */
function isTopmost(process: ProcessInfo, found: ReadonlyMap<number, Found>, options: DiscoveryOptions): boolean {
  const above = ancestors(options.table, process.pid);
  for (const pid of above) if (found.has(pid) || options.taken(pid)) return false;
  return true;
}
