/** Values, lengths and times as reports print them. */

import { type Dimension, formatQuantity, type NumericDimension } from "@macro-engine/dsl";
import { type ZoneClock, zoneClock } from "../../runtime/zone-clock.ts";

export interface Words {
  readonly clock: ZoneClock;
  /** `2026-01-05 20:00:15`, in the zone. */
  time(iso: string): string;
  /** The same to the minute. */
  minute(iso: string): string;
  value(value: number, dimension: Dimension | null): string;
  /** `2.1h`. */
  span(ms: number): string;
  /** `1.25`. */
  number(value: number): string;
}

/** `zone` is an IANA name; null: that of this process. */
export function wordsIn(zone: string | null): Words {
  const clock = zoneClock(zone);
  const time = (iso: string) => new Date(clock(Date.parse(iso))).toISOString().slice(0, 19).replace("T", " ");
  return {
    clock,
    time,
    minute: (iso) => time(iso).slice(0, 16),
    value: (value, dimension) => valueText(value, dimension),
    span: (ms) => (ms === 0 ? "0s" : quantity(ms, "duration")),
    number: (value) => quantity(value, "number"),
  };
}

function valueText(value: number, dimension: Dimension | null): string {
  // Of truths, an average is the share of time in which they held.
  if (dimension === "bool") return quantity(value * 100, "percent");
  return quantity(value, dimension === null || dimension === "text" ? "number" : dimension);
}

function quantity(value: number, dimension: NumericDimension): string {
  return formatQuantity(value, dimension);
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
