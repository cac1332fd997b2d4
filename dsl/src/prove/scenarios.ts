/** Courses of samples that make of a moment something that lasts. What they bring about is for a replay to say. */

import type { SampleValue } from "../program/program.ts";
import type { Witness, WitnessRow } from "./witness.ts";

type Samples = WitnessRow["samples"];

/** More rows than this are neither read nor worth their time. */
const mostRows = 600;

/** A spacing at which a wait is over at a row: seconds where it has whole ones and not too many. */
function spacingFor(holdMs: number): number {
  if (holdMs === 0) return 1000;
  if (holdMs % 1000 === 0 && holdMs <= 120_000) return 1000;
  return holdMs / Math.min(60, Math.max(2, Math.ceil(holdMs / 1000)));
}

/** Ways to let what holds at the last row hold for a time; the plainest first. */
export function* lasting(witness: Witness, holdMs: number): Generator<Witness> {
  if (witness.rows.length > 1) yield* drawnOut(lastRowAlone(witness), holdMs);
  yield* drawnOut(witness, holdMs);
}

/** Without what came before: most conditions are about the present. */
function lastRowAlone(witness: Witness): Witness {
  const last = witness.rows.at(-1)!;
  const startWallMs = witness.startWallMs + last.timeMs - witness.rows[0]!.timeMs;
  return { ...witness, startWallMs, macroStartMs: 0, rows: [{ ...last, timeMs: 0 }] };
}

function* drawnOut(witness: Witness, holdMs: number): Generator<Witness> {
  if (holdMs === 0) {
    yield witness;
    return;
  }
  const last = witness.rows.at(-1)!;
  yield* extended(witness, holdMs, () => last.samples);
  yield* startedEarlier(witness, holdMs);
  const slopes = slopesAtEnd(witness);
  if (slopes !== null) yield* extended(witness, holdMs, (aheadMs) => ahead(last.samples, slopes, aheadMs));
  if (witness.rows.length < 2) return;
  const { rows } = witness;
  yield* extended(witness, holdMs, (_, index) => rows[(index - 1) % rows.length]!.samples);
  // What a window holds, over and over: its mean stays, and so do its least and greatest.
  for (const cycle of [rows.slice(-2), rows.slice(1)]) yield* repeated(witness, cycle, holdMs);
}

/** The same rows again and again, for as long as the witness took and then the wait. */
function* repeated(witness: Witness, cycle: readonly WitnessRow[], holdMs: number): Generator<Witness> {
  const spanMs = witness.rows.at(-1)!.timeMs - witness.rows[0]!.timeMs;
  const spacing = spacingFor(holdMs);
  const count = Math.ceil((spanMs + holdMs) / spacing) + 1;
  if (count > mostRows || cycle.length < 2) return;
  const rows = Array.from({ length: count }, (_, at) => ({
    timeMs: at * spacing,
    samples: cycle[at % cycle.length]!.samples,
  }));
  yield { ...witness, intervalMs: spacing, macroStartMs: 0, rows };
}

/**
 * Each before as it is with the macro there from the first row on, as in a recording, and before that with samples of these
 * metrics alone: what is not measured says nothing.
 */
export function* plainest(witnesses: Iterable<Witness>, metrics: readonly string[]): Generator<Witness> {
  for (const witness of witnesses) {
    const recorded = { ...witness, macroStartMs: witness.rows[0]!.timeMs };
    const needless = witness.rows.some(({ samples }) =>
      Object.keys(samples).some((metric) => !metrics.includes(metric)),
    );
    if (needless) yield { ...recorded, rows: recorded.rows.map((row) => onlyOf(row, metrics)) };
    if (witness.macroStartMs !== recorded.macroStartMs) yield recorded;
    yield witness;
  }
}

function onlyOf({ timeMs, samples }: WitnessRow, metrics: readonly string[]): WitnessRow {
  return {
    timeMs,
    samples: Object.fromEntries(Object.entries(samples).filter(([metric]) => metrics.includes(metric))),
  };
}

