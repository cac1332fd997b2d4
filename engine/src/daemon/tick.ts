/** One tick, on one screen: measure, look at the macros, decide, act, record. */

import type { SampleValue } from "@macro-engine/dsl";
import type { RuleDecided } from "../events.ts";
import { type Census, createCensus } from "../macros/census.ts";
import { createDiscovery } from "../macros/discovery.ts";
import { lookAtTrees } from "../macros/look.ts";
import { isAlive } from "../macros/processes/process-table.ts";
import type { LiveRun } from "../macros/registry.ts";
import type { MacroRun } from "../macros/types.ts";
import type { DaemonOptions, Parts } from "./parts.ts";

/** Resolves with what was decided, as announced. */
export type Tick = (due: number, wall: number) => Promise<readonly RuleDecided[]>;

/** How often processes are looked for, ms. */
const discoverEveryMs = 2000;

export function createTick(parts: Parts, options: DaemonOptions): Tick {
  const { table, measuring, registry, runs, sampler, performer, evaluator, acting, store, session, newest } = parts;
  const census = createCensus(table);
  const discover = options.discover ? createDiscoverer(parts, census) : () => {};
  const newcomers = createNewcomers(parts);
  const take = (metric: string, value: SampleValue, time: number, wall: number, run?: string) => {
    newest.take(metric, value, time, run);
    if (run === undefined) parts.today.take(metric, value, wall);
    evaluator.sample(metric, value, time, run);
    store.sample(metric, value, wall, run);
  };

  return async (due, wall) => {
    if (!table.live) await table.refresh();
    parts.reports.drain(due, (metric, value, time, run) => take(metric, value, time, wall, run ?? undefined));
    measuring.tick(due, (metric, value, time, macro) => {
      if (macro === undefined) return take(metric, value, time, wall);
      for (const { run } of registry.running()) {
        if (run.macro.toLowerCase() === macro.toLowerCase()) take(metric, value, time, wall, run.id);
      }
    });
    // One that is being cancelled ends with the outcome, once it is sure that nothing is left.
    for (const live of lookAtTrees(registry, census)) if (!runs.isEnding(live.run.id)) runs.gone(live);
    discover(due);
    performer.hold(registry.running());
    sampler.sample(due, wall, (run, metric, value, time) => take(metric, value, time, wall, run));
    newest.keep((run) => registry.get(run) !== undefined);
    const begun = newcomers();
    parts.mutes.pass(wall);
    const found = evaluator.tick(due, wall);
    const decided = acting.carryOut(found instanceof Promise ? await found : found);
    // A replay is to see the `duration` that the rules saw, and walls are rounded.
    store.write(
      begun.map(({ id, startedAt }) => ({ kind: "run-age", session, run: id, wall, ageMs: due - startedAt })),
    );
    store.tick(wall);
    parts.outputs.trim((run) => registry.get(run) !== undefined);
    return decided;
  };
}

/** The runs that no earlier call has told of. */
function createNewcomers({ registry }: Parts): () => readonly MacroRun[] {
  const seen = new WeakSet<LiveRun>();
  return () => {
    const begun = [...registry.running()].filter((live) => !seen.has(live));
    for (const live of begun) seen.add(live);
    return begun.map(({ run }) => run);
  };
}

/** Takes in the processes that policies name, every few seconds. */
function createDiscoverer(parts: Parts, census: Census): (due: number) => void {
  const { table, registry, runs, acting, inForce, store, released } = parts;
  const discovery = createDiscovery({
    table,
    present: census.present,
    program: () => inForce.program,
    taken: (pid) => registry.owner(pid) !== undefined || released.has(pid),
    guardedByOthers: () => new Set(store.guardedByOthers().flatMap((root) => (isAlive(table, root) ? [root.pid] : []))),
    get allowOtherUsers() {
      return inForce.config.otherUsers;
    },
  });
  let dueAt = Number.NEGATIVE_INFINITY;
  return (due) => {
    if (due < dueAt) return;
    dueAt = due + discoverEveryMs;
    for (const { process: found, profile } of discovery.look(due)) {
      const { pid, startTime, command } = found;
      const origin = "found";
      const adopted = runs.adopt({
        root: { pid, startTime },
        macro: profile.name,
        profile: profile.name,
        origin,
        command,
      });
      if ("refusal" in adopted) continue;
      const wall = Date.now();
      const until = registry.coolingUntil(profile.name, wall);
      if (until !== null) acting.cancelAgain(adopted.live, until - wall);
    }
  };
}
