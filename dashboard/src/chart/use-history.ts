/** The record of a metric for the time that is shown, asked again as time goes on. */

import { useSignal, useSignalEffect } from "@preact/signals";
import type { History } from "../../../engine/src/api/contract.ts";
import { client } from "../client.ts";
import { connection } from "../state/engine.ts";
import { chartsPaused, rangeMs, type Span, shownSpan, zoom } from "./time-range.ts";

export interface Recorded {
  readonly history: History | null;
  /** Why there is none, in words. */
  readonly problem: string | null;
}

/** Points that are asked for: as many as a wide chart has pixels to tell apart. */
const points = 400;
const oftenMs = 10_000;

export function useHistory(metric: string, run: string | null): Recorded {
  const recorded = useSignal<Recorded>({ history: null, problem: null });
  useSignalEffect(() => {
    const isMoving = zoom.value === null && !chartsPaused.value;
    const stepMs = stepOf(zoom.value === null ? rangeMs.value : zoom.value.to - zoom.value.from);
    // Asked anew once the engine is there again.
    if (connection.value === "lost" || connection.value === "connecting") return;
    const aborter = new AbortController();
    const ask = () => void fetchHistory(metric, run, shownSpan.peek(), stepMs, aborter.signal).then(take);
    const take = (answer: Recorded | null) => {
      if (answer !== null) recorded.value = { ...answer, history: answer.history ?? recorded.peek().history };
    };
    ask();
    const timer = isMoving ? setInterval(ask, Math.max(oftenMs, stepMs)) : undefined;
    return () => {
      aborter.abort();
      clearInterval(timer);
    };
  });
  return recorded.value;
}

/** Null: it is no longer wanted. */
async function fetchHistory(
  metric: string,
  run: string | null,
  span: Span,
  stepMs: number,
  signal: AbortSignal,
): Promise<Recorded | null> {
  const filter = {
    from: new Date(span.from).toISOString(),
    to: new Date(span.to).toISOString(),
    step: `${stepMs / 1000}s`,
    ...(run === null ? {} : { run }),
  };
  try {
    return { history: await client.history(metric, filter, signal), problem: null };
  } catch (error) {
    return signal.aborted ? null : { history: null, problem: error instanceof Error ? error.message : String(error) };
  }
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400].map((seconds) => seconds * 1000);

function stepOf(widthMs: number): number {
  return steps.find((step) => widthMs / step <= points) ?? steps.at(-1)!;
}
