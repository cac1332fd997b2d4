/** One measured metric, of the system or of a run: its slot, and the windows over it. */

import type { Metric } from "@macro-engine/dsl";
import { History } from "./history.ts";
import type { Slots } from "./slots.ts";
import { sameTimeMs } from "./time.ts";
import { type ShownCall, Window, type WindowCall, windowKey } from "./windows.ts";

export class Source {
  readonly metric: Metric;
  readonly slot: number;
  readonly history: History | null;
  readonly #windows: readonly Window[];
  readonly #slotByCall = new Map<string, number>();

  constructor(slots: Slots, metric: Metric, stalenessMs: number, calls: readonly WindowCall[]) {
    this.metric = metric;
    const shown: ShownCall[] = calls.map((call) => ({ ...call, slot: slots.allocateDerived() }));
    for (const call of shown) this.#slotByCall.set(windowKey(call), call.slot);
    const lengths = [...new Set(shown.map((call) => call.windowMs))];
    this.#windows = lengths.map(
      (windowMs) =>
        new Window(
          metric,
          shown.filter((call) => call.windowMs === windowMs),
        ),
    );
    this.history = lengths.length === 0 ? null : new History(Math.max(...lengths));
    this.slot = slots.allocate(stalenessMs + sameTimeMs, this.history);
  }

  slotOf(call: WindowCall): number {
    return this.#slotByCall.get(windowKey(call))!;
  }

  /** Moves every window to the snapshot of time t; after `Slots.refresh`. */
  advance(slots: Slots, t: number): void {
    const { history } = this;
    if (history === null) return;
    for (let i = 0; i < this.#windows.length; i += 1) {
      const window = this.#windows[i]!;
      window.advance(history, t);
      window.show(history, t, this.slot, slots.current);
    }
    history.prune(t);
  }

  /** A gap: forgets every sample before t. */
  forgetBefore(slots: Slots, t: number): void {
    if (slots.timeOf(this.slot) < t) slots.clear(this.slot);
    this.history?.forgetBefore(t);
  }

  /** Takes over the samples of the same metric's source under another program. */
  adopt(slots: Slots, earlier: Source, earlierSlots: Slots): void {
    slots.adopt(this.slot, earlierSlots, earlier.slot);
    if (this.history === null) return;
    if (earlier.history === null) {
      if (Number.isFinite(slots.timeOf(this.slot)))
        this.history.push(slots.valueOf(this.slot), slots.timeOf(this.slot));
    } else this.history.copy(earlier.history);
  }

  release(slots: Slots): void {
    slots.release(this.slot);
    for (const slot of this.#slotByCall.values()) slots.release(slot);
  }
}
