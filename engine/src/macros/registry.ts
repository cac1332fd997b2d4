/** The runs: who may start, who runs, under which profile, and who has to wait. */

import { randomUUID } from "node:crypto";
import { type Level, levels, type Program } from "@macro-engine/dsl";
import type { CooldownStore } from "../store/store.ts";
import { governs } from "./governing.ts";
import { partOfEngine, startedEngine } from "./part-of-engine.ts";
import { executableName, isAlive, type ProcessTable } from "./processes/process-table.ts";
import { createToday, type PastRun, type Today } from "./today.ts";
import { createTree, noProcesses, type ProcessTree } from "./tree.ts";
import type { MacroOrigin, MacroRun, ProcessIdentity, ProcessRun, RunEnd } from "./types.ts";

export interface LiveRun {
  /** Replaced when a change of the policies gives it another profile. */
  readonly run: MacroRun;
  readonly tree: ProcessTree;
}

/** A run with a process, which can be acted upon. */
export type LiveProcess = LiveRun & { readonly run: ProcessRun };

export function hasProcess(live: LiveRun): live is LiveProcess {
  return live.run.root !== null;
}

interface Entry extends LiveRun {
  run: MacroRun;
  request: StartRequest;
}

export interface StartRequest {
  readonly macro: string;
  /** Named by the user; null: found by the macro's name and the process. */
  readonly profile: string | null;
  /** Replaces the profile's level for this run. */
  readonly level?: Level;
  /** What it calls itself, where that is not its name. */
  readonly title?: string;
  readonly origin: MacroOrigin;
  /** Of a supervised child, its mark; else made up. */
  readonly id?: string;
  /** Null: it registers itself without one. */
  readonly root: ProcessIdentity | null;
  readonly command: readonly string[];
  /** Now, ms monotonic and ms since the epoch. */
  readonly time: number;
  readonly wall: number;
  /** How long it has run already, ms; default 0. */
  readonly ageMs?: number;
}

/** What is known before a macro is spawned. */
export type Asked = Pick<StartRequest, "macro" | "profile" | "level" | "command">;

/** Why a run is not begun, and in words for the user. */
export interface StartRefusal {
  readonly kind: "cooldown" | "level" | "unknown-profile" | "gone" | "protected" | "known";
  readonly reason: string;
  /** For a cooldown: when it ends, ms since the epoch. */
  readonly untilWall: number | null;
}

export type StartResult =
  | { readonly ok: true; readonly live: LiveRun }
  | { readonly ok: false; readonly refusal: StartRefusal };

export interface Registry {
  /** Whether a macro may start now, before anything is spawned: profile, level, cooldown. Null: it may. */
  refusal(asked: Asked, wall: number): StartRefusal | null;
  /** Begins a run. Found processes begin even in their macro's cooldown: they run already, and are to be cancelled again. */
  start(request: StartRequest): StartResult;
  /** Ends a run: it is no longer among the running. Null when the id is unknown. */
  end(id: string, end: RunEnd, wall: number): MacroRun | null;
  /** After a change of the policies: the runs that another profile or level governs now than before. */
  regovern(): readonly LiveRun[];
  /** Gives a run another level, which stays when the policies change; null: its profile's. Unknown ids are ignored. */
  relevel(id: string, level: Level | null): void;
  get(id: string): LiveRun | undefined;
  running(): IterableIterator<LiveRun>;
  readonly size: number;
  /** The live run that this process belongs to, as of its last look. */
  owner(pid: number): LiveRun | undefined;
  /** Begins the macro's cooldown by its profile; `decidedWall` is the time of the decision. */
  cool(run: MacroRun, decidedWall: number): void;
  /** End of the macro's cooldown, ms since the epoch; null when it may start. */
  coolingUntil(macro: string, wall: number): number | null;
  /** Macros that may not start yet, with the end of their cooldowns. */
  cooling(wall: number): ReadonlyMap<string, number>;
  /** Reads cooldowns again, from a store that could not be read at first: of a macro's two the longer holds. */
  recall(wall: number): void;
  readonly today: Today;
}

export interface RegistryOptions {
  readonly table: ProcessTable;
  /** The program in force, asked at every use. */
  readonly program: () => Program;
  readonly cooldowns: CooldownStore;
  /** IANA zone of "today". */
  readonly zone: string;
  readonly wall: number;
  readonly maxLevel?: Level;
  /** Runs of today from before this engine began. */
  readonly past?: readonly PastRun[];
  /** A cooldown that could not be saved is kept in memory all the same; this hears of it. */
  readonly onStoreError?: (error: unknown) => void;
}

