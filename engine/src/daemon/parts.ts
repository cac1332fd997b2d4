/** Puts the engine's parts together; nothing runs yet. */

import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Program } from "@macro-engine/dsl";
import { createDryPerformer } from "../actions/dry-performer.ts";
import { createPerformer, type PerformerOptions } from "../actions/performer.ts";
import { createTellingPerformer, type MacroPerformer } from "../actions/telling-performer.ts";
import type { CompileOptions } from "../compile-policies.ts";
import type { Config } from "../config.ts";
import { entryUrl } from "../entry.ts";
import { names } from "../macros/governing.ts";
import { createGuardian, type Guardian, guardianState } from "../macros/guardian.ts";
import { processTable } from "../macros/processes/platforms.ts";
import type { ProcessTable } from "../macros/processes/process-table.ts";
import { createRegistry, type LiveRun, type Registry } from "../macros/registry.ts";
import { createRunSampler, type RunSampler } from "../macros/sampler.ts";
import { evaluatorFactory } from "../runtime/evaluators.ts";
import type { Evaluator, EvaluatorOptions } from "../runtime/types.ts";
import { createResilientStore, type ResilientStore } from "../store/resilient-store.ts";
import { openStore } from "../store/sqlite-store.ts";
import { cooldownStore, pausedStore } from "../store/store.ts";
import { type Acting, createActing } from "./acting.ts";
import { type Announcer, createAnnouncer } from "./announcer.ts";
import { createMeasuring, type Measuring } from "./measuring.ts";
import { createMutes, type Mutes } from "./mutes.ts";
import { createNamedSessions, type NamedSessions } from "./named-sessions.ts";
import { createNewest, type Newest } from "./newest.ts";
import { createOutputs, type Outputs } from "./outputs.ts";
import { pastRuns } from "./past-runs.ts";
import { createReleased, type Released } from "./releasing.ts";
import { createReports, type Reports } from "./reports.ts";
import { createRuns, type Runs } from "./runs.ts";
import { createServing, type ServingState } from "./serving.ts";
import { createToday, type Today } from "./today.ts";

export interface DaemonOptions extends CompileOptions {
  readonly config: Config;
  readonly version: string;
  readonly dryRun: boolean;
  /** Whether to look for processes that `match process` patterns name. */
  readonly discover: boolean;
  /** Given by the user; null: none. */
  readonly sessionName: string | null;
}

/** The policies and the configuration in force, and what is wrong with those on disk where they are not: rendered, else empty. */
export interface InForce {
  config: Config;
  program: Program;
  problems: string;
}

export interface Parts {
  readonly session: string;
  readonly startedWall: number;
  readonly inForce: InForce;
  readonly table: ProcessTable;
  readonly announcer: Announcer;
  readonly store: ResilientStore;
  readonly registry: Registry;
  readonly measuring: Measuring;
  readonly evaluator: Evaluator;
  readonly performer: MacroPerformer;
  readonly guardian: Guardian;
  /** Tells the guardian what would have to be done now, should the engine be killed. */
  readonly tellGuardian: () => void;
  readonly runs: Runs;
  readonly acting: Acting;
  readonly sampler: RunSampler;
  readonly reports: Reports;
  readonly released: Released;
  readonly today: Today;
  readonly newest: Newest;
  readonly mutes: Mutes;
  readonly named: NamedSessions;
  readonly outputs: Outputs;
  readonly serving: ServingState;
  readonly graceMs: (live: LiveRun) => number;
}

/** Grace of macros that no profile governs: the language's default. */
const defaultGraceMs = 5000;

