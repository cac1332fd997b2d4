/** What the engine says of itself when asked. */

import type { EngineStatus, MacroStatus, RuleStatus, Snapshot } from "../control/protocol.ts";
import type { Daemon } from "../daemon.ts";
import type { LiveRun } from "../macros/registry.ts";
import type { RuleView } from "../runtime/types.ts";
import { isoTime } from "./announcer.ts";
import { freshValues } from "./newest.ts";

export type MacroState = "running" | "paused" | "throttled" | "ending";

export function stateOf({ runs, performer }: Pick<Daemon, "runs" | "performer">, { run }: LiveRun): MacroState {
  if (runs.isEnding(run.id)) return "ending";
  if (performer.isPaused(run.id)) return "paused";
  return performer.isThrottled(run.id) ? "throttled" : "running";
}

export function statusOf(daemon: Daemon): EngineStatus {
  const { options, inForce, store, serving, lastSnapshot } = daemon;
  const { profiles } = inForce.program;
  const { user, system } = process.cpuUsage();
  return {
    pid: process.pid,
    version: options.version,
    session: daemon.session,
    startedAt: isoTime(daemon.startedWall),
    policies: options.config.policies,
    profiles: profiles.length,
    rules: profiles.reduce((sum, profile) => sum + profile.rules.length, 0),
    dryRun: options.dryRun,
    notRecording: store.state.reason,
    problems: inForce.problems,
    dashboard: serving.now.dashboard,
    notServing: serving.now.problem,
    intervalMs: inForce.config.intervalMs,
    lastCheck: lastSnapshot === null ? null : isoTime(lastSnapshot.wall),
    cost: { cpuSeconds: (user + system) / 1e6, residentBytes: process.memoryUsage.rss() },
    channels: serving.now.channels,
    mutes: daemon.mutes.list,
    namedSession: daemon.named.now,
    macros: macroStatuses(daemon),
  };
}

/** What the snapshot of this time saw. */
export function snapshotOf(daemon: Daemon, wall: number): Snapshot {
  return {
    time: isoTime(wall),
    metrics: freshValues(daemon, daemon.newest.system),
    macros: macroStatuses(daemon),
  };
}

function macroStatuses(daemon: Daemon): readonly MacroStatus[] {
  return [...daemon.registry.running()].map((live) => macroStatus(daemon, live));
}

function macroStatus(daemon: Daemon, live: LiveRun): MacroStatus {
  const { id, macro, root, profile, level, origin, startedWall } = live.run;
  return {
    id,
    macro,
    pid: root?.pid ?? null,
    profile,
    level,
    origin,
    startedAt: isoTime(startedWall),
    durationMs: Math.max(0, Date.now() - startedWall),
    state: stateOf(daemon, live),
    title: live.run.title ?? null,
    metrics: freshValues(daemon, daemon.newest.ofRun(id)),
    order: daemon.performer.order(id),
    rules: daemon.evaluator.inspect(id).map(ruleStatus),
  };
}

function ruleStatus(view: RuleView): RuleStatus {
  const { since } = view;
  return { ...view, since: since === null ? null : isoTime(Math.round(Date.now() - (performance.now() - since))) };
}
