/** Small pictures of numbers: a row of bars over time, and one bar of how much of a limit is used. */

import type { Glyphs } from "./glyphs.ts";
import { type Line, piece, type Style } from "./line.ts";

/**
 * The last `columns` values as bars from `least` to `greatest`, oldest at the left; a missing value is a blank. Fewer values
 * stand at the right.
 */
export function sparkline(
  history: readonly (number | null)[],
  columns: number,
  [least, greatest]: readonly [number, number],
  glyphs: Glyphs,
): string {
  const shown = columns > 0 ? history.slice(-columns) : [];
  const steps = glyphs.levels.length;
  const span = greatest - least;
  const bars = shown.map((value) => {
    if (value === null || !Number.isFinite(value)) return " ";
    const share = span > 0 ? (value - least) / span : 0;
    const step = Math.min(steps - 1, Math.max(0, Math.floor(share * steps)));
    return glyphs.levels[step] ?? " ";
  });
  return bars.join("").padStart(columns);
}

/** A scale for values without a natural one: from zero to a little above the greatest, at least `floor`. */
export function scaleOf(history: readonly (number | null)[], floor: number): readonly [number, number] {
  const greatest = history.reduce<number>((most, value) => (value !== null && value > most ? value : most), floor);
  return [0, greatest * 1.1];
}

/** A bar of `columns`, full at the limit (`used` 1) and beyond. */
export function gauge(used: number | null, columns: number, glyphs: Glyphs, style: Style): Line {
  const share = used === null ? 0 : Math.min(1, Math.max(0, used));
  const full = share === 0 ? 0 : Math.max(1, Math.round(share * columns));
  return [piece(glyphs.full.repeat(full), style), piece(glyphs.empty.repeat(columns - full), "dim")];
}
