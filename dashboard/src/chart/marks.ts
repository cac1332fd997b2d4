/** The cancellations of the time that is shown, as marks on every chart. */

import { effect, signal } from "@preact/signals";
import type { DecisionItem } from "../../../engine/src/api/contract.ts";
import { client } from "../client.ts";
import { isCancel } from "../parts/pills.tsx";
import { connection, onEngineEvent } from "../state/engine.ts";
import { chartsPaused, rangeMs, shownSpan, zoom } from "./time-range.ts";

export interface Mark extends Pick<DecisionItem, "id" | "run" | "macro" | "rule" | "dryRun"> {
  /** ms since the epoch. */
  readonly at: number;
}

export const marks = signal<readonly Mark[]>([]);

const most = 200;

/** While charts are shown. Returns how to end it. */
export function followMarks(): () => void {
  const endEvents = onEngineEvent((event) => {
    if (event.event !== "fire" || !isCancel(event.action)) return;
    if (event.mute === undefined) marks.value = [...marks.value.slice(-most), markOf(event)];
  });
  const endEffect = effect(() => {
    void rangeMs.value;
    void zoom.value;
    void chartsPaused.value;
    if (connection.value === "lost" || connection.value === "connecting") return;
    const aborter = new AbortController();
    void load(aborter.signal);
    return () => aborter.abort();
  });
  return () => {
    endEvents();
    endEffect();
  };
}

async function load(signal: AbortSignal): Promise<void> {
  const { from, to } = shownSpan.peek();
  const filter = {
    from: new Date(from).toISOString(),
    to: new Date(to + 1000).toISOString(),
    limit: most,
  } as const;
  const page = await client.cancellations(filter, signal).catch(() => null);
  if (page !== null) marks.value = page.items.filter(({ kind, mute }) => kind === "fire" && mute === null).map(markOf);
}

function markOf({
  id,
  run,
  macro,
  rule,
  dryRun,
  time,
}: Pick<DecisionItem, (keyof Mark & keyof DecisionItem) | "time">): Mark {
  return { id, run, macro, rule, dryRun, at: Date.parse(time) };
}
