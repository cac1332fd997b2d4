/** Past snapshots that give each `share` its part: at some its condition is true, at the others false. */

import type { Term } from "../program/program.ts";
import type { Point } from "./points.ts";
import type { Wanted } from "./prover.ts";
import type { Range } from "./ranges.ts";

export interface SharePart {
  readonly share: Term & { readonly kind: "share" };
  readonly range: Range;
  /** Whether its condition is true at the snapshot itself. */
  readonly isTrueNow: boolean;
}

export interface ShareRow {
  readonly agoMs: number;
  readonly point: Point;
}

/** Snapshots in a window, tried in turn. */
const counts = [2, 3, 4, 5, 10, 20, 50];

/** `pointFor` finds values under which conditions have the wanted truth. Null where no pattern meets every part. */
export function shareRows(parts: readonly SharePart[], pointFor: (wanted: readonly Wanted[]) => Point | null) {
  const states = statesOf(parts, pointFor);
  const longest = Math.max(...parts.map(({ share }) => share.windowMs));
  for (const count of counts) {
    const agos = Array.from({ length: count - 1 }, (_, at) => Math.round(((at + 1) * longest) / count));
    const pattern = findPattern(parts, states, agos);
    if (pattern === null) continue;
    const rows: ShareRow[] = pattern.map((state, at) => ({ agoMs: agos[at]!, point: states[state]!.point }));
    // The macro has to be observed from before the window on.
    return [...rows, { agoMs: longest, point: states[0]!.point }];
  }
  return null;
}

interface State {
  readonly truths: readonly boolean[];
  readonly point: Point;
}

/** What the conditions can be together. */
function statesOf(parts: readonly SharePart[], pointFor: (wanted: readonly Wanted[]) => Point | null): State[] {
  const states: State[] = [];
  for (let bits = 0; bits < 2 ** parts.length; bits += 1) {
    const truths = parts.map((_, at) => (bits & (1 << at)) !== 0);
    const point = pointFor(
      parts.map(({ share }, at) => ({ condition: share.condition, is: [truths[at] ? "true" : "false"] })),
    );
    if (point !== null) states.push({ truths, point });
  }
  return states;
}

/** A state for each time: how many snapshots each state gets is tried, in runs from the latest to the oldest. */
function findPattern(parts: readonly SharePart[], states: readonly State[], agos: readonly number[]): number[] | null {
  const total = agos.length;
  const meets = (pattern: readonly number[]) =>
    parts.every(({ share, range, isTrueNow }, part) => {
      let [known, holds] = [1, isTrueNow ? 1 : 0];
      pattern.forEach((state, at) => {
        if (agos[at]! >= share.windowMs) return;
        known += 1;
        if (states[state]!.truths[part]) holds += 1;
      });
      const value = (100 * holds) / known;
      return value >= range.lo && value <= range.hi;
    });
  if (states.length === 0) return total === 0 && meets([]) ? [] : null;
  for (let first = 0; first < states.length; first += 1) {
    for (let second = 0; second < states.length; second += 1) {
      for (let turn = 0; turn <= total; turn += 1) {
        const pattern = agos.map((_, at) => (at < turn ? first : second));
        if (meets(pattern)) return pattern;
      }
    }
  }
  return null;
}
