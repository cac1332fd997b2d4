/** Hands orders to the macros that wait for them. */

import type { EngineLink } from "../../control-plane/engine-link.ts";
import type { RunEnd } from "../../macros/types.ts";
import type { ApiReader } from "../../store/api-reader.ts";
import type { MacroOrder, OrderAnswer } from "../contract.ts";
import { namedMacro } from "../named-macro.ts";
import { ApiError } from "../problems.ts";
import { isRunId } from "../run-owners.ts";

export interface OrderDesk {
  /**
   * The order that a run has not acknowledged, or the next, within this time. `id` is a run's id, a macro's name or a pid.
   * Answers early when `gone` is aborted. Throws an `ApiError` 404 where no run ever had that name, and for one that goes on
   * without the engine's knowing, since it began anew: it has to register again.
   */
  next(id: string, waitMs: number, gone: AbortSignal): Promise<OrderAnswer>;
  /** Lets everybody go who waits. */
  close(): void;
}

type Waiter = (answer: OrderAnswer) => void;

/** Waiting costs a connection and a timer each. */
const mostWaiting = 1000;
const nothing: OrderAnswer = { order: null, ended: false };
const ended: OrderAnswer = { order: null, ended: true };

export interface OrderDeskOptions {
  readonly engine: Pick<EngineLink, "call" | "onEvent">;
  /** The record as it is now. Throws `StoreError` where it cannot be read. */
  readonly store: () => Pick<ApiReader, "run">;
}

export function createOrderDesk({ engine, store }: OrderDeskOptions): OrderDesk {
  const waiting = new Map<string, Set<Waiter>>();
  let count = 0;

  const tell = (run: string, answer: OrderAnswer) => {
    for (const waiter of waiting.get(run) ?? []) waiter(answer);
  };
  const unlisten = engine.onEvent((event) => {
    if (event.event === "order") tell(event.run, { order: event, ended: false });
    if (event.event === "macro-end") tell(event.run, hasEnded(event.end) ? ended : nothing);
  });
  const add = (run: string, waiter: Waiter) => {
    const waiters = waiting.get(run) ?? new Set();
    waiting.set(run, waiters.add(waiter));
    count++;
    return () => {
      if (!waiters.delete(waiter)) return;
      count--;
      if (waiters.size === 0) waiting.delete(run);
    };
  };
  /** Null: there is none. Undefined: the run has ended. */
  const outstanding = async (run: string): Promise<MacroOrder | null | undefined> => {
    const { macros } = await engine.call("status", {});
    return macros.find(({ id }) => id === run)?.order;
  };
  const wait = async (run: string, waitMs: number, gone: AbortSignal): Promise<OrderAnswer> => {
    const answered = Promise.withResolvers<OrderAnswer>();
    // Before it is asked what is outstanding: nothing may happen in between.
    const leave = add(run, answered.resolve);
    const timer = setTimeout(() => answered.resolve(nothing), waitMs);
    const onGone = () => answered.resolve(nothing);
    gone.addEventListener("abort", onGone);
    try {
      const order = await outstanding(run);
      if (order === undefined) {
        if (hasEnded(store().run(run)?.end ?? null)) return ended;
        throw new ApiError(404, `run ${run} is not under guard: the engine has begun anew since; register again`);
      }
      return order === null ? await answered.promise : { order, ended: false };
    } finally {
      clearTimeout(timer);
      gone.removeEventListener("abort", onGone);
      leave();
    }
  };
  return {
    next: async (id, waitMs, gone) => {
      if (count >= mostWaiting) throw new ApiError(503, "too many macros wait for orders already; ask again later");
      if (isRunId(id)) return wait(id, waitMs, gone);
      const { macros } = await engine.call("status", {});
      const run = namedMacro(macros, id)?.id;
      if (run === undefined) throw new ApiError(404, `no running macro is called ${id}`);
      return wait(run, waitMs, gone);
    },
    close: () => {
      unlisten();
      for (const run of [...waiting.keys()]) tell(run, nothing);
    },
  };
}

/** One that its engine has left, or did not live to end, goes on. */
function hasEnded(end: RunEnd | null): boolean {
  return end !== null && (end.kind !== "left" || end.released === true);
}
