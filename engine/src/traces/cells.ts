/** Reads values and times as traces write them: base units, no unit signs. */

import { type Dimension, dimensions, type SampleValue } from "@macro-engine/dsl";
import { TraceError } from "./trace.ts";

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A finite number, or undefined. Faster than the pattern for plain numbers, and stricter than `Number`. */
export function parseDecimal(text: string): number | undefined {
  const value = Number(text);
  // `Number` also takes "", "0x1f" and "Infinity": none of them begins with 1 to 9, so most cells need no closer look.
  const first = text.charCodeAt(0);
  const isPlain = first >= 49 && first <= 57 && Number.isFinite(value);
  if (isPlain) return value;
  return decimal.test(text) && Number.isFinite(value) ? value : undefined;
}

/** What values of a dimension are in a trace, in words. */
function expected(dimension: Dimension): string {
  if (dimension === "bool") return "true or false";
  const unit = Object.entries(dimensions[dimension].units).find(([, size]) => size === 1)?.[0];
  return unit === undefined ? "a number" : `a number in ${unit}, without the unit`;
}

function refuse(shown: string, metric: string, dimension: Dimension, line: number): never {
  throw new TraceError(`${shown} is no value of ${metric}: write ${expected(dimension)}`, line);
}

/** The value of a cell that is not empty. */
export function cellValue(text: string, metric: string, dimension: Dimension, line: number): SampleValue {
  if (dimension === "text") return text;
  if (dimension === "bool") {
    if (text === "true" || text === "1") return true;
    if (text === "false" || text === "0") return false;
    const lower = text.toLowerCase();
    return lower === "true" ? true : lower === "false" ? false : refuse(`"${text}"`, metric, dimension, line);
  }
  return parseDecimal(text) ?? refuse(`"${text}"`, metric, dimension, line);
}

/** The value of a JSON property that is not null. */
export function jsonValue(value: unknown, metric: string, dimension: Dimension, line: number): SampleValue {
  const kind = dimension === "bool" ? "boolean" : dimension === "text" ? "string" : "number";
  // JSON reads 1e999 as infinity.
  if (typeof value !== kind || (kind === "number" && !Number.isFinite(value))) {
    refuse(JSON.stringify(value), metric, dimension, line);
  }
  return value as SampleValue;
}

const instant = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s?(Z|z|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** An ISO 8601 instant in ms since the epoch; without a zone it is UTC. Undefined: it is none. */
export function parseInstant(text: string): number | undefined {
  const match = instant.exec(text);
  if (match === null) return undefined;
  const [, date = "", time = "00:00", zone = "Z"] = match;
  const [whole = "", fraction = ""] = time.replace(",", ".").split(".");
  const digits = zone.replace(":", "");
  const offset = zone.toUpperCase() === "Z" ? "Z" : `${digits.slice(0, 3)}:${digits.slice(3) || "00"}`;
  const ms = Date.parse(`${date}T${whole}${offset}`);
  // Date.parse takes 30 February for 2 March, and cuts fractions to milliseconds.
  const day = Number(date.slice(8));
  const isDay = day < 29 || new Date(`${date}T00:00Z`).getUTCDate() === day;
  return Number.isNaN(ms) || !isDay ? undefined : ms + (fraction === "" ? 0 : Number(`0.${fraction}`) * 1000);
}

/** Reads the `time` of rows: seconds, or ISO 8601; one kind a file. */
export function createClock() {
  let dated: boolean | null = null;
  let startWallMs: number | null = null;
  return {
    /** ms: since the epoch for dates, else since the file's own zero. */
    read(value: string | number, line: number): number {
      const text = typeof value === "number" ? "" : value.trim();
      const seconds = typeof value === "number" ? value : parseDecimal(text);
      const ms = seconds === undefined ? parseInstant(text) : seconds * 1000;
      if (ms === undefined || !Number.isFinite(ms)) {
        const remedy = "write seconds (12.5) or an ISO 8601 instant (2026-01-05T12:00:00Z)";
        throw new TraceError(text === "" ? `the time is empty: ${remedy}` : `"${text}" is no time: ${remedy}`, line);
      }
      const isDate = seconds === undefined;
      if (dated !== null && dated !== isDate) {
        throw new TraceError("times in seconds and dates are mixed in this file: use one of them throughout", line);
      }
      dated = isDate;
      if (isDate) startWallMs ??= ms;
      return ms;
    },
    startWallMs: () => startWallMs,
  };
}
