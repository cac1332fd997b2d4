/** Performs on every macro: whoever has a process is acted upon, and one that registered itself is told what to do. */

import type { MacroOrder } from "../events.ts";
import { hasProcess, type LiveRun } from "../macros/registry.ts";
import type { Outcome } from "../macros/types.ts";
import type { ActionRequest } from "./action.ts";
import type { Performer } from "./performer.ts";
import { give, outcome, type TellingContext, tellToCancel, tellToHold, tellToLetGo } from "./telling.ts";
import { createTold, type Told } from "./told.ts";

export interface MacroPerformer extends Performer<LiveRun> {
  /** What a run was told to do and has not acknowledged; null: nothing. */
  order(run: string): MacroOrder | null;
  /** The macro has done what it was told; false where that was not its order, or is none any more. */
  acknowledge(run: string, order: string): boolean;
  /** The macro says that it has ended. False where it was not told to cancel. */
  hasEnded(run: string): boolean;
}

export interface TellingOptions extends TellingContext {
  readonly dryRun: boolean;
  /** Called when a cancel begins or ends. */
  readonly onChange: () => void;
}

export function createTellingPerformer(options: TellingOptions): MacroPerformer {
  const { processes, dryRun, onChange } = options;
  const runs = new Map<string, Told>();

  const cancel = (told: Told, request: ActionRequest): Promise<Outcome> => {
    told.cancelling ??= tellToCancel(options, told, request).finally(() => {
      told.cancelling = null;
      onChange();
    });
    onChange();
    return told.cancelling;
  };
  const perform: MacroPerformer["perform"] = async (request, live) => {
    const { action } = request;
    const { id, origin } = live.run;
    if (runs.get(id)?.cancelling != null && action !== "cancel" && action !== "warn") {
      return outcome(action, false, "refused: the macro is being cancelled");
    }
    const isTold = !hasProcess(live) || (origin === "registered" && action === "cancel" && !dryRun);
    if (!isTold) return processes.perform(request, live);
    if (action === "warn") return outcome(action, true, "reported");
    if (dryRun) return outcome(action, true, `dry run: would tell it to ${action}`);
    const told = runs.get(id) ?? createTold(live);
    runs.set(id, told);
    if (action === "cancel") return cancel(told, request);
    return (action === "pause" || action === "throttle" ? tellToHold : tellToLetGo)(options, told, request);
  };
  /** Nobody will be there to hear an answer. */
  const letGoNow = (told: Told): Outcome[] => {
    const undo = [
      ...(told.holders("pause").size > 0 ? (["resume"] as const) : []),
      ...(told.holders("throttle").size > 0 ? (["restore"] as const) : []),
    ];
    const request: ActionRequest = { action: "resume", by: { kind: "user" }, graceMs: 0 };
    for (const order of undo) void give(options, told, request, { order, waitMs: 0 });
    return undo.map((action) => outcome(action, true, "told to go on"));
  };
  return {
    perform,
    order: (run) => runs.get(run)?.order ?? null,
    acknowledge: (run, order) => runs.get(run)?.acknowledge(order) ?? false,
    hasEnded: (run) => {
      const told = runs.get(run);
      if (told?.order?.order !== "cancel") return false;
      told.answer("ended");
      return true;
    },
    isPaused: (run) => processes.isPaused(run) || (runs.get(run)?.holders("pause").size ?? 0) > 0,
    isThrottled: (run) => processes.isThrottled(run) || (runs.get(run)?.holders("throttle").size ?? 0) > 0,
    hold: (targets) => processes.hold([...targets].filter(hasProcess)),
    paused: () => processes.paused(),
    cancelling: () => {
      const told = [...runs.values()].filter(({ cancelling }) => cancelling !== null);
      return [...processes.cancelling(), ...told.map(({ live }) => live)];
    },
    forget: (run) => {
      processes.forget(run);
      runs.get(run)?.answer("ended");
      runs.delete(run);
    },
    releaseAll: async () => {
      const told = [...runs.values()].filter(({ cancelling }) => cancelling === null).flatMap(letGoNow);
      return [...(await processes.releaseAll()), ...told];
    },
    settle: async () => {
      await Promise.all([processes.settle(), ...[...runs.values()].map(({ cancelling }) => cancelling)]);
    },
    releaseNow: () => processes.releaseNow(),
  };
}
