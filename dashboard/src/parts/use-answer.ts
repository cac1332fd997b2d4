/** An answer of the engine in a view: asked when what it depends on changes, kept while it is asked for anew. */

import { useEffect, useState } from "preact/hooks";
import { connection } from "../state/engine.ts";

export interface Answer<A> {
  /** The newest there is; null before the first, and after an error. */
  readonly value: A | null;
  readonly error: Error | null;
  readonly isAsking: boolean;
  readonly again: () => void;
}

interface State<A> {
  readonly value: A | null;
  readonly error: Error | null;
  readonly isAsking: boolean;
}

export function useAnswer<A>(ask: (signal: AbortSignal) => Promise<A>, on: readonly unknown[]): Answer<A> {
  const [state, setState] = useState<State<A>>({ value: null, error: null, isAsking: true });
  const [turn, setTurn] = useState(0);
  // An engine that comes back may have another answer, or one at last.
  const isLost = connection.value === "lost";
  useEffect(() => {
    if (isLost && state.value !== null) return;
    const stop = new AbortController();
    setState(({ value }) => ({ value, error: null, isAsking: true }));
    ask(stop.signal).then(
      (value) => stop.signal.aborted || setState({ value, error: null, isAsking: false }),
      (error: Error) => stop.signal.aborted || setState({ value: null, error, isAsking: false }),
    );
    return () => stop.abort();
  }, [...on, turn, isLost]);
  return { ...state, again: () => setTurn((before) => before + 1) };
}
