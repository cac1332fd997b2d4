/** Times in ms as people reckon with them: 0.1, three times, is 0.3. */

/**
 * Times that differ by less are one. Sums and multiples of fractional intervals are off by far less, even after a year, and
 * nobody measures a hundredth of a microsecond. Spans of the language are made shorter or longer by it once, where a
 * program is made ready, so that a snapshot compares plain numbers.
 */
export const sameTimeMs = 1e-5;

/** Takes off the dust of floating point: what is left are whole nanoseconds. */
export function tidy(timeMs: number): number {
  return Math.round(timeMs * 1e6) / 1e6;
}
