/** Which time the charts show: all the same. */

import { computed, effect, signal } from "@preact/signals";
import { now } from "../state/engine.ts";

export const ranges = [
  { id: "5m", title: "5 min", ms: 300_000 },
  { id: "15m", title: "15 min", ms: 900_000 },
  { id: "1h", title: "1 h", ms: 3_600_000 },
  { id: "6h", title: "6 h", ms: 21_600_000 },
  { id: "24h", title: "24 h", ms: 86_400_000 },
  { id: "7d", title: "7 d", ms: 604_800_000 },
  { id: "30d", title: "30 d", ms: 2_592_000_000 },
];

export interface Span {
  /** ms since the epoch, by the engine's clock. */
  readonly from: number;
  readonly to: number;
}

export const rangeId = signal<string>("5m");
export const chartsPaused = signal(false);
export const zoom = signal<Span | null>(null);

/** When they were let stand still. */
const stoodAt = signal<number | null>(null);
effect(() => {
  stoodAt.value = chartsPaused.value ? now.peek() : null;
});

export const rangeMs = computed(() => ranges.find(({ id }) => id === rangeId.value)!.ms);

/** Where a long range ends moves on seldom: nobody sees a second of thirty days. */
const end = computed(() => {
  const grain = Math.max(1000, rangeMs.value / 600);
  return Math.ceil((stoodAt.value ?? now.value) / grain) * grain;
});

/** Moves on with the clock, unless they stand still or are zoomed into. */
export const shownSpan = computed<Span>(() => zoom.value ?? { from: end.value - rangeMs.value, to: end.value });

export function chooseRange(id: string): void {
  zoom.value = null;
  rangeId.value = id;
}

const leastMs = 5000;

/** Around its middle: 0.5 shows half of it. Never beyond now. */
export function zoomBy(factor: number): void {
  const { from, to } = shownSpan.peek();
  const half = Math.max(leastMs, (to - from) * factor) / 2;
  const middle = (from + to) / 2;
  zoomTo({ from: middle - half, to: middle + half });
}

/** By a part of its width: negative into the past. */
export function moveBy(part: number): void {
  const { from, to } = shownSpan.peek();
  const by = (to - from) * part;
  zoomTo({ from: from + by, to: to + by });
}

export function zoomTo({ from, to }: Span): void {
  const width = Math.max(leastMs, to - from);
  const end = Math.min(to, now.peek());
  zoom.value = { from: end - width, to: end };
}
