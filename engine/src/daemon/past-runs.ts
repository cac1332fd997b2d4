/** What of today happened before this engine began: for `macro.runs_today` and `macro.active_today`. */

import { dayOf } from "../macros/day.ts";
import type { PastRun } from "../macros/today.ts";
import type { Store } from "../store/store.ts";

/** A run that began longer ago than this before today is not looked for. */
const longestRunMs = 24 * 3_600_000;

export function pastRuns(store: Pick<Store, "runs">, wall: number, zone: string): PastRun[] {
  const fromWall = dayOf(wall, zone).start - longestRunMs;
  const past: PastRun[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: ReturnType<Store["runs"]> = store.runs({ fromWall, limit: 1000, ...(cursor === "" ? {} : { cursor }) });
    for (const { id, macro, startedWall, endedWall, root } of page.items)
      past.push({ id, macro, startedWall, endedWall, root });
    cursor = page.next;
  }
  return past;
}
