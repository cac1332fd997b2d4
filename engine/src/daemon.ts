/** The engine: its parts, ticking, until it is told to stop. */

import type { Program } from "@macro-engine/dsl";
import { realSystem } from "./actions/system.ts";
import type { Compiled } from "./compile-policies.ts";
import type { Config } from "./config.ts";
import { isoTime } from "./daemon/announcer.ts";
import { applicable, measuredOtherwise } from "./daemon/applying.ts";
import { readAgain } from "./daemon/compile.ts";
import { createEventFile } from "./daemon/event-file.ts";
import { createParts, type DaemonOptions, evaluatorOptions, type Parts } from "./daemon/parts.ts";
import { createTick } from "./daemon/tick.ts";
import { startTicker } from "./daemon/ticker.ts";
import type { RuleDecided } from "./events.ts";
import { leave } from "./macros/leaving.ts";
import { recoverPaused } from "./macros/recovery.ts";
import type { Outcome } from "./macros/types.ts";
import { pausedStore } from "./store/store.ts";

export type { DaemonOptions, Parts } from "./daemon/parts.ts";

export interface Daemon extends Parts {
  readonly options: DaemonOptions;
  /** Of the newest snapshot, ms since the epoch; null before the first. */
  readonly lastSnapshot: { readonly wall: number; readonly decisions: readonly RuleDecided[] } | null;
  /** Once it has begun: takes one more snapshot now, and does what it decides; resolves with it. */
  check(): Promise<NonNullable<Daemon["lastSnapshot"]>>;
  /** Called after each tick with its time, ms monotonic and since the epoch. */
  onTick(listener: (due: number, wall: number) => void): void;
  /** Begins to tick. Register listeners before. */
  start(): void;
  /** Resolves when it has begun: from then on macros are taken in. */
  readonly begun: Promise<void>;
  /** Whether its end has begun: nothing is to begin any more. */
  readonly isStopping: boolean;
  /** Reads the policies again; broken ones leave the last good set in force. */
  reload(): Promise<Compiled>;
  /**
   * Lets everyone go, ends or leaves the supervised children as configured, closes. Further calls join the first. With
   * `handOver` everyone goes on, and is on record as guarded until that is done.
   */
  stop(reason: string, handOver?: () => Promise<void>): Promise<void>;
}

/** Puts an engine together around a program that has compiled. */
export async function createDaemon(program: Program, options: DaemonOptions): Promise<Daemon> {
  const { config, dryRun, version } = options;
  const parts = await createParts(program, options);
  const { session, startedWall, store, announcer, measuring, evaluator, inForce } = parts;
  const listeners: ((due: number, wall: number) => void)[] = [];
  const tick = createTick(parts, options);
  const log = createEventFile(config.log, (message) => announcer.notice("warning", message));
  if (log !== null) announcer.listen(log);
  let ticker: ReturnType<typeof startTicker> | null = null;
  let lastSnapshot: Daemon["lastSnapshot"] = null;
  let stopping: Promise<void> | null = null;
  const begun = Promise.withResolvers<void>();

  const start = () => {
    const { policies } = config;
    store.write([
      {
        kind: "session-start",
        session: { id: session, name: options.sessionName, startedWall, pid: process.pid, version, policies, dryRun },
      },
    ]);
    announcer.announce({
      event: "engine-start",
      time: isoTime(startedWall),
      session,
      pid: process.pid,
      policies,
      ...counts(inForce.program),
      dryRun,
    });
    if (!dryRun) letGoWhoWasLeftPaused(parts);
    measuring.start();
    ticker = startClock();
    begun.resolve();
  };
  const startClock = () =>
    startTicker(
      inForce.config.intervalMs,
      async (due) => {
        // What the wall clock read when the tick was due.
        const wall = Math.round(Date.now() - (performance.now() - due));
        lastSnapshot = { wall, decisions: await tick(due, wall) };
        for (const listener of listeners) listener(due, wall);
      },
      (error) => announcer.notice("error", `a tick failed: ${error instanceof Error ? error.stack : error}`),
    );
  const apply = async (next: Config, program: Program) => {
    const before = inForce.config;
    const { config: applied, waiting } = applicable(before, next);
    for (const key of waiting)
      announcer.notice("warning", `\`${key}\` has changed: that needs a restart of the engine`);
    inForce.config = applied;
    inForce.program = program;
    if (measuredOtherwise(before, applied)) measuring.replace();
    const slower = before.intervalMs !== applied.intervalMs;
    if (slower) await ticker?.stop();
    evaluator.replace(program, evaluatorOptions(applied, parts));
    parts.runs.regovern();
    parts.tellGuardian();
    if (slower && ticker !== null && stopping === null) ticker = startClock();
  };
  const reload = async () => {
    const compiled = await readAgain(inForce.config, options);
    // Nobody is left to whom it could matter.
    if (stopping !== null) return compiled;
    inForce.problems = compiled.program === null ? compiled.problems : "";
    if (compiled.program !== null) await apply(compiled.config, compiled.program);
    const ok = compiled.program !== null;
    const time = isoTime(Date.now());
    announcer.announce({ event: "reload", time, ok, ...counts(inForce.program), problems: compiled.problems });
    return compiled;
  };
  const stop = async (reason: string, handOver?: () => Promise<void>) => {
    await ticker?.stop();
    // In a dry run nothing is done to any macro.
    await leaveAll(parts, handOver !== undefined || dryRun ? "leave" : inForce.config.onExit);
    try {
      await handOver?.();
    } finally {
      await close(reason);
    }
  };
  const close = async (reason: string) => {
    await measuring.close();
    const wall = Date.now();
    for (const live of [...parts.registry.running()]) {
      // A child that was stopped with us, or cancelled meanwhile, does not go on.
      if (!parts.runs.isEnding(live.run.id)) parts.runs.expectEnd(live.run.id, { kind: "left" });
      parts.runs.end(live);
    }
    parts.guardian.dismiss();
    if (parts.named.now !== null) parts.named.end();
    store.write([{ kind: "session-end", session, wall, how: reason }]);
    announcer.announce({ event: "engine-stop", time: isoTime(wall), session, reason });
    store.close();
  };
  return {
    ...parts,
    options,
    get lastSnapshot() {
      return lastSnapshot;
    },
    onTick: (listener) => void listeners.push(listener),
    start,
    begun: begun.promise,
    get isStopping() {
      return stopping !== null;
    },
    check: async () => {
      await ticker!.extra();
      return lastSnapshot!;
    },
    reload,
    stop: (reason, handOver) => {
      stopping ??= stop(reason, handOver);
      return stopping;
    },
  };
}

function counts(program: Program): { profiles: number; rules: number } {
  const rules = program.profiles.reduce((sum, profile) => sum + profile.rules.length, 0);
  return { profiles: program.profiles.length, rules };
}

function letGoWhoWasLeftPaused({ store, table, announcer }: Parts): void {
  for (const { macro, resumed } of recoverPaused(pausedStore(store), table, realSystem())) {
    if (resumed.length > 0) announcer.notice("info", `${macro} was left paused by an engine that was killed: resumed`);
  }
}

/** Under `on_exit: stop` supervised children are stopped; everyone else goes on, resumed and restored. */
function leaveAll({ registry, performer, acting }: Parts, onExit: Config["onExit"]): Promise<readonly Outcome[]> {
  return leave({ performer, registry, onExit, stop: acting.stop });
}
