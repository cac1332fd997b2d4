/** Times and durations of requests: read, or refused in words that say how they are written. */

import { parseQuantity } from "../../config/quantity.ts";
import { ApiError } from "../problems.ts";

const written = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/;

/** ms since the epoch of an ISO 8601 time, or of a day's beginning in UTC. Throws an `ApiError` 400. */
export function instantOf(text: string, name: string): number {
  const wall = written.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(wall)) {
    throw new ApiError(
      400,
      `\`${name}\` is a time such as 2026-01-31T20:00:00Z, or a day such as 2026-01-31, not ${quoted(text)}`,
    );
  }
  return wall;
}

/** ms of a duration such as `30m`, above 0. Throws an `ApiError` 400. */
export function durationOf(text: string, name: string, example = "30m"): number {
  const quantity = parseQuantity(text, "duration", example);
  if ("problem" in quantity) throw new ApiError(400, `\`${name}\`: ${quantity.problem}`);
  if (quantity.value <= 0) throw new ApiError(400, `\`${name}\` is longer than nothing, such as ${example}`);
  return quantity.value;
}

export interface TimeFilter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What of a range is given, as the store wants it. Throws an `ApiError` 400. */
export function rangeOf({ from, to }: TimeFilter): { readonly fromWall?: number; readonly toWall?: number } {
  const fromWall = from === undefined ? undefined : instantOf(from, "from");
  const toWall = to === undefined ? undefined : instantOf(to, "to");
  if (fromWall !== undefined && toWall !== undefined && fromWall >= toWall)
    throw new ApiError(400, "`from` is before `to`: the range holds nothing");
  return { ...(fromWall === undefined ? {} : { fromWall }), ...(toWall === undefined ? {} : { toWall }) };
}

export const isoTime = (wall: number) => new Date(wall).toISOString();

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
