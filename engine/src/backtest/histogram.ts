/** How a metric's values were distributed, in bounded memory: bins that widen as values come farther apart. */

export interface Distribution {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Bin `i` holds values in [from + i · width, from + (i + 1) · width); the first and the last bin hold some. */
  readonly from: number;
  readonly width: number;
  readonly bins: readonly number[];
}

const most = 256;

export class Histogram {
  #count = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #mean = 0;
  #width = 0;
  /** Number of the first bin, in widths from 0. */
  #first = 0;
  #bins = new Float64Array(most);

  add(value: number): void {
    this.#count += 1;
    this.#mean += (value - this.#mean) / this.#count;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
    if (this.#count === 1) this.#begin(value);
    let bin = Math.floor(value / this.#width) - this.#first;
    while (bin < 0 || bin >= most) {
      this.#widen();
      bin = Math.floor(value / this.#width) - this.#first;
    }
    this.#bins[bin]! += 1;
  }

  /** Null without values. */
  distribution(): Distribution | null {
    if (this.#count === 0) return null;
    const used = [...this.#bins.keys()].filter((bin) => this.#bins[bin]! > 0);
    const [start, end] = [used[0]!, used.at(-1)! + 1];
    return {
      count: this.#count,
      min: this.#min,
      max: this.#max,
      mean: this.#mean,
      from: (this.#first + start) * this.#width,
      width: this.#width,
      bins: [...this.#bins.subarray(start, end)],
    };
  }

  /** Powers of two, so that two bins make one of twice the width. */
  #begin(value: number): void {
    this.#width = 2 ** (Math.floor(Math.log2(Math.max(Math.abs(value), 1e-6))) - 7);
    this.#first = Math.floor(value / this.#width) - most / 2;
  }

  /** Bins of twice the width, what they hold in their middle. */
  #widen(): void {
    const next = Math.floor(this.#first / 2) - most / 4;
    const bins = new Float64Array(most);
    for (let bin = 0; bin < most; bin += 1) {
      const count = this.#bins[bin]!;
      if (count > 0) bins[Math.floor((this.#first + bin) / 2) - next]! += count;
    }
    this.#bins = bins;
    this.#first = next;
    this.#width *= 2;
  }
}

/** The value below which a share of the values lies, right to the width of a bin: about a hundredth of the range. */
export function quantile({ bins, count, from, width, min, max }: Distribution, share: number): number {
  let below = 0;
  for (let bin = 0; bin < bins.length; bin += 1) {
    below += bins[bin]!;
    // The middle of the bin; never outside of what was measured.
    if (below >= share * count) return Math.min(max, Math.max(min, from + (bin + 0.5) * width));
  }
  return max;
}
