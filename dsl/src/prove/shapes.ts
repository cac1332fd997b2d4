/** First guesses at a series: level, ramp, spike, step, and the ranks that percentiles ask for. */

import { rangeOf } from "./domains.ts";
import type { SeriesProblem, Target } from "./series.ts";

type Aimed = Target & { readonly aim: number };

export function initialShapes({ targets, metric }: SeriesProblem, agos: readonly number[]): number[][] {
  const aimed = targets.filter((target): target is Aimed => target.aim !== null);
  const aimOf = (name: string) => aimed.find(({ call }) => call.function === name)?.aim;
  const present = aimOf("present") ?? aimOf("p50") ?? aimOf("avg") ?? aimOf("max") ?? aimOf("min") ?? 1;
  const level = aimOf("avg") ?? aimOf("p50") ?? present;
  const { length } = agos;
  const withLast = (values: number[]) => [...values.slice(0, -1), present];
  const shapes: number[][] = [agos.map(() => present), withLast(agos.map(() => level))];
  const forecast = aimed.find(({ call }) => call.function === "forecast");
  if (forecast !== undefined) shapes.unshift(...ramps(forecast, present, agos));
  const change = aimOf("delta");
  if (change !== undefined) shapes.push(agos.map((_, at) => present - change * (1 - at / Math.max(1, length - 1))));
  const rate = aimOf("rate");
  if (rate !== undefined) {
    shapes.push(agos.map((ago) => present - (rate * (ago - agos.at(-1)!)) / 1000));
    shapes.push(slope(rate * 1.1, agos, Math.max(rangeOf(metric).lo, -1e3)));
  }
  const spread = aimOf("stddev");
  if (spread !== undefined) shapes.push(withLast(agos.map((_, at) => level + (at % 2 === 0 ? spread : -spread))));
  const low = aimOf("min");
  const high = aimOf("max");
  if (low !== undefined || high !== undefined) {
    shapes.push(withLast(agos.map((_, at) => (at % 2 === 0 ? (low ?? level) : (high ?? level)))));
    shapes.push(withLast(agos.map((_, at) => (at < length / 2 ? (low ?? level) : (high ?? level)))));
  }
  if (aimed.some(({ call }) => /^p\d/.test(call.function))) {
    const least = rangeOf(metric).lo;
    shapes.unshift(...ranked(aimed, agos, present, least));
    const own = aimed.find(({ call }) => call.function === "present");
    // The present value may have to stand aside.
    if (own !== undefined) shapes.push(...ranked(aimed, agos, own.range.lo + 0.1 * (own.aim - own.range.lo), least));
  }
  if (aimed.some(({ call }) => /^p9|stddev/.test(call.function))) {
    shapes.push(...spikes(aimed, agos, present, rangeOf(metric).lo));
  }
  return shapes;
}

/** Calm but for a few high samples, which percentiles do not see: as high as the mean and the deviation ask. */
function spikes(targets: readonly Aimed[], agos: readonly number[], present: number, least: number): number[][] {
  const aimOf = (name: string) => targets.find(({ call }) => call.function === name)?.aim;
  const levels = targets.flatMap(({ call, aim }) => (/^p\d|avg|min/.test(call.function) ? [aim] : []));
  const usual = Math.min(present, ...levels);
  const ways = [usual, Math.max(least, usual - Math.abs(usual))].flatMap((calm) =>
    [0.045, 0.005].map((part) => ({ calm, part })),
  );
  return ways.map(({ calm, part }) => {
    const count = Math.max(1, Math.floor(part * agos.length));
    const share = count / agos.length;
    const forMean = ((aimOf("avg") ?? calm) - calm) / share;
    const forSpread = (aimOf("stddev") ?? 0) / Math.sqrt(share * (1 - share) || 1);
    const high = calm + 1.05 * Math.max(forMean, forSpread);
    return agos.map((_, at) => (at === agos.length - 1 ? present : at >= 1 && at <= count ? high : calm));
  });
}

/** A line from the least value up, or down to it, so much a second. */
function slope(rate: number, agos: readonly number[], least: number): number[] {
  const { 0: oldest } = agos;
  return agos.map((ago) => least + (rate > 0 ? rate * (oldest! - ago) : -rate * (ago - agos.at(-1)!)) / 1000);
}

/** Lines that reach the forecast's value in time, through the present value or past it. */
function ramps({ call, aim }: Aimed, present: number, agos: readonly number[]): number[][] {
  const through = call.aheadMs > 0 ? (aim - present) / call.aheadMs : (aim - present) / call.windowMs;
  return [agos.map((ago) => present - through * ago), agos.map((ago) => aim - 2 * through * ago)];
}

/** For each window: its samples in rising order hold the percentiles asked for at their ranks. */
function ranked(targets: readonly Aimed[], agos: readonly number[], present: number, least: number): number[][] {
  const shapes: number[][] = [];
  for (const windowMs of new Set(targets.map(({ call }) => call.windowMs).filter((length) => length > 0))) {
    const own = targets.filter(({ call }) => call.windowMs === windowMs);
    const from = agos.findIndex((ago) => ago < windowMs);
    const count = agos.length - from;
    const rungs = rungsOf(own, count);
    if (from < 0 || count < 2 || rungs.length === 0) continue;
    for (const part of [1, 0, 0.5]) {
      const values = Array.from({ length: count }, (_, rank) => valueAtRank(rungs, rank, least, part));
      // The present value takes the place of the sample nearest to it, and is last.
      const distances = values.map((value) => Math.abs(value - present));
      values.splice(distances.indexOf(Math.min(...distances)), 1);
      const before = Array.from({ length: from }, () => values[0] ?? present);
      shapes.push([...before, ...values, present], [...before, ...values.toReversed(), present]);
    }
  }
  return shapes;
}

interface Rung {
  readonly rank: number;
  readonly value: number;
}

function rungsOf(targets: readonly Aimed[], count: number): Rung[] {
  const parts: Record<string, number> = { min: 0, p50: 50, p90: 90, p95: 95, p99: 99, max: 100 };
  const rungs = targets.flatMap(({ call, aim }) => {
    const part = parts[call.function];
    return part === undefined ? [] : [{ rank: Math.max(0, Math.ceil((part * count) / 100) - 1), value: aim }];
  });
  return rungs.sort((a, b) => a.rank - b.rank);
}

/** A rung's value at its own rank; between it and the rung below, a part of the way up. */
function valueAtRank(rungs: readonly Rung[], rank: number, least: number, part: number): number {
  const above = rungs.findIndex((rung) => rung.rank >= rank);
  const { rank: own, value } = above < 0 ? rungs.at(-1)! : rungs[above]!;
  if (above < 0 || own === rank) return value;
  const below = above > 0 ? rungs[above - 1]!.value : Math.max(least, value - 2 * Math.abs(value));
  return below + part * (value - below);
}
