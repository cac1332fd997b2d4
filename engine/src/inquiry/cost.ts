/** What a run had used by a moment, from what was sampled of it. */

import type { RecordReader } from "../store/record-reader.ts";
import type { HistoryPoint, StoredRun } from "../store/store.ts";

/** Buckets that a run's time is cut into at most; the store wants a second at least. */
const mostBuckets = 10_000;

/** Seconds, bytes and counts; null: it was not measured. Empty where the run is no longer kept. */
export function costBy(
  record: RecordReader,
  run: StoredRun | null,
  wall: number,
): Readonly<Record<string, number | null>> {
  if (run === null) return {};
  const { id, startedWall } = run;
  const fromWall = Math.min(startedWall, wall - 1);
  const stepMs = Math.max(1000, Math.ceil((wall - fromWall) / mostBuckets / 1000) * 1000);
  const points = (metric: string) => record.history({ metric, run: id, fromWall, toWall: wall + 1, stepMs });
  // A rate per second, held for as long as a step lasts, and no longer than the run.
  const total = (metric: string, factor = 1) => {
    const found = points(metric);
    if (found.length === 0) return null;
    const lengthMs = (point: HistoryPoint) => Math.min(point.wall + stepMs, wall) - Math.max(point.wall, fromWall);
    return found.reduce((sum, point) => sum + (point.avg * Math.max(0, lengthMs(point)) * factor) / 1000, 0);
  };
  const greatest = (metric: string) => {
    const found = points(metric);
    return found.length === 0 ? null : Math.max(...found.map(({ max }) => max));
  };
  return {
    durationSeconds: (wall - startedWall) / 1000,
    // 100 % is one core busy.
    cpuSeconds: total("macro.cpu", 0.01),
    memoryPeakBytes: greatest("macro.memory"),
    processesPeak: greatest("macro.processes"),
    readBytes: total("macro.disk_read"),
    writtenBytes: total("macro.disk_write"),
    actions: total("macro.actions"),
  };
}
