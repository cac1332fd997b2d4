/** Samples for windows of one metric, by counting how many of which level each stretch between them needs. */

import { rangeOf } from "./domains.ts";
import type { Level } from "./mixture-levels.ts";
import { type BoundedCall, type Column, isLinear, Mixture } from "./mixtures.ts";
import { known, pickInside, type Range } from "./ranges.ts";
import { doubleOf } from "./rational.ts";
import type { Series, SeriesProblem, Target } from "./series.ts";

/** More samples than this nobody reads. */
const mostSamples = 640;
/** How many samples to make of a solution's shares, in turn. */
const totals = [3, 4, 5, 6, 8, 10, 12, 16, 20, 30, 40, 60, 80, 120, 160, 320, mostSamples];

/** Some columns' share of all samples. */
interface Part {
  readonly band: number;
  readonly value: number;
  readonly share: number;
}

/** Series to try, those that are sampled evenly first. `lastMs`: how long ago the latest sample is. */
export function* mixedSeries(problem: SeriesProblem, lastMs: number): Generator<Series> {
  const isTied = problem.ties.length > 0;
  const bounds = problem.targets
    .filter(isBounded)
    .map((target): BoundedCall => ({ ...target, range: isTied ? nearAim(target) : target.range }));
  const windows = problem.targets.flatMap(({ call, aim }) =>
    aim !== null && call.windowMs > 0 ? [call.windowMs] : [],
  );
  const lengths = [...new Set(windows)].filter((length) => length > lastMs).sort((a, b) => a - b);
  if (lengths.length === 0) return;
  for (const isEven of [true, false]) {
    if (partsOf(problem, bounds, lengths, { isEven, room: 0 }) === null) continue;
    for (const room of rooms) {
      const parts = partsOf(problem, bounds, lengths, { isEven, room });
      if (parts === null) continue;
      for (const total of isEven && lastMs === 0 ? evenTotals(lengths) : totals) {
        const counts = countsOf(parts, total);
        for (const rises of arrangements(lengths.length)) yield laidOut(counts, lengths, lastMs, rises);
      }
    }
  }
}

/** How far inside their ranges means and percentiles are to lie, in turn. */
const rooms = [0.2, 0.05, 0.01, 1e-3, 0];

/** What is tied to others has to come near to where those are. */
function nearAim({ range, aim }: Target): Range {
  const off = 0.02 * Math.max(1e-3, Math.abs(aim!));
  return known(Math.max(range.lo, aim! - off), Math.min(range.hi, aim! + off));
}

function isBounded({ call, aim }: Target): boolean {
  return aim !== null && isLinear(call);
}

function partsOf(
  { metric, isWhole, targets }: SeriesProblem,
  bounds: readonly BoundedCall[],
  lengths: readonly number[],
  { isEven, room }: { readonly isEven: boolean; readonly room: number },
): Part[] | null {
  const far = Math.max(1, ...targets.flatMap(({ range }) => [range.lo, range.hi].map(Math.abs).filter(isNear)));
  const valuesOf = (level: Level) => valuesIn(level, far, isWhole);
  const mixture = new Mixture(bounds, { lengths, domain: rangeOf(metric), isWhole, valuesOf, room });
  if (isEven) mixture.spread();
  if (!mixture.solve()) return null;
  const counts = mixture.counts().map(doubleOf);
  const all = counts.reduce((sum, count) => sum + count, 0);
  return mixture.columns.flatMap(({ band, value }: Column, at) =>
    counts[at]! > 0 ? [{ band, value, share: counts[at]! / all }] : [],
  );
}

const isNear = (value: number) => value < 1e13;

/** The middle of a level first, then near its ends, and far out where it has none. */
function valuesIn({ lo, hi }: Level, far: number, isWhole: boolean): number[] {
  if (lo === hi) return [lo];
  const [low, high] = [Math.max(lo, -100 * far), Math.min(hi, 100 * far)];
  const width = high - low;
  const within = ([from, to]: readonly [number, number]) =>
    isWhole
      ? known(Math.ceil(low + from * width), Math.floor(low + to * width))
      : known(low + from * width, low + to * width);
  const ranges = stretches.map(within).filter((range) => range.lo <= range.hi);
  const ends = [low, high].filter((end) => Number(end.toPrecision(6)) === end);
  return [...new Set([...ranges.map((range) => pickInside(range, isWhole)), ...ends])];
}

/** Parts of a level's width to take a value of. */
const stretches = [
  [0, 1],
  [0, 0.05],
  [0.95, 1],
  [0, 0.001],
  [0.999, 1],
] as const;

/** Rounded, and what there is some of stays. */
function countsOf(parts: readonly Part[], total: number): readonly (Part & { readonly count: number })[] {
  return parts.map((part) => ({ ...part, count: Math.max(1, Math.round(part.share * total)) }));
}

/** Numbers of samples that stretches of these lengths can share evenly. */
function evenTotals(lengths: readonly number[]): number[] {
  const whole = lengths.at(-1)! / lengths.reduce(greatestDivisor);
  return [1, 2, 3, 4, 5, 6, 8, 10, 20, 40].map((times) => times * whole).filter((total) => total <= mostSamples);
}

function greatestDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y >= 1e-3) [x, y] = [y, x % y];
  return x;
}

/** For each stretch, whether its values rise with time. */
function arrangements(bands: number): boolean[][] {
  const most = Math.min(16, 2 ** bands);
  return Array.from({ length: most }, (_, bits) =>
    Array.from({ length: bands }, (__, band) => (bits >> band) % 2 === 0),
  );
}

function laidOut(
  counts: ReturnType<typeof countsOf>,
  lengths: readonly number[],
  lastMs: number,
  rises: readonly boolean[],
): Series {
  const agos: number[] = [];
  const values: number[] = [];
  lengths.forEach((length, band) => {
    const from = band === 0 ? lastMs : lengths[band - 1]!;
    const own = counts
      .filter((part) => part.band === band)
      .sort((a, b) => (rises[band] ? b.value - a.value : a.value - b.value));
    const newestFirst = own.flatMap(({ value, count }) => new Array<number>(count).fill(value));
    newestFirst.forEach((value, at) => {
      agos.push(Math.floor((from + ((length - from) * at) / newestFirst.length) * 1e3) / 1e3);
      values.push(value);
    });
  });
  // The metric's history reaches back to where the longest window begins.
  agos.push(lengths.at(-1)!);
  values.push(values.at(-1)!);
  return { agos: agos.reverse(), values: values.reverse() };
}
