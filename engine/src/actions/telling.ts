/** What macros without a process are told instead of being acted upon, and how all that registered are told to cancel. */

import { randomUUID } from "node:crypto";
import type { MacroOrder } from "../events.ts";
import type { ProcessTable } from "../macros/processes/process-table.ts";
import { hasProcess, type LiveProcess } from "../macros/registry.ts";
import type { Outcome } from "../macros/types.ts";
import { type ActionRequest, holder, spoken } from "./action.ts";
import type { Performer } from "./performer.ts";
import type { Answer, Told } from "./told.ts";

export interface TellingContext {
  /** For those with a process. */
  readonly processes: Performer;
  readonly table: Pick<ProcessTable, "live" | "refresh">;
  readonly announce: (order: MacroOrder) => void;
}

export type Telling = (context: TellingContext, told: Told, request: ActionRequest) => Promise<Outcome>;

/** Who does not acknowledge a pause in this time has not heard it, ms. */
const waitMs = 5000;
/** How often it is looked whether the process of one that was told to cancel has ended, ms: each look may cost a listing. */
const lookMs = 100;
const listMs = 1000;

/** Resolves when it is known what becomes of the order, within `waitMs`. */
export function give(
  { announce }: Pick<TellingContext, "announce">,
  told: Told,
  { graceMs, because }: ActionRequest,
  { order, waitMs }: { readonly order: MacroOrder["order"]; readonly waitMs: number },
): Promise<Answer> {
  const { id: run, macro } = told.live.run;
  const given: MacroOrder = {
    event: "order",
    time: new Date().toISOString(),
    id: randomUUID(),
    run,
    macro,
    order,
    reason: because?.reason ?? "its user wants it",
    graceMs: order === "cancel" ? graceMs : null,
    decision: because?.decision ?? null,
  };
  const answered = told.give(given, waitMs);
  announce(given);
  return answered;
}

/** Counted by who asks, as on processes: the last to let go lets it go on. */
export const tellToHold: Telling = async (context, told, request) => {
  const action = request.action === "pause" ? "pause" : "throttle";
  const holders = told.holders(action);
  const others = [...holders].filter((other) => other !== holder(request));
  holders.add(holder(request));
  if (others.length === 0) return tell(context, told, request, action);
  return outcome(action, true, `already ${action === "pause" ? "paused" : "throttled"} by ${others.join(", ")}`);
};

export const tellToLetGo: Telling = async (context, told, request) => {
  const action = request.action === "resume" ? "resume" : "restore";
  const holders = told.holders(action === "resume" ? "pause" : "throttle");
  const word = action === "resume" ? "paused" : "throttled";
  if (holders.size === 0) return outcome(action, true, `nothing was ${word}`);
  if (request.by.kind === "user") holders.clear();
  else holders.delete(holder(request));
  if (holders.size === 0) return tell(context, told, request, action);
  return outcome(action, true, `still ${word} by ${[...holders].join(", ")}`);
};

/** Its process, where it gave one, is ended if it has not said in its grace that it did so. */
export const tellToCancel: Telling = async (context, told, request) => {
  const began = performance.now();
  const { live } = told;
  const { processes } = context;
  const { graceMs } = request;
  const done = (ok: boolean, how: string) => outcome("cancel", ok, how, performance.now() - began);
  // One that stands still would not hear it.
  if (hasProcess(live) && processes.isPaused(live.run.id)) {
    await processes.perform({ action: "resume", by: { kind: "user" }, graceMs: 0 }, live);
  }
  const answered = give(context, told, request, { order: "cancel", waitMs: graceMs });
  const stopLooking = hasProcess(live) ? lookForEnd(context, told, live) : () => {};
  const answer = await answered;
  stopLooking();
  if (answer === "acknowledged") return done(true, "acknowledged");
  if (answer === "ended") return done(true, "ended when it was told to");
  const late = `did not acknowledge within ${spoken(graceMs)}`;
  if (!hasProcess(live)) return done(false, `${late}, and gave no process to end`);
  const forced = await processes.perform({ ...request, graceMs: 0 }, live);
  return { ...forced, how: `${late}; ${forced.how}`, tookMs: performance.now() - began };
};

/** Done once it says so. */
async function tell(
  context: TellingContext,
  told: Told,
  request: ActionRequest,
  order: Exclude<MacroOrder["order"], "cancel">,
): Promise<Outcome> {
  const began = performance.now();
  const answer = await give(context, told, request, { order, waitMs });
  const words = {
    acknowledged: "acknowledged",
    late: `not acknowledged within ${spoken(waitMs)}`,
    replaced: "not acknowledged before it was told something else",
    ended: "it ended before it acknowledged",
  } as const;
  return outcome(order, answer === "acknowledged", words[answer], performance.now() - began);
}

/** Notices that nothing is left of a macro that was told to cancel. Returns what ends the looking. */
function lookForEnd({ table }: TellingContext, told: Told, { tree }: LiveProcess): () => void {
  const isLeft = (members: ReturnType<typeof tree.walk>) => members.some(({ state }) => state !== "zombie");
  const timer = setInterval(
    async () => {
      await table.refresh();
      if (!isLeft(tree.walk()) && !isLeft(tree.survey())) told.answer("ended");
    },
    table.live ? lookMs : listMs,
  );
  return () => clearInterval(timer);
}

export function outcome(action: Outcome["action"], ok: boolean, how: string, tookMs = 0): Outcome {
  return { action, ok, how, tookMs, processes: 0, left: [] };
}
