/** Gathers from a running engine what the live screen shows. */

import { formatQuantity } from "@macro-engine/dsl";
import { stateOf } from "../daemon/status.ts";
import type { Daemon } from "../daemon.ts";
import type { LiveRun } from "../macros/registry.ts";
import { metricDimension } from "./metric-dimension.ts";
import { createEventLog } from "./screen/event-log.ts";
import { type MainMetric, mainMetrics } from "./screen/main-metrics.ts";
import type { ScreenMacro, ScreenMetric, ScreenView } from "./screen/view.ts";

const historyLength = 60;
/** A value older than this is not shown as the present one, ms. */
const shownForMs = 15_000;

/** A view of the engine as of its last tick, at every call. */
export function liveView(daemon: Daemon, demo: boolean): () => ScreenView {
  const { zone } = daemon.options.config;
  const log = createEventLog({ zone, dimensionOf: metricDimension(daemon) });
  daemon.announcer.listen((event) => log.add(event));
  const histories = new Map<string, (number | null)[]>();
  const push = (key: string, value: number | null) => {
    const history = histories.get(key) ?? [];
    histories.set(key, history);
    history.push(value);
    if (history.length > historyLength) history.shift();
  };
  const cpu = createCpuShares(daemon);
  let last = { now: performance.now(), wall: Date.now() };

  daemon.onTick((now, wall) => {
    last = { now, wall };
    for (const metric of shownMetrics) push(metric, presentValue(daemon, metric, now));
    cpu.measure(now);
    for (const { run } of daemon.registry.running()) push(run.id, cpu.share(run.id));
    for (const key of histories.keys()) {
      if (!(key in mainMetrics) && daemon.registry.get(key) === undefined) histories.delete(key);
    }
  });
  return () => {
    const { program, problems } = daemon.inForce;
    const reason = daemon.store.state.reason;
    return {
      ...last,
      zone,
      engine: {
        profiles: program.profiles.length,
        rules: program.profiles.reduce((sum, profile) => sum + profile.rules.length, 0),
        demo,
        dryRun: daemon.options.dryRun,
        policyProblem: problems === "" ? null : problems,
        recordingProblem: reason,
        // Whoever followed the link has a cookie.
        dashboard: daemon.serving.now.link ?? daemon.serving.now.dashboard,
      },
      metrics: shownMetrics.map((metric) => screenMetric(daemon, metric, last.now, histories.get(metric) ?? [])),
      macros: [...daemon.registry.running()].map((live) =>
        screenMacro(daemon, live, cpu.share(live.run.id), histories.get(live.run.id) ?? []),
      ),
      cooling: coolingMacros(daemon, last.wall),
      events: log.lines,
    };
  };
}

const shownMetrics = Object.keys(mainMetrics) as MainMetric[];

function presentValue({ newest }: Daemon, metric: string, now: number): number | null {
  const entry = newest.system.get(metric);
  return entry !== undefined && typeof entry.value === "number" && now - entry.time <= shownForMs ? entry.value : null;
}

function screenMetric(
  daemon: Daemon,
  metric: MainMetric,
  now: number,
  history: readonly (number | null)[],
): ScreenMetric {
  const value = presentValue(daemon, metric, now);
  const dimension = metricDimension(daemon)(metric) ?? "number";
  return { metric, value, valueText: value === null ? "" : formatQuantity(value, dimension), history };
}

function screenMacro(
  daemon: Daemon,
  live: LiveRun,
  share: number | null,
  history: readonly (number | null)[],
): ScreenMacro {
  const { id, macro, profile, level, root, startedAt } = live.run;
  const usage = daemon.sampler.usage(id);
  return {
    macro,
    profile,
    level,
    pid: root?.pid ?? null,
    startedAt,
    state: stateOf(daemon, live),
    rules: daemon.evaluator.inspect(id),
    cpu: share === null ? null : { valueText: formatQuantity(share, "percent"), history },
    memory: usage === null ? null : { valueText: formatQuantity(usage.residentBytes, "bytes") },
  };
}

/** Processor share of each run between the last two ticks, %; the sampler gives the counter. */
function createCpuShares({ registry, sampler }: Daemon) {
  const before = new Map<string, { readonly seconds: number; readonly at: number }>();
  const shares = new Map<string, number>();
  return {
    measure(now: number): void {
      for (const id of before.keys()) {
        if (registry.get(id) !== undefined) continue;
        before.delete(id);
        shares.delete(id);
      }
      for (const { run } of registry.running()) {
        const usage = sampler.usage(run.id);
        if (usage === null) continue;
        const last = before.get(run.id);
        before.set(run.id, { seconds: usage.cpuSeconds, at: now });
        if (last !== undefined && now > last.at) {
          shares.set(run.id, Math.max(0, ((usage.cpuSeconds - last.seconds) / (now - last.at)) * 100_000));
        }
      }
    },
    share: (id: string): number | null => shares.get(id) ?? null,
  };
}

function coolingMacros({ registry }: Daemon, wall: number) {
  return [...registry.cooling(wall)].map(([macro, until]) => ({ macro, leftMs: until - wall }));
}
