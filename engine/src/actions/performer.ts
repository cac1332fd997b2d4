/** Performs actions on runs: one at a time a run, guarded, counted, and undone when the engine leaves. */

import type { ProcessTable } from "../macros/processes/process-table.ts";
import type { MacroRun, Outcome } from "../macros/types.ts";
import type { Decision } from "../runtime/types.ts";
import type { PausedProcess } from "../store/entries.ts";
import type { PausedStore } from "../store/store.ts";
import type {
  Action,
  ActionContext,
  ActionKind,
  ActionRequest,
  ActionSettings,
  ActionTarget,
  RunState,
} from "./action.ts";
import { actions } from "./actions.ts";
import { refusalOfRun } from "./guard.ts";
import { holdStill, resumeStopped } from "./pause.ts";
import { createLedger } from "./paused-ledger.ts";
import { realSystem, type System } from "./system.ts";

/** `Target` is what it can be asked to act upon. */
export interface Performer<Target extends { readonly run: MacroRun } = ActionTarget> {
  /** Resolves when the action is done; never rejects for what the world does. A cancel under way is joined, not repeated. */
  perform(request: ActionRequest, target: Target): Promise<Outcome>;
  /** Whether the run stands still for a rule or the user. */
  isPaused(run: string): boolean;
  isThrottled(run: string): boolean;
  /** Once a tick: stops what runs of paused trees, whether it came to them since or somebody else let it go on. */
  hold(targets: Iterable<Target>): void;
  /** Whoever stands still, or is about to: what has to go on if the engine is no more. */
  paused(): readonly PausedProcess[];
  /** Runs whose cancel is under way. */
  cancelling(): readonly Target[];
  /** Forgets a run that ended. */
  forget(run: string): void;
  /** Resumes all that is paused and restores all that is throttled: the engine is leaving. */
  releaseAll(): Promise<readonly Outcome[]>;
  /** Resolves when nothing is under way any more. */
  settle(): Promise<void>;
  /** The part of it that must not wait, for an `exit` handler: resumes. */
  releaseNow(): void;
}

export interface PerformerOptions {
  readonly table: ProcessTable;
  readonly settings: Partial<ActionSettings> & Pick<ActionSettings, "names">;
  readonly system?: System;
  /** Remembers who is paused, so that an engine after this one can let them go on. */
  readonly pausedStore?: PausedStore;
  /** What the store could not take does not hold up an action; this hears of it. */
  readonly onStoreError?: (error: unknown) => void;
  /** Called when a pause or cancel begins or ends: what `guardian.ts` has to know has changed. */
  readonly onChange?: () => void;
}

export const defaultSettings: Omit<ActionSettings, "names"> = {
  signal: "SIGTERM",
  allowOtherUsers: false,
  verifyMs: 5000,
};

/** What a decision asks for. Null for the clear of a cancel, which undoes nothing. */
export function requestOf(decision: Pick<Decision, "kind" | "rule" | "action">, graceMs: number): ActionRequest | null {
  const by = { kind: "rule", rule: decision.rule } as const;
  if (decision.kind === "fire") return { action: decision.action, by, graceMs };
  const undo: Readonly<Record<Decision["action"], ActionKind | null>> = {
    warn: "warn",
    pause: "resume",
    throttle: "restore",
    cancel: null,
  };
  const action = undo[decision.action];
  return action === null ? null : { action, by, graceMs };
}

interface Held {
  readonly target: ActionTarget;
  readonly state: RunState;
  /** The last action under way; the next waits for it. */
  last: Promise<unknown>;
  cancelling: Promise<Outcome> | null;
}

