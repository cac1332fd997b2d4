/** The list's state: pages fetched so far, and how many decisions have come since. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { DecisionItem } from "../../../engine/src/api/contract.ts";
import { record } from "../record-client.ts";
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
  const [state, setState] = useState<Listed>(nothing);
  const asked = useRef<AbortController>(null);
  const key = JSON.stringify(addressOf(query));
  const isLost = connection.value === "lost";

  const ask = (before: readonly DecisionItem[], cursor?: string) => {
    asked.current?.abort();
    const stop = new AbortController();
    asked.current = stop;
    setState((earlier) => ({ ...earlier, isAsking: true, error: null }));
    const filter = { ...filterOf(query, now.peek()), limit: pageSize, ...(cursor === undefined ? {} : { cursor }) };
    const question = query.what === "cancel" ? record.cancellations : record.decisions;
    question(filter, stop.signal).then(
      ({ items, next }) =>
        stop.signal.aborted || setState({ ...nothing, items: [...before, ...items], next, isAsking: false }),
      (error: Error) =>
        stop.signal.aborted ||
        setState((earlier) => ({ ...earlier, items: before, next: null, error, isAsking: false })),
    );
  };

  useEffect(() => {
    if (isLost && state.items.length > 0) return;
    ask([]);
    return () => asked.current?.abort();
  }, [key, isLost]);

  useEffect(
    () =>
      onEngineEvent((event) => {
        if (event.event !== "fire" || !isOfKind(event.action, query)) return;
        setState((earlier) => ({ ...earlier, fresh: earlier.fresh + 1 }));
      }),
    [key],
  );

  return {
    ...state,
    more: () => state.next !== null && !state.isAsking && ask(state.items, state.next),
    again: () => ask([]),
  };
}

function isOfKind(action: string, { what }: ListQuery): boolean {
  return what === "all" || action === what || (what === "cancel" && action === "cancel all");
}
