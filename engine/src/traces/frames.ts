/** Frames to snapshots: a frame-rate log has a row a frame, policies look once a second. */

import type { SampleRow } from "../runtime/simulate.ts";

/** One frame of a log. Times in ms since the log's own zero. */
export interface Frame {
  readonly timeMs: number;
  /** How long it took, ms. */
  readonly tookMs: number;
  /** What else the row says, by position in the `gauges` of the collector; NaN: nothing. */
  readonly gauges: readonly number[];
}

/** Spacing of the rows, ms. */
export const secondMs = 1000;

const frameMetrics = ["fps", "fps.low1", "frame_time", "frame_time.p99"] as const;

/**
 * Gathers frames into one row a second: `fps` = 1000 / mean frame time, `frame_time` the mean, `frame_time.p99` by nearest
 * rank, `fps.low1` = 1000 / p99; gauges as their mean. The row stands at the end of its second; the first is t = 0. While
 * one long frame hangs over several seconds, they are rows without samples; a pause of the log itself leaves a gap.
 */
export function createFrameCollector(gauges: readonly string[]) {
  const metrics = [...frameMetrics, ...gauges];
  const none = metrics.map(() => null);
  let second: number | null = null;
  let firstSecond: number | null = null;
  let times: number[] = [];
  let sums = gauges.map(() => 0);
  let counts = gauges.map(() => 0);

  const relative = (index: number) => (index - (firstSecond ?? index)) * secondMs;

  function finish(rows: SampleRow[]): void {
    if (second === null || times.length === 0) return;
    firstSecond ??= second;
    const mean = times.reduce((sum, took) => sum + took, 0) / times.length;
    const p99 = times.sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1]!;
    const means = sums.map((sum, at) => (counts[at]! > 0 ? sum / counts[at]! : null));
    rows.push({ timeMs: relative(second), metrics, values: [1000 / mean, 1000 / p99, mean, p99, ...means] });
    times = [];
    sums = gauges.map(() => 0);
    counts = gauges.map(() => 0);
  }

  return {
    add(frame: Frame, rows: SampleRow[]): void {
      // A frame without a length (the first of a log) says nothing.
      if (!(frame.tookMs > 0)) return;
      const index = Math.floor(frame.timeMs / secondMs);
      if (second !== null && index > second) {
        finish(rows);
        const began = frame.timeMs - frame.tookMs;
        for (let hung = second + 1; hung < index; hung++) {
          if (began <= hung * secondMs) rows.push({ timeMs: relative(hung), metrics, values: none });
        }
        second = index;
      }
      second ??= index;
      times.push(frame.tookMs);
      frame.gauges.forEach((value, at) => {
        if (!Number.isFinite(value)) return;
        sums[at]! += value;
        counts[at]! += 1;
      });
    },
    end: finish,
  };
}