export function createPerformer(options: PerformerOptions): Performer {
  const { table } = options;
  const system = options.system ?? realSystem();
  const held = new Map<string, Held>();

  const contextOf = (request: ActionRequest, { target, state }: Held): ActionContext => {
    // Read at each use: the configuration may change.
    const settings: ActionSettings = { ...defaultSettings, ...options.settings };
    return { table, system, settings, target, state, request, checked: new Map() };
  };
  const ledger = createLedger(options.pausedStore ?? null, options.onStoreError ?? (() => {}));
  const changed = options.onChange ?? (() => {});
  const act = async (request: ActionRequest, entry: Held): Promise<Outcome> => {
    if (entry.state.ending && request.action !== "cancel" && request.action !== "warn") {
      return refused(request.action, "the macro is being cancelled");
    }
    try {
      const context = contextOf(request, entry);
      const refusal = request.action === "warn" ? null : refusalOfRun(context);
      if (refusal !== null) return refused(request.action, refusal);
      if (request.action === "pause") ledger.announce(entry.target.run);
      const performed = actionOf(request.action).perform(context);
      // Between here and the first signal lies at least one turn (`freeze` looks before it stops): whoever is to let
      // this macro go on after our death hears of it in time.
      changed();
      return await performed;
    } catch (error) {
      // Processes could not be read (no `ps`, no descriptors left): the world's failure, not ours.
      return failed(request.action, error);
    } finally {
      ledger.settle(entry.target, entry.state.stopped);
      changed();
    }
  };
  const perform = (request: ActionRequest, target: ActionTarget): Promise<Outcome> => {
    const entry = held.get(target.run.id) ?? remember(held, target);
    if (request.action === "cancel") {
      if (entry.cancelling !== null) return entry.cancelling;
      entry.state.ending = true;
      changed();
    }
    const outcome = entry.last.then(() => act(request, entry));
    entry.last = outcome;
    if (request.action !== "cancel") return outcome;
    // One that was refused or left something over may be tried again.
    entry.cancelling = outcome.then((result) => {
      entry.cancelling = null;
      entry.state.ending = result.ok;
      changed();
      return result;
    });
    return entry.cancelling;
  };
  const releasing: ActionRequest = { action: "resume", by: { kind: "user" }, graceMs: 0 };
  return {
    perform,
    isPaused: (run) => (held.get(run)?.state.stopped.size ?? 0) > 0,
    isThrottled: (run) => (held.get(run)?.state.throttledBy.size ?? 0) > 0,
    hold: (targets) => {
      for (const { run } of targets) {
        const entry = held.get(run.id);
        if (entry === undefined || entry.state.stopped.size === 0 || entry.state.ending) continue;
        if (holdStill(contextOf(releasing, entry)) > 0) ledger.settle(entry.target, entry.state.stopped);
      }
    },
    paused: () => [...held.values()].filter(({ state }) => state.pausedBy.size > 0).flatMap(pausedProcesses),
    cancelling: () => [...held.values()].filter((entry) => entry.cancelling !== null).map((entry) => entry.target),
    forget: (run) => {
      const entry = held.get(run);
      if (entry === undefined) return;
      held.delete(run);
      ledger.settle(entry.target, new Map());
      changed();
    },
    releaseAll: () => {
      const undo = ({ target, state }: Held) => [
        ...(state.pausedBy.size > 0 ? [perform(releasing, target)] : []),
        ...(state.throttledBy.size > 0 ? [perform({ ...releasing, action: "restore" }, target)] : []),
      ];
      return Promise.all([...held.values()].filter((entry) => entry.cancelling === null).flatMap(undo));
    },
    settle: async () => {
      await Promise.all([...held.values()].flatMap((entry) => [entry.last, entry.cancelling]));
    },
    releaseNow: () => {
      for (const entry of held.values()) resumeStopped(contextOf(releasing, entry));
    },
  };
}

export function actionOf(kind: ActionKind): Action {
  const action = actions.find((entry) => entry.kind === kind);
  if (action === undefined) throw new Error(`No action ${kind}`);
  return action;
}

function remember(held: Map<string, Held>, target: ActionTarget): Held {
  const entry: Held = { target, state: freshState(), last: Promise.resolve(), cancelling: null };
  held.set(target.run.id, entry);
  return entry;
}

export function freshState(): RunState {
  return {
    pausedBy: new Set(),
    stopped: new Map(),
    throttledBy: new Set(),
    originalNice: new Map(),
    ending: false,
  };
}

function pausedProcesses({ target, state }: Held): PausedProcess[] {
  const { id, macro, root } = target.run;
  const processes = new Map([[root.pid, root], ...state.stopped]);
  return [...processes.values()].map(({ pid, startTime }) => ({ pid, startTime, run: id, macro }));
}

function refused(action: ActionKind, why: string): Outcome {
  return { action, ok: false, how: `refused: ${why}`, tookMs: 0, processes: 0, left: [] };
}

export function failed(action: ActionKind, error: unknown): Outcome {
  const why = error instanceof Error ? error.message : String(error);
  return { action, ok: false, how: `failed: ${why}`, tookMs: 0, processes: 0, left: [] };
}
