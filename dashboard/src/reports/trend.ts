/** How a number stands to the one before, in a word, with whether that is good. */

import type { Tone } from "../parts/pills.tsx";

export interface Trend {
  readonly text: string;
  readonly tone: Tone;
}

/** `lessIsBetter` null: neither is. Null where there is nothing to compare. */
export function trendOf(value: number | null, before: number | null, lessIsBetter: boolean | null): Trend | null {
  if (value === null || before === null) return null;
  if (value === before) return { text: "as before", tone: "plain" };
  const tone = lessIsBetter === null ? "plain" : value < before === lessIsBetter ? "ok" : "bad";
  const arrow = value > before ? "▲" : "▼";
  if (before === 0) return { text: `${arrow} from none`, tone };
  const times = value / before;
  if (times >= 3)
    return { text: `${arrow} ${times.toLocaleString("en", { maximumFractionDigits: times < 10 ? 1 : 0 })} ×`, tone };
  const percent = Math.round(Math.abs(times - 1) * 100);
  return percent === 0 ? { text: "as before", tone: "plain" } : { text: `${arrow} ${percent}%`, tone };
}
