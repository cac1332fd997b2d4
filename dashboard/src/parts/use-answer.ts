/** An answer of the engine in a view: asked when what it depends on changes, kept while it is asked for anew. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { connection } from "../state/engine.ts";

interface State<A> {
  /** The newest there is; null before the first. */
  readonly value: A | null;
  /** Why there is no newer one. */
  readonly error: Error | null;
  readonly isAsking: boolean;
}

export interface Answer<A> extends State<A> {
  readonly again: () => void;
}

export function useAnswer<A>(ask: (signal: AbortSignal) => Promise<A>, on: readonly unknown[]): Answer<A> {
  const state = useSignal<State<A>>({ value: null, error: null, isAsking: true });
  const turn = useSignal(0);
  // An engine that comes back may have another answer, or one at last.
  const isLost = connection.value === "lost";
  useEffect(() => {
    const { value: before } = state.peek();
    if (isLost && before !== null) return;
    const stop = new AbortController();
    const take = (taken: State<A>) => {
      if (!stop.signal.aborted) state.value = taken;
    };
    take({ value: before, error: null, isAsking: true });
    ask(stop.signal).then(
      (value) => take({ value, error: null, isAsking: false }),
      (error: Error) => take({ value: before, error, isAsking: false }),
    );
    return () => stop.abort();
  }, [...on, turn.value, isLost]);
  return { ...state.value, again: () => (turn.value += 1) };
}
