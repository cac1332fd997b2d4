/** Invents samples of one metric so that its windowed calls come to lie in given ranges: shapes first, then small repairs. */

import type { Metric } from "../vocabulary/metrics.ts";
import type { Axis } from "./axes.ts";
import { rangeOf } from "./domains.ts";
import type { Range } from "./ranges.ts";
import { initialShapes } from "./shapes.ts";
import type { Tie } from "./ties.ts";
import { type Call, valueOfCall } from "./window-values.ts";

/** An axis's call, and where its value is to lie: within the range, best at `aim`; null: it has to be missing. */
export interface Target {
  readonly axis: Axis;
  readonly call: Call;
  readonly range: Range;
  readonly aim: number | null;
}

export interface SeriesProblem {
  readonly metric: Metric;
  readonly isWhole: boolean;
  readonly targets: readonly Target[];
  readonly ties: readonly Tie[];
  /** The size of the values aimed at: what misses of ties are measured by. */
  readonly scale: number;
  readonly effort: Effort;
}

/** How many samples may still be looked at, and what has been given up: what cannot be met has to end somewhere. */
export interface Effort {
  left: number;
  /** Of mixtures; they take nothing from the others. */
  readonly mixing: { left: number };
  readonly failed: Set<string>;
}

const mostSweeps = 8;

/** What the targets come to over a series. */
export function valuesReached({ targets, metric }: SeriesProblem, agos: readonly number[], values: readonly number[]) {
  return targets.map(({ axis, call }) => [axis, valueOfCall(call, agos, values, metric)] as const);
}

/** Times (ms before the snapshot, oldest first) and the values at them. */
export interface Series {
  readonly agos: readonly number[];
  readonly values: readonly number[];
}

/**
 * The first guess that will do at any of the times, else the first of `others` that will, else the first guess that can be
 * repaired. Null where none can.
 */
export function findSeries(
  problem: SeriesProblem,
  times: readonly (readonly number[])[],
  others: Iterable<Series>,
): Series | null {
  const guesses = times.flatMap((agos) =>
    initialShapes(problem, agos).map((shape) => ({ agos, values: shape.map((value) => clamped(value, problem)) })),
  );
  const met = guesses.find(({ agos, values }) => missOf(values, problem, agos) === 0);
  if (met !== undefined) return { agos: met.agos, values: plain(met.values, problem, met.agos) };
  const { effort } = problem;
  for (const other of others) {
    if (effort.mixing.left <= 0) break;
    if (missOf(other.values, problem, other.agos, effort.mixing) === 0) return other;
  }
  for (const { agos, values } of guesses) {
    if (problem.effort.left <= 0) return null;
    if (repaired(values, problem, agos)) return { agos, values: plain(values, problem, agos) };
  }
  return null;
}

/** The values in as few digits as the targets allow. */
function plain(values: number[], problem: SeriesProblem, agos: readonly number[]): number[] {
  for (const digits of [2, 3, 4, 6, 9]) {
    const rounded = values.map((value) => clamped(Number(value.toPrecision(digits)), problem));
    if (missOf(rounded, problem, agos) === 0) return rounded;
  }
  return values;
}

/** How far the values are from every target, each by its own measure; 0 when all are met. */
function missOf(
  values: readonly number[],
  problem: SeriesProblem,
  agos: readonly number[],
  account: { left: number } = problem.effort,
): number {
  const { targets, metric, ties, scale } = problem;
  let miss = 0;
  account.left -= values.length * (targets.length + ties.length);
  const reached = ties.length > 0 ? new Map<Axis, number | null>() : null;
  for (const { axis, call, range, aim } of targets) {
    const value = valueOfCall(call, agos, values, metric);
    reached?.set(axis, value);
    if (aim === null || value === null) miss += aim === value ? 0 : 10;
    else miss += distance(value, range, aim);
  }
  if (reached === null) return miss;
  for (const { range, valueFrom } of ties) {
    const value = valueFrom(reached);
    miss += value === null ? 10 : distance(value, range, scale);
  }
  return miss;
}

/** 0 within the range, else how far outside by its own measure. */
function distance(value: number, range: Range, aim: number): number {
  if (value < range.lo) return (range.lo - value) / measureOf(range, aim) + 1e-9;
  return value > range.hi ? (value - range.hi) / measureOf(range, aim) + 1e-9 : 0;
}

function measureOf(range: Range, aim: number): number {
  const width = range.hi - range.lo;
  return Math.max(1e-9, width < 1e15 ? width : 0, Math.abs(aim));
}

/** Moves single samples and whole beginnings of the series while that brings it nearer. */
function repaired(values: number[], problem: SeriesProblem, agos: readonly number[]): boolean {
  let miss = missOf(values, problem, agos);
  const tryMove = (from: number, to: number, move: (value: number) => number): void => {
    const before = values.slice(from, to);
    for (let at = from; at < to; at += 1) values[at] = clamped(move(values[at]!), problem);
    const after = missOf(values, problem, agos);
    if (after < miss) miss = after;
    else values.splice(from, before.length, ...before);
  };
  const marks = marksOf(problem);
  const stride = Math.max(1, Math.floor(values.length / 12));
  for (let sweep = 0; sweep < mostSweeps && miss > 0 && problem.effort.left > 0; sweep += 1) {
    const before = miss;
    for (let at = values.length - 1; at >= 0 && miss > 0; at -= stride) {
      const from = Math.max(0, at - stride + 1);
      for (const mark of marks) {
        tryMove(from, at + 1, () => mark);
        if (miss > 0) tryMove(0, at + 1, () => mark);
        if (miss > 0) tryMove(at, values.length, () => mark);
      }
      for (const step of stepsOf(problem)) {
        if (miss > 0) tryMove(from, at + 1, (value) => value + step);
        if (miss > 0) tryMove(0, at + 1, (value) => value + step);
      }
    }
    if (miss === before) return false;
  }
  return miss === 0;
}

/** Values that the targets themselves suggest. */
function marksOf({ targets, metric }: SeriesProblem): number[] {
  const { lo, hi } = rangeOf(metric);
  const marks = new Set<number>();
  for (const { range, aim } of targets) for (const mark of [aim ?? lo, range.lo, range.hi]) marks.add(mark);
  const present = targets.find(({ call }) => call.function === "present")?.aim ?? null;
  for (const { call, aim } of targets) {
    if (present === null || aim === null) continue;
    if (call.function === "delta") marks.add(present - aim);
    if (call.function === "stddev" || call.function === "anomaly") marks.add(present + 2 * aim).add(present - 2 * aim);
  }
  return [...marks, lo, hi].filter((mark) => Math.abs(mark) < 1e15 && mark >= lo && mark <= hi);
}

function stepsOf({ scale, isWhole }: SeriesProblem): number[] {
  const steps = [0.5, 0.1, 0.02, 0.004, 8e-4, 1e-4, 1e-6].map((part) => part * scale);
  const rounded = isWhole ? steps.filter((step) => step >= 1).map(Math.round) : steps;
  return [...rounded, ...(isWhole ? [1] : [])].flatMap((step) => [step, -step]);
}

function clamped(value: number, { metric, isWhole }: SeriesProblem): number {
  const { lo, hi } = rangeOf(metric);
  return Math.min(hi, Math.max(lo, isWhole ? Math.round(value) : value));
}
