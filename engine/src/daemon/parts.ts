/** Puts the engine's parts together; nothing runs yet. */

import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { builtInMetric, type Program } from "@macro-engine/dsl";
import { createDryPerformer } from "../actions/dry-performer.ts";
import { createPerformer, type Performer } from "../actions/performer.ts";
import type { Config } from "../config.ts";
import { entryUrl } from "../entry.ts";
import { names } from "../macros/governing.ts";
import { createGuardian, type Guardian, guardianState } from "../macros/guardian.ts";
import { processTable } from "../macros/processes/platforms.ts";
import type { ProcessTable } from "../macros/processes/process-table.ts";
import { createRegistry, type LiveRun, type Registry } from "../macros/registry.ts";
import { createRunSampler, type RunSampler } from "../macros/sampler.ts";
import { createSamplers, createSampling, type Sampling, stalenessOf } from "../metrics/index.ts";
import { evaluatorFactory } from "../runtime/evaluators.ts";
import type { Evaluator } from "../runtime/types.ts";
import { createResilientStore, type ResilientStore } from "../store/resilient-store.ts";
import { openStore } from "../store/sqlite-store.ts";
import { cooldownStore, pausedStore } from "../store/store.ts";
import { type Acting, createActing } from "./acting.ts";
import { type Announcer, createAnnouncer } from "./announcer.ts";
import type { CompileOptions } from "./compile.ts";
import { pastRuns } from "./past-runs.ts";
import { createReports, type Reports } from "./reports.ts";
import { createRuns, type Runs } from "./runs.ts";

export interface DaemonOptions extends CompileOptions {
  readonly config: Config;
  readonly version: string;
  readonly dryRun: boolean;
  /** Whether to look for processes that `match process` patterns name. */
  readonly discover: boolean;
  /** Given by the user; null: none. */
  readonly sessionName: string | null;
}

/** The policies in force, and what is wrong with those on disk where they are not: rendered, else empty. */
export interface InForce {
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
  readonly sampling: Sampling;
  readonly evaluator: Evaluator;
  readonly performer: Performer;
  readonly guardian: Guardian;
  readonly runs: Runs;
  readonly acting: Acting;
  readonly sampler: RunSampler;
  readonly reports: Reports;
  readonly graceMs: (live: LiveRun) => number;
}

/** Grace of macros that no profile governs: the language's default. */
const defaultGraceMs = 5000;

export async function createParts(program: Program, options: DaemonOptions): Promise<Parts> {
  const { config, dryRun } = options;
  const session = randomUUID();
  const startedWall = Date.now();
  const inForce: InForce = { program, problems: "" };
  const announcer = createAnnouncer();
  const table = processTable();
  await table.refresh();
  const store = openRecords(config, announcer);
  const registry = createRegistry({
    table,
    program: () => inForce.program,
    cooldowns: cooldownStore(store),
    zone: config.zone,
    wall: startedWall,
    maxLevel: config.maxLevel,
    past: pastRuns(store, startedWall, config.zone),
  });
  const { sampling, staleness } = createMeasuring(options, inForce, registry, announcer);
  const createEvaluator = await evaluatorFactory(config.evaluator);
  const stalenessMs = { ...staleness, ...config.stalenessMs };
  const evaluator = createEvaluator(program, { intervalMs: config.intervalMs, zone: config.zone, stalenessMs });
  const profileOf = (name: string | null) => inForce.program.profiles.find((profile) => profile.name === name);
  const graceMs = (live: LiveRun) => profileOf(live.run.profile)?.graceMs ?? defaultGraceMs;

  const recover = [process.execPath, fileURLToPath(entryUrl("macros/guardian-recover"))];
  const guardian = createGuardian(recover, (error) =>
    announcer.notice("warning", `if this engine were killed, what it had paused would stay so: ${error.message}`),
  );
  const { signal } = config.cancel;
  const { otherUsers: allowOtherUsers, onExit } = config;
  const guard = () => {
    if (!dryRun) guardian.update(guardianState({ registry, performer, onExit, graceMs, signal, allowOtherUsers }));
  };
  const performer = (dryRun ? createDryPerformer : createPerformer)({
    table,
    settings: {
      signal,
      allowOtherUsers,
      names: (run, root) => {
        const profile = profileOf(run.profile);
        return profile !== undefined && names(profile, root);
      },
    },
    pausedStore: pausedStore(store),
    onChange: guard,
  });
  const runs = createRuns({ registry, evaluator, performer, store, announcer, table, session, onChange: guard });
  const acting = createActing({ performer, registry, runs, store, announcer, session, dryRun, graceMs });
  const sampler = createRunSampler({ table, registry, isPaused: performer.isPaused });
  return {
    session,
    startedWall,
    inForce,
    table,
    announcer,
    store,
    registry,
    sampling,
    evaluator,
    performer,
    guardian,
    runs,
    acting,
    sampler,
    reports: createReports(),
    graceMs,
  };
}

function openRecords({ store: { path, retention, sizeBytes } }: Config, announcer: Announcer): ResilientStore {
  return createResilientStore({
    path,
    open: () => openStore({ path, retention, sizeBytes }),
    report: (level, message) => announcer.notice(level, message),
  });
}

function createMeasuring(options: DaemonOptions, inForce: InForce, registry: Registry, announcer: Announcer) {
  const { sources, intervalMs } = options.config;
  const samplers = createSamplers({
    sources,
    intervalMs,
    customMetrics: () => inForce.program.metrics.filter((metric) => metric.custom),
    runningMacros: () => registry.size,
  });
  const sampling = createSampling(samplers, {
    now: () => performance.now(),
    report: ({ kind, message }) => announcer.notice(kind === "failed" ? "warning" : "info", message),
    metric: (name) => builtInMetric(name) ?? inForce.program.metrics.find((metric) => metric.name === name),
  });
  return { sampling, staleness: stalenessOf(samplers) };
}
