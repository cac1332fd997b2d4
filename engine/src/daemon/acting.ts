/** From decisions to deeds: written first, announced next, then done, and what came of it written and announced too. */

import type { ActionRequest } from "../actions/action.ts";
import { requestOf } from "../actions/performer.ts";
import type { MacroPerformer } from "../actions/telling-performer.ts";
import type { RuleDecided } from "../events.ts";
import type { LiveRun, Registry } from "../macros/registry.ts";
import type { Outcome, RunEnd } from "../macros/types.ts";
import type { Decision } from "../runtime/types.ts";
import { type DecisionRecord, decisionEntries, outcomeEntry } from "../store/entries.ts";
import type { Store } from "../store/store.ts";
import { type Announcer, decidedEvent, isoTime } from "./announcer.ts";
import type { Runs } from "./runs.ts";

export interface Acting {
  /** Carries out a snapshot's decisions. Returns them as announced; the deeds go on. What is muted has none. */
  carryOut(decisions: readonly Decision[]): readonly RuleDecided[];
  /** Ends a run because its user says so. */
  stop(live: LiveRun): Promise<Outcome>;
  /** Pauses a run, or lets it go on, because its user says so. */
  hold(live: LiveRun, action: "pause" | "resume"): Promise<Outcome>;
  /** Cancels again what was found during its macro's cooldown. */
  cancelAgain(live: LiveRun, leftMs: number): void;
}

export interface ActingOptions {
  readonly performer: MacroPerformer;
  readonly registry: Registry;
  readonly runs: Runs;
  readonly store: Store;
  readonly announcer: Announcer;
  readonly session: string;
  readonly dryRun: boolean;
  readonly graceMs: (live: LiveRun) => number;
  /** 0 where it has none. */
  readonly cooldownMs: (live: LiveRun) => number;
}

/** A cancel that left something over is tried again after this long. */
const againMs = 30_000;
/** What a guard has refused it may allow when the configuration has changed; meanwhile it is not said too often. */
const refusedAgainMs = 300_000;
/** What would have been cancelled in a dry run is looked at again after its cooldown or, without one, after this long. */
const dryAgainMs = 60_000;
/** The longest that a timer can wait. */
const longestMs = 2 ** 31 - 1;

export function createActing(options: ActingOptions): Acting {
  const { performer, registry, runs, store, announcer, dryRun, graceMs, cooldownMs } = options;
  const again = new Map<string, NodeJS.Timeout>();

  const guardAgain = (live: LiveRun, afterMs: number) => {
    const { id } = live.run;
    clearTimeout(again.get(id));
    const timer = setTimeout(
      () => {
        again.delete(id);
        runs.guardAgain(live);
      },
      Math.min(afterMs, longestMs),
    );
    again.set(id, timer.unref());
  };

  const report = (outcome: Outcome, live: LiveRun, decision: string | null) => {
    const wall = Date.now();
    store.write([outcomeEntry(outcome, { decision, run: live.run.id, wall })]);
    const { action, ok, how, tookMs, processes } = outcome;
    const { id: run, macro } = live.run;
    const time = isoTime(wall);
    announcer.announce({
      event: "outcome",
      time,
      id: decision ?? "",
      run,
      macro,
      action,
      ok,
      how,
      tookMs,
      processes,
      dryRun,
    });
  };
  /** Who asks first is why it ends; others only join in. */
  const begin = ({ run }: LiveRun, end: RunEnd) => {
    if (!dryRun && !runs.isEnding(run.id)) runs.expectEnd(run.id, end);
  };
  const cancel = async (live: LiveRun, request: ActionRequest, decision: string | null): Promise<Outcome> => {
    const outcome = await performer.perform(request, live);
    report(outcome, live, decision);
    // One without a process that does not answer is no more in our hands.
    if ((outcome.ok || live.run.root === null) && !dryRun) {
      runs.end(live);
      return outcome;
    }
    if (!dryRun) runs.spare(live);
    // A stop by hand has ended no rule.
    if (decision !== null) guardAgain(live, lookAgainMs(outcome, live));
    return outcome;
  };
  const lookAgainMs = ({ ok, how }: Outcome, live: LiveRun): number => {
    if (ok) return cooldownMs(live) || dryAgainMs;
    return /^(dry run: would be )?refused/.test(how) ? refusedAgainMs : againMs;
  };
  const requestFor = (record: DecisionRecord, live: LiveRun): ActionRequest | null => {
    const request = requestOf(record, graceMs(live));
    return request && { ...request, because: { decision: record.id, reason: record.message } };
  };
  const carryOutOne = (record: DecisionRecord, ended: readonly LiveRun[]) => {
    if (record.mute !== undefined) return;
    for (const live of ended) {
      begin(live, { kind: "cancelled", decision: record.id });
      const request = requestFor(record, live);
      if (request !== null) void cancel(live, request, record.id);
    }
    // What else fired at the snapshot of a cancel is on record; there is nothing left to do it to.
    if (runs.isEnding(record.run)) return;
    const live = registry.get(record.run);
    const request = record.action === "cancel" || live === undefined ? null : requestFor(record, live);
    if (request === null || live === undefined) return;
    void performer.perform(request, live).then((outcome) => report(outcome, live, record.id));
  };
  return {
    carryOut: (decisions) => {
      if (decisions.length === 0) return [];
      const entries = decisionEntries(decisions, options);
      // Cooldowns first: should the engine be killed in between, the macro rests though nobody was told why.
      const ended = endedBy(
        entries.map(({ decision }) => decision),
        [...registry.running()],
      );
      for (const [{ wall }, lives] of dryRun ? [] : ended) {
        for (const { run } of lives) registry.cool(run, wall);
      }
      store.write(entries);
      const events = entries.map(({ decision }) => decidedEvent(decision));
      for (const event of events) announcer.announce(event);
      for (const { decision } of entries) carryOutOne(decision, ended.get(decision) ?? []);
      return events;
    },
    stop: (live) => {
      begin(live, { kind: "stopped" });
      return cancel(live, { action: "cancel", by: { kind: "user" }, graceMs: graceMs(live) }, null);
    },
    hold: async (live, action) => {
      const outcome = await performer.perform({ action, by: { kind: "user" }, graceMs: 0 }, live);
      report(outcome, live, null);
      return outcome;
    },
    cancelAgain: (live, leftMs) => {
      const left = Math.ceil(leftMs / 1000);
      const came = `${live.run.macro} came back ${left}s before its cooldown ends`;
      const message = dryRun ? `dry run: ${came} and would be cancelled again` : `${came}: cancelled again`;
      announcer.notice("warning", message);
      begin(live, { kind: "cancelled", decision: null });
      const by = { kind: "rule", rule: "cooldown" } as const;
      void cancel(live, { action: "cancel", by, graceMs: graceMs(live) }, null);
    },
  };
}

/** Whom each decision to cancel ends: its own run and, of a cancel of all, the first those whom no decision of their own ends. */
function endedBy(
  decisions: readonly DecisionRecord[],
  running: readonly LiveRun[],
): ReadonlyMap<DecisionRecord, readonly LiveRun[]> {
  const cancels = decisions.filter(
    ({ kind, action, mute }) => kind === "fire" && action === "cancel" && mute === undefined,
  );
  const forAll = cancels.find(({ all }) => all);
  const others = running.filter(({ run }) => run.profile !== null && cancels.every((own) => own.run !== run.id));
  return new Map(
    cancels.map((record) => {
      const own = running.filter(({ run }) => run.id === record.run);
      return [record, record === forAll ? [...own, ...others] : own];
    }),
  );
}