/** One after the other, each for its time: the last rows of the witnesses, on the ground of the first. */
export function* inTurn(phases: readonly { readonly witness: Witness; readonly holdMs: number }[]): Generator<Witness> {
  const [first, ...rest] = phases;
  if (first === undefined) return;
  for (const start of lasting(first.witness, first.holdMs)) {
    const rows = [...start.rows];
    const shortest = Math.min(...phases.map(({ holdMs }) => spacingFor(holdMs)));
    const spacing = rows.length === 1 ? shortest : Math.min(shortest, start.intervalMs);
    for (const { witness, holdMs } of rest) {
      const { samples } = witness.rows.at(-1)!;
      const count = Math.ceil(holdMs / spacing) + 1;
      for (let i = 0; i < count; i += 1) rows.push({ timeMs: rows.at(-1)!.timeMs + spacing, samples });
    }
    if (rows.length <= mostRows) yield { ...start, intervalMs: rows.length === 1 ? spacing : start.intervalMs, rows };
  }
}

/** Goes round the last rows of the witnesses, so that what is false at one of them never holds for longer than a round. */
export function* alternating(witnesses: readonly Witness[], holdMs: number, shortestMs: number): Generator<Witness> {
  const [first] = witnesses;
  if (first === undefined || holdMs === 0) return;
  const most = shortestMs / Math.max(1, witnesses.length - 1);
  for (const spacing of [Math.min(spacingFor(holdMs), most), most / 2]) {
    const count = Math.ceil(holdMs / spacing);
    if (count > mostRows) continue;
    const start = first.rows.at(-1)!.timeMs;
    const more = Array.from({ length: count }, (_, index) => ({
      timeMs: start + (index + 1) * spacing,
      samples: witnesses[(index + 1) % witnesses.length]!.rows.at(-1)!.samples,
    }));
    yield {
      ...first,
      intervalMs: first.rows.length === 1 ? spacing : first.intervalMs,
      rows: [...first.rows, ...more],
    };
  }
}

function* extended(
  witness: Witness,
  holdMs: number,
  samplesAt: (aheadMs: number, index: number) => Samples,
): Generator<Witness> {
  const alone = witness.rows.length === 1;
  const spacing = alone ? spacingFor(holdMs) : Math.min(spacingFor(holdMs), witness.intervalMs);
  const count = Math.ceil(holdMs / spacing);
  if (count > mostRows) return;
  const { timeMs } = witness.rows.at(-1)!;
  const more = Array.from({ length: count }, (_, at) => ({
    timeMs: timeMs + (at + 1) * spacing,
    samples: samplesAt((at + 1) * spacing, at + 1),
  }));
  yield { ...witness, intervalMs: alone ? spacing : witness.intervalMs, rows: [...witness.rows, ...more] };
}

/** The same samples before the last row as at it: `duration` and the clock end where they were found. */
function* startedEarlier(witness: Witness, holdMs: number): Generator<Witness> {
  const last = witness.rows.at(-1)!;
  const from = last.timeMs - holdMs;
  const spacing = Math.min(spacingFor(holdMs), witness.intervalMs);
  const count = Math.ceil(holdMs / spacing);
  if (from < witness.macroStartMs || count > mostRows || witness.rows.length === 1) return;
  const before = witness.rows.filter(({ timeMs }) => timeMs < from);
  const same = Array.from({ length: count }, (_, at) => ({
    timeMs: last.timeMs - (count - at) * spacing,
    samples: last.samples,
  }));
  yield { ...witness, rows: [...before, ...same.filter(({ timeMs }) => timeMs >= from), last] };
}

/** Change a millisecond of each number between the last two rows; null where nothing changes. */
function slopesAtEnd({ rows }: Witness): ReadonlyMap<string, number> | null {
  const [before, last] = rows.slice(-2);
  if (before === undefined || last === undefined) return null;
  const slopes = new Map<string, number>();
  for (const [metric, value] of Object.entries(last.samples)) {
    const earlier = before.samples[metric];
    if (typeof value !== "number" || typeof earlier !== "number" || value === earlier) continue;
    slopes.set(metric, (value - earlier) / (last.timeMs - before.timeMs));
  }
  return slopes.size === 0 ? null : slopes;
}

function ahead(samples: Samples, slopes: ReadonlyMap<string, number>, aheadMs: number): Samples {
  return Object.fromEntries(
    Object.entries(samples).map(([metric, value]): [string, SampleValue] => {
      const slope = slopes.get(metric);
      // Most metrics are never negative; the replay minds what else is out of range.
      return [metric, slope === undefined || typeof value !== "number" ? value : Math.max(0, value + slope * aheadMs)];
    }),
  );
}
