/** What the engine says of itself when asked. */

import type { EngineStatus, MacroStatus, RuleStatus } from "../control/protocol.ts";
import type { Daemon } from "../daemon.ts";
import type { LiveRun } from "../macros/registry.ts";
import type { RuleView } from "../runtime/types.ts";
import { isoTime } from "./announcer.ts";

export type MacroState = "running" | "paused" | "throttled" | "ending";

export function stateOf({ runs, performer }: Pick<Daemon, "runs" | "performer">, { run }: LiveRun): MacroState {
  if (runs.isEnding(run.id)) return "ending";
  if (performer.isPaused(run.id)) return "paused";
  return performer.isThrottled(run.id) ? "throttled" : "running";
}

export function statusOf(daemon: Daemon): EngineStatus {
  const { options, inForce, store, registry } = daemon;
  const { profiles } = inForce.program;
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
    dashboard: daemon.serving.now.dashboard,
    notServing: daemon.serving.now.problem,
    intervalMs: inForce.config.intervalMs,
    lastCheck: null,
    cost: {
      cpuSeconds: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
      residentBytes: process.memoryUsage.rss(),
    },
    channels: daemon.serving.now.channels,
    mutes: [],
    namedSession: null,
    macros: [...registry.running()].map((live) => macroStatus(daemon, live)),
  };
}

function macroStatus(daemon: Daemon, live: LiveRun): MacroStatus {
  const { id, macro, root, profile, level, origin, startedWall } = live.run;
  return {
    id,
    macro,
    pid: root.pid,
    profile,
    level,
    origin,
    startedAt: isoTime(startedWall),
    durationMs: Math.max(0, Date.now() - startedWall),
    state: stateOf(daemon, live),
    title: null,
    metrics: {},
    order: null,
    rules: daemon.evaluator.inspect(id).map(ruleStatus),
  };
}

function ruleStatus(view: RuleView): RuleStatus {
  const { since } = view;
  return { ...view, since: since === null ? null : isoTime(Math.round(Date.now() - (performance.now() - since))) };
}
