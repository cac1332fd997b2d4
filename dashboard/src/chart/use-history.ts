/** The record of a metric for the time that is shown, asked again as time goes on. */

import { useEffect } from "preact/hooks";
import type { History } from "../../../engine/src/api/contract.ts";
import { client } from "../client.ts";
import { type Answer, useAnswer } from "../parts/use-answer.ts";
import { chartsPaused, rangeMs, shownSpan, zoom } from "./time-range.ts";

/** Points that are asked for: as many as a wide chart has pixels to tell apart. */
const points = 400;
const oftenMs = 10_000;

/** `run` null: of the whole machine. */
export function useHistory(metric: string, run: string | null): Answer<History> {
  const isMoving = zoom.value === null && !chartsPaused.value;
  const stepMs = stepOf(zoom.value === null ? rangeMs.value : zoom.value.to - zoom.value.from);
  const ask = (signal: AbortSignal) => {
    const { from, to } = shownSpan.peek();
    const span = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), step: `${stepMs / 1000}s` };
    return client.history(metric, run === null ? span : { ...span, run }, signal);
  };
  const answer = useAnswer(ask, [rangeMs.value, zoom.value, chartsPaused.value]);
  useEffect(() => {
    if (!isMoving) return;
    const timer = setInterval(answer.again, Math.max(oftenMs, stepMs));
    return () => clearInterval(timer);
  }, [isMoving, stepMs]);
  return answer;
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400].map((seconds) => seconds * 1000);

function stepOf(widthMs: number): number {
  return steps.find((step) => widthMs / step <= points) ?? steps.at(-1)!;
}