export async function createParts(program: Program, options: DaemonOptions): Promise<Parts> {
  const { config, dryRun } = options;
  const session = randomUUID();
  const startedWall = Date.now();
  const inForce: InForce = { config, program, problems: "" };
  const announcer = createAnnouncer();
  const table = processTable();
  await table.refresh();
  const store = openRecords(config, announcer, () => {
    registry.recall(Date.now());
    mutes.recall(Date.now());
  });
  const registry = createRegistry({
    table,
    program: () => inForce.program,
    cooldowns: cooldownStore(store),
    zone: config.zone,
    wall: startedWall,
    get maxLevel() {
      return inForce.config.maxLevel;
    },
    past: pastRuns(store, startedWall, config.zone),
  });
  const mutes = createMutes({
    store,
    announcer,
    registry,
    program: () => inForce.program,
    allowsDangerous: () => inForce.config.mute.dangerous,
    wall: startedWall,
  });
  const measuring = createMeasuring(inForce, registry, announcer);
  const createEvaluator = await evaluatorFactory(config.evaluator);
  const evaluator = createEvaluator(program, evaluatorOptions(config, { measuring, mutes }));
  const profileOf = (name: string | null) => inForce.program.profiles.find((profile) => profile.name === name);
  const graceMs = (live: LiveRun) => profileOf(live.run.profile)?.graceMs ?? defaultGraceMs;
  const cooldownMs = (live: LiveRun) => profileOf(live.run.profile)?.cooldownMs ?? 0;

  const recover = [process.execPath, fileURLToPath(entryUrl("macros/guardian-recover"))];
  const guardian = createGuardian(recover, (error) =>
    announcer.notice("warning", `if this engine were killed, what it had paused would stay so: ${error.message}`),
  );
  const settings: PerformerOptions["settings"] = {
    get signal() {
      return inForce.config.cancel.signal;
    },
    get allowOtherUsers() {
      return inForce.config.otherUsers;
    },
    names: (run, root) => {
      const profile = profileOf(run.profile);
      return profile !== undefined && names(profile, root);
    },
  };
  const tellGuardian = () => {
    if (dryRun) return;
    const { onExit, otherUsers: allowOtherUsers, cancel } = inForce.config;
    const { signal } = cancel;
    guardian.update(guardianState({ registry, performer, onExit, graceMs, signal, allowOtherUsers }));
  };
  const performer = createTellingPerformer({
    processes: (dryRun ? createDryPerformer : createPerformer)({
      table,
      settings,
      pausedStore: pausedStore(store),
      onChange: tellGuardian,
    }),
    table,
    dryRun,
    announce: (order) => announcer.announce(order),
    onChange: tellGuardian,
  });
  const runs = createRuns({ registry, evaluator, performer, store, announcer, table, session, onChange: tellGuardian });
  const acting = createActing({ performer, registry, runs, store, announcer, session, dryRun, graceMs, cooldownMs });
  const disk = () =>
    inForce.program.metrics.some(({ name }) => name === "macro.disk_read" || name === "macro.disk_write");
  const sampler = createRunSampler({ table, registry, isPaused: performer.isPaused, disk });
  return {
    session,
    startedWall,
    inForce,
    table,
    announcer,
    store,
    registry,
    measuring,
    evaluator,
    performer,
    guardian,
    tellGuardian,
    runs,
    acting,
    sampler,
    reports: createReports(),
    released: createReleased(table),
    today: createToday({ store, zone: () => inForce.config.zone }),
    newest: createNewest(),
    mutes,
    named: createNamedSessions({ store, announcer, session }),
    outputs: createOutputs(config.store.path),
    serving: createServing(),
    graceMs,
  };
}

function openRecords(
  { store: { path, retention, sizeBytes } }: Config,
  announcer: Announcer,
  onRecovery: () => void,
): ResilientStore {
  return createResilientStore({
    path,
    open: () => openStore({ path, retention, sizeBytes }),
    report: (level, message) => announcer.notice(level, message),
    onRecovery,
  });
}

/** How the evaluator reads time, by the configuration and the samplers in force, and what is muted. */
export function evaluatorOptions(
  { intervalMs, zone, stalenessMs }: Config,
  { measuring, mutes }: Pick<Parts, "measuring" | "mutes">,
): EvaluatorOptions {
  return {
    intervalMs,
    zone,
    stalenessMs: { ...measuring.stalenessMs, ...stalenessMs },
    mutedBy: (firing, wall) => mutes.mutedBy(firing, wall),
  };
}
