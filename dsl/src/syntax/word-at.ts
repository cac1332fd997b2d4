/** What an offset of a text touches: a name or a quantity as a whole, be it written half. */

import type { Span } from "./source.ts";

/** A name, a quantity, a time of day or a part of one around an offset. Units may hold `%`, `°` and a slash: `5MiB/s`. */
export function wordAt(text: string, at: number): Span {
  let start = at;
  while (start > 0 && /[A-Za-z0-9_.]/.test(text[start - 1]!)) start--;
  const quantity = quantityBefore(text, at);
  if (quantity !== null) return { start: quantity, end: endOfUnit(text, at) };
  // A number's digits are no name's: `80` is handled above.
  while (start < at && /[0-9.]/.test(text[start]!)) start++;
  let end = at;
  while (end < text.length && /[A-Za-z0-9_.]/.test(text[end]!)) end++;
  while (end > at && text[end - 1] === ".") end--;
  return { start, end };
}

const longestQuantity = 60;

function quantityBefore(text: string, at: number): number | null {
  const line = text.slice(Math.max(0, at - longestQuantity), at);
  const found =
    /(?<![A-Za-z0-9_.:])(?:[0-9][0-9_.]*(?:[A-Za-z°%]+[0-9]*)*(?:\/[A-Za-z]*)?|[0-9]{1,2}:[0-9]{0,2})$/.exec(line);
  return found === null ? null : at - found[0].length;
}

function endOfUnit(text: string, at: number): number {
  const rest = /^[A-Za-z0-9_.°%]*(?:\/[smh]\b|:[0-9]{2}\b)?/.exec(text.slice(at, at + longestQuantity))![0];
  return at + rest.length;
}
