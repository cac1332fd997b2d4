/** Recordings made of functions of time, a row a second. */

import type { SampleValue } from "@macro-engine/dsl";
import type { NamedRecording } from "../backtest.ts";

export type Columns = Readonly<Record<string, (second: number) => SampleValue | null>>;

/** Judged under `p`, started again after cancels, unless `changes` says otherwise. */
export function recordingOf(
  name: string,
  seconds: number,
  columns: Columns,
  changes: Partial<NamedRecording> = {},
): NamedRecording {
  const metrics = Object.keys(columns);
  return {
    name,
    macro: null,
    profiles: ["p"],
    restarts: true,
    startWallMs: null,
    intervalMs: 1000,
    async *rows() {
      for (let second = 0; second < seconds; second += 1) {
        const values = metrics.map((metric) => columns[metric]!(second));
        yield [{ timeMs: second * 1000, metrics, values }];
      }
    },
    ...changes,
  };
}
