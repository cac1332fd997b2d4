/** Reads instants as tests and traces write them. */

/** ISO 8601 in extended format, with seconds and offset optional. */
const instant = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Milliseconds since the epoch of an ISO 8601 instant such as `2026-01-05T12:00:00Z`; null when it is none. Without an offset it is UTC, which
 * keeps tests the same everywhere.
 */
export function parseInstant(text: string): number | null {
  const match = instant.exec(text.trim());
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as number[];
  const offset = offsetMinutes(match[8] ?? "Z");
  if (hour! > 23 || minute! > 59 || second! > 59 || offset === null) return null;
  const ms = Math.floor(Number(`0.${match[7] ?? "0"}`) * 1000);
  const date = new Date(0);
  date.setUTCFullYear(year!, month! - 1, day!);
  // A month or day that is out of range rolls over into another.
  if (date.getUTCMonth() !== month! - 1 || date.getUTCDate() !== day!) return null;
  date.setUTCHours(hour!, minute!, second!, ms);
  return date.getTime() - offset * 60_000;
}

function offsetMinutes(text: string): number | null {
  if (/^z$/i.test(text)) return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(-2));
  if (hours > 23 || minutes > 59) return null;
  return (text.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}
