/** Rates from counters that only grow: of one counter, and of the sum over devices that come and go. */

import { type ByteCursor, sameBytes } from "./byte-cursor.ts";

/** Readings closer together than this are too coarse to make a rate of: the kernel counts time in 10 ms. */
const leastSpanMs = 80;

/** How two readings lie to each other. */
export type Span = "first" | "too-soon" | "usable" | "gap";

export function spanOf(previous: number, now: number, gap: number): Span {
  if (Number.isNaN(previous)) return "first";
  const elapsed = now - previous;
  if (elapsed < leastSpanMs) return "too-soon";
  return elapsed > gap ? "gap" : "usable";
}

interface Device {
  readonly name: Uint8Array;
  readonly values: Float64Array;
  reading: number;
}

/**
 * Counters of several devices (or of one), summed as rates. A device that appears adds nothing until its second reading;
 * one that disappears takes nothing away; a counter that falls (reset, wrap) makes that reading's sum unknown.
 */
export class DeviceCounters {
  readonly #gapMs: number;
  readonly #sums: Float64Array;
  #devices: Device[] = [];
  #time = Number.NaN;
  #reading = 0;
  #seconds = 0;
  #next = 0;
  #compared = 0;

  constructor(fields: number, gap: number) {
    this.#sums = new Float64Array(fields);
    this.#gapMs = gap;
  }

  /** Begins a reading at `now`, ms; false when it would come too soon after the last one. */
  begin(now: number): boolean {
    const span = spanOf(this.#time, now, this.#gapMs);
    if (span === "too-soon") return false;
    this.#seconds = span === "usable" ? (now - this.#time) / 1000 : Number.NaN;
    this.#time = now;
    this.#reading += 1;
    this.#next = 0;
    this.#compared = 0;
    this.#sums.fill(0);
    return true;
  }

  /** Takes the counters of the device named by the cursor's bytes `from` to `to`. */
  add(cursor: ByteCursor, from: number, to: number, counters: Float64Array): void {
    const device = this.#find(cursor, from, to);
    const known = device.reading === this.#reading - 1;
    if (known) this.#compared += 1;
    for (let field = 0; field < counters.length; field += 1) {
      const change = counters[field]! - device.values[field]!;
      // A NaN here stays in the sum: one unknown part makes the whole unknown.
      if (known) this.#sums[field]! += change < 0 ? Number.NaN : change;
      device.values[field] = counters[field]!;
    }
    device.reading = this.#reading;
  }

  /** Ends the reading: forgets devices that are gone. */
  finish(): void {
    if (this.#devices.length > this.#next) {
      this.#devices = this.#devices.filter((device) => device.reading === this.#reading);
    }
  }

  /** How many devices the last reading listed. */
  get devices(): number {
    return this.#devices.length;
  }

  /** Change per second of the sum of a counter over all devices; NaN when there is no honest answer. */
  perSecond(field: number): number {
    return this.#compared === 0 ? Number.NaN : this.#sums[field]! / this.#seconds;
  }

  /** Kernel files list devices in a steady order, so the next one expected is nearly always the one found. */
  #find(cursor: ByteCursor, from: number, to: number): Device {
    const start = this.#next;
    this.#next += 1;
    for (let step = 0; step < this.#devices.length; step += 1) {
      const device = this.#devices[(start + step) % this.#devices.length]!;
      if (device.name.length === to - from && sameBytes(cursor.bytes, from, to, device.name)) return device;
    }
    const device = { name: cursor.bytes.slice(from, to), values: new Float64Array(this.#sums.length), reading: -1 };
    this.#devices.push(device);
    return device;
  }
}
