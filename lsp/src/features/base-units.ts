/** Quantities as numbers of base units, for people. */

import type { Quantity } from "@macro-engine/dsl";

/** Thousands apart, as the language reads them: `1_073_741_824`. */
export function grouped(value: number): string {
  const text = String(value);
  if (text.includes("e")) return text;
  const [whole = "", fraction] = text.split(".");
  const apart = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "_") : whole;
  return fraction === undefined ? apart : `${apart}.${fraction}`;
}

/** `1m30s`; null where one unit says it. */
export function compoundDuration(ms: number): string | null {
  if (!Number.isInteger(ms) || ms <= 0) return null;
  let rest = ms;
  let text = "";
  let parts = 0;
  for (const [unit, size] of [
    ["d", 864e5],
    ["h", 36e5],
    ["m", 6e4],
    ["s", 1e3],
    ["ms", 1],
  ] as const) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count === 0) continue;
    text += `${count}${unit}`;
    parts++;
  }
  return parts > 1 ? text : null;
}

/** Null where it is as easily compared as it is: `5s`, `80%`. */
export function inBaseUnit({ text, value, dimension }: Quantity): string | null {
  switch (dimension) {
    case "duration":
      return compoundDuration(value) === text ? seconds(value) : null;
    case "bytes":
      return /[KMGT]i?B$/.test(text) ? `${grouped(value)}B` : null;
    case "bytes_per_second":
      return /[KMGT]i?B\/s$/.test(text) ? `${grouped(value)}B/s` : null;
    case "rate":
      return text.endsWith("/s") ? null : exactOrNear(value);
    default:
      return null;
  }
}

function seconds(ms: number): string {
  return `${grouped(ms / 1000)}s`;
}

function exactOrNear(perSecond: number): string {
  const rounded = Number(perSecond.toPrecision(4));
  return `${rounded === perSecond ? "" : "~"}${rounded}/s`;
}
