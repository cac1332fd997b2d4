/** Where values stand on a drawing, and which of them are written beside it. */

export interface Scale {
  readonly from: number;
  readonly to: number;
  /** The place of a value, in units of the drawing. */
  place(value: number): number;
}

/** A range of no width is widened: one value stands in the middle. */
export function scale(from: number, to: number, start: number, end: number): Scale {
  const pad = to > from ? 0 : Math.max(1, Math.abs(from)) / 2;
  const [low, high] = [from - pad, to + pad];
  return { from: low, to: high, place: (value) => start + ((value - low) / (high - low)) * (end - start) };
}

/** Round values within a range, a few. */
export function ticks(from: number, to: number, steps: readonly number[], most: number): number[] {
  const step = steps.find((one) => (to - from) / one <= most) ?? steps.at(-1)!;
  const found: number[] = [];
  for (let at = Math.ceil(from / step); at * step <= to && found.length <= most * 4; at += 1) found.push(at * step);
  return found;
}

/** Steps of time that people count in, ms. */
export const timeSteps: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000),
  ...[1, 2, 3, 6, 12, 24, 48, 168, 720, 8760].map((hours) => hours * 3_600_000),
];

/** 1, 2, 5, 10 … of any size. */
export function decimalSteps(span: number): readonly number[] {
  const size = 10 ** Math.floor(Math.log10(Math.max(span, Number.MIN_VALUE)) - 1);
  return [1, 2, 5, 10, 20, 50, 100].map((step) => step * size);
}

/** Powers of two of any size. */
export function binarySteps(span: number): readonly number[] {
  const power = Math.floor(Math.log2(Math.max(span, Number.MIN_VALUE)));
  return [4, 3, 2, 1, 0].map((less) => 2 ** (power - less));
}