export function createRegistry(options: RegistryOptions): Registry {
  const { table, program } = options;
  const runs = new Map<string, Entry>();
  const cooldowns = loadCooldowns(options, options.wall);
  const today = createToday(options.zone, options.wall, options.past);

  const coolingUntil = (macro: string, wall: number) => {
    const until = cooldowns.get(macro.toLowerCase());
    return until !== undefined && until > wall ? until : null;
  };
  const refusal: Registry["refusal"] = ({ macro, profile, level, command }, wall) => {
    const known = program().profiles.some((entry) => entry.name === profile);
    if (profile !== null && !known) {
      return refuse("unknown-profile", `no policy has a profile ${profile}; known are ${listed(program())}`);
    }
    const actual = level ?? governs(program(), macro, profile, asCommanded(command))?.level;
    const most = options.maxLevel ?? "dangerous";
    if (actual !== undefined && levels.indexOf(actual) > levels.indexOf(most)) {
      return refuse("level", `${macro} is ${actual}; the configuration starts nothing above ${most}`);
    }
    const until = coolingUntil(macro, wall);
    if (until === null) return null;
    const left = Math.ceil((until - wall) / 1000);
    return { ...refuse("cooldown", `${macro} was cancelled and may start again in ${left}s`), untilWall: until };
  };
  const owner = (pid: number) => {
    for (const live of runs.values()) {
      if (live.tree.members().some((member) => member.pid === pid)) return live;
    }
    return undefined;
  };
  const start = (request: StartRequest): StartResult => {
    const refused = refusalToStart(request, refusal, table, owner);
    if (refused !== null) return { ok: false, refusal: refused };
    const live: Entry = { ...begin(request, table, program()), request };
    runs.set(live.run.id, live);
    today.started(live.run.macro, request.wall, live.run);
    return { ok: true, live };
  };
  return {
    refusal,
    start,
    end: (id, _end, wall) => {
      const live = runs.get(id);
      if (live === undefined) return null;
      runs.delete(id);
      today.ended(live.run.macro, wall);
      return live.run;
    },
    regovern: () =>
      [...runs.values()].filter((entry) => {
        const before = entry.run;
        entry.run = { ...before, ...governing(entry.request, table, program()) };
        return entry.run.profile !== before.profile || entry.run.level !== before.level;
      }),
    relevel: (id, level) => {
      const entry = runs.get(id);
      if (entry === undefined) return;
      const { level: _, ...request } = entry.request;
      entry.request = level === null ? request : { ...request, level };
      entry.run = { ...entry.run, ...governing(entry.request, table, program()) };
    },
    get: (id) => runs.get(id),
    running: () => runs.values(),
    get size() {
      return runs.size;
    },
    owner,
    cool: (run, decidedWall) => {
      const profile = program().profiles.find((entry) => entry.name === run.profile);
      if (profile === undefined || profile.cooldownMs === 0) return;
      const until = decidedWall + profile.cooldownMs;
      cooldowns.set(run.macro.toLowerCase(), until);
      try {
        options.cooldowns.save(run.macro, until);
      } catch (error) {
        options.onStoreError?.(error);
      }
    },
    coolingUntil,
    recall: (wall) => {
      for (const [macro, until] of loadCooldowns(options, wall)) {
        cooldowns.set(macro, Math.max(until, cooldowns.get(macro) ?? until));
      }
    },
    cooling: (wall) => new Map([...cooldowns].filter(([, until]) => until > wall)),
    today,
  };
}

function loadCooldowns({ cooldowns, onStoreError }: RegistryOptions, wall: number): Map<string, number> {
  try {
    // The store has them by the name as it was written, so one macro may have several.
    const ascending = [...cooldowns.load(wall)].sort(([, one], [, other]) => one - other);
    return new Map(ascending.map(([macro, until]) => [macro.toLowerCase(), until]));
  } catch (error) {
    onStoreError?.(error);
    return new Map();
  }
}

function refusalToStart(
  request: StartRequest,
  refusal: Registry["refusal"],
  table: ProcessTable,
  owner: Registry["owner"],
): StartRefusal | null {
  const refused = request.root === null ? null : refusalOfProcess(request.root, request.origin, table, owner);
  if (refused !== null) return refused;
  const unwanted = refusal(request, request.wall);
  // What runs already is not started by us: above the greatest level it needs guarding all the more.
  if (unwanted?.kind === "level" && request.origin !== "child") return null;
  return unwanted?.kind === "cooldown" && request.origin === "found" ? null : unwanted;
}

function refusalOfProcess(
  root: ProcessIdentity,
  origin: MacroOrigin,
  table: ProcessTable,
  owner: Registry["owner"],
): StartRefusal | null {
  if (root.pid <= 1) return refuse("protected", "process 1 starts and ends the system");
  if (root.pid === process.pid) return refuse("protected", `process ${root.pid} is the engine itself`);
  // A supervised child may have ended within its first moments; it is a run all the same, and a short one.
  const isThere = isAlive(table, root) && table.info(root.pid) !== null;
  if (origin !== "child" && !isThere) return refuse("gone", `there is no process ${root.pid}`);
  const known = owner(root.pid);
  if (known !== undefined) return refuse("known", `process ${root.pid} belongs to ${known.run.macro} already`);
  // Whoever attaches by hand has named the process; what registers itself may err, or lie.
  const why =
    origin === "child"
      ? null
      : (partOfEngine(table, root.pid) ?? (origin === "registered" ? startedEngine(table, root.pid) : null));
  return why === null ? null : refuse("protected", why);
}

function begin(request: StartRequest, table: ProcessTable, program: Program): LiveRun {
  const { macro, title, origin, root, command } = request;
  const id = request.id ?? randomUUID();
  const run: MacroRun = {
    id,
    macro,
    ...(title === undefined ? {} : { title }),
    ...governing(request, table, program),
    origin,
    root,
    command,
    startedAt: request.time - (request.ageMs ?? 0),
    startedWall: Math.round(request.wall - (request.ageMs ?? 0)),
  };
  if (root === null) return { run, tree: noProcesses };
  const child = origin === "child";
  const tree = createTree(table, {
    root,
    mark: child ? id : null,
    leadsSession: child && process.platform !== "win32",
  });
  tree.survey();
  return { run, tree };
}

function governing({ macro, root, command, profile, level }: StartRequest, table: ProcessTable, program: Program) {
  const process = root === null ? null : table.info(root.pid);
  const found = governs(program, macro, profile, process ?? asCommanded(command));
  return { profile: found?.name ?? null, level: level ?? found?.level ?? null };
}

function asCommanded(command: readonly string[]) {
  return { name: executableName(command[0] ?? ""), command };
}

function refuse(kind: StartRefusal["kind"], reason: string): StartRefusal {
  return { kind, reason, untilWall: null };
}

function listed(program: Program): string {
  return program.profiles.map((profile) => profile.name).join(", ") || "none";
}
