/** The list's state: pages fetched so far, and how many decisions have come since. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { DecisionItem } from "../../../engine/src/api/contract.ts";
import { client } from "../client.ts";
import { isCancel } from "../parts/pills.tsx";
import { connection, now, onEngineEvent } from "../state/engine.ts";
import { addressOf, filterOf, type ListQuery } from "./decision-filter.ts";

const pageSize = 200;

interface Listed {
  readonly items: readonly DecisionItem[];
  readonly next: string | null;
  readonly error: Error | null;
  readonly isAsking: boolean;
  /** Decisions of this kind that were made since it was asked for. */
  readonly fresh: number;
}

const nothing: Listed = { items: [], next: null, error: null, isAsking: true, fresh: 0 };

export function useDecisions(query: ListQuery): Listed & { more(): void; again(): void } {
  const state = useSignal(nothing);
  const asked = useRef<AbortController>(null);
  const key = JSON.stringify(addressOf(query));
  const isLost = connection.value === "lost";

  const ask = (before: readonly DecisionItem[], cursor?: string) => {
    asked.current?.abort();
    const stop = new AbortController();
    asked.current = stop;
    const change = (changes: Partial<Listed>) => {
      if (!stop.signal.aborted) state.value = { ...state.peek(), ...changes };
    };
    change({ isAsking: true, error: null });
    const filter = { ...filterOf(query, now.peek()), limit: pageSize, ...(cursor === undefined ? {} : { cursor }) };
    const question = query.what === "cancel" ? client.cancellations : client.decisions;
    question(filter, stop.signal).then(
      ({ items, next }) => change({ ...nothing, items: [...before, ...items], next, isAsking: false }),
      (error: Error) => change({ items: before, next: null, error, isAsking: false }),
    );
  };

  useEffect(() => {
    if (isLost && state.peek().items.length > 0) return;
    ask([]);
    return () => asked.current?.abort();
  }, [key, isLost]);

  useEffect(
    () =>
      onEngineEvent((event) => {
        if (event.event !== "fire" || !isOfKind(event.action, query)) return;
        state.value = { ...state.peek(), fresh: state.peek().fresh + 1 };
      }),
    [key],
  );

  return {
    ...state.value,
    more: () => {
      const { items, next, isAsking } = state.peek();
      if (next !== null && !isAsking) ask(items, next);
    },
    again: () => ask([]),
  };
}

function isOfKind(action: DecisionItem["action"], { what }: ListQuery): boolean {
  return what === "all" || action === what || (what === "cancel" && isCancel(action));
}
