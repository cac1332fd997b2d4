/** Reads one quantity: the number, its unit or units, and what is wrong with them. */

import { nearest } from "../diagnostics/nearest.ts";
import { type Dimension, dimensions, inBaseUnits } from "../vocabulary/units.ts";

export type QuantityProblem =
  | { readonly kind: "unknown-unit"; readonly unit: string; readonly at: number; readonly suggestion: string | null }
  | {
      readonly kind: "blank-before-unit" | "trailing-digits" | "repeated-unit" | "rising-units" | "not-compound";
      readonly fix: string | null;
    }
  | {
      readonly kind: "blank-in-compound" | "digit-grouping" | "bare-point" | "leading-point";
      readonly fix: string | null;
    }
  | { readonly kind: "two-points" | "too-large"; readonly fix: null };

export interface ScannedQuantity {
  readonly end: number;
  /** In base units; meaningless with a problem. */
  readonly value: number;
  readonly dimension: Dimension | null;
  readonly problem: QuantityProblem | null;
}

interface UnitInfo {
  readonly dimension: Dimension;
  readonly size: number;
}

const unitOf = new Map<string, UnitInfo>();
for (const [dimension, { units }] of Object.entries(dimensions)) {
  for (const [unit, size] of Object.entries(units)) unitOf.set(unit, { dimension: dimension as Dimension, size });
}

/** Every unit that a quantity may carry, in the order of the dimensions. */
export const unitNames: readonly string[] = [...unitOf.keys()];

/** What people write for a unit; case is ignored. */
const unitAliases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    us: ["usec", "usecs", "micros", "microseconds", "\u00b5s", "\u03bcs"],
    ms: ["msec", "msecs", "millis", "milliseconds"],
    s: ["sec", "secs", "second", "seconds"],
    m: ["min", "mins", "minute", "minutes"],
    h: ["hr", "hrs", "hour", "hours"],
    d: ["day", "days"],
    B: ["byte", "bytes"],
    KB: ["k"],
    GB: ["g"],
    TB: ["t"],
    "%": ["pct", "percent"],
    fps: ["hz", "frames"],
    C: ["celsius"],
    "°C": ["°"],
  }).flatMap(([unit, aliases]) => aliases.map((alias) => [alias, unit] as const)),
);

const numberAt = /[0-9](?:_?[0-9])*(?:\.[0-9](?:_?[0-9])*)?/y;
const lettersAt = /[A-Za-z\u00b5\u03bc_°]+/y;
const wordEnd = /[A-Za-z0-9_\u00b5\u03bc°.]/;
const rateUnitAt = /\/[smh](?![A-Za-z0-9_]|\.[A-Za-z_])/y;
const perSecondAt = /\/s(?![A-Za-z0-9_]|\.[A-Za-z_])/y;
const blankThenUnitAt = /[ \t]+(%|°C?|[A-Za-z\u00b5\u03bc]+)(?![A-Za-z0-9_(]|\.[A-Za-z_])/y;
const blankThenDigitAt = /[ \t]+(?=[0-9])/y;

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

interface Part {
  readonly number: string;
  readonly unit: string;
  readonly unitAt: number;
}

/** Reads the quantity that starts with the digit at `start`, a detached unit included. */
export function scanQuantity(text: string, start: number): ScannedQuantity {
  const scanned = scanAttached(text, start);
  return scanned.problem === null ? (detachedTail(text, start, scanned) ?? scanned) : scanned;
}

/** Reads as far as there is no blank. */
function scanAttached(text: string, start: number): ScannedQuantity {
  const parts: Part[] = [];
  let at = start;
  while (isDigit(text.charCodeAt(at))) {
    const number = matchAt(numberAt, text, at);
    at += number.length;
    const oddity = numberOddity(text, start, at);
    if (oddity !== null) return oddity;
    const unit = unitAt(text, at, parts.length === 0);
    parts.push({ number, unit, unitAt: at });
    at += unit.length;
    if (unit === "" || unit === "%") break;
  }
  return judge(at, parts);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** `1__0`, `1_s`, `5.`, `1.2.3`: digits that are no number. */
function numberOddity(text: string, start: number, at: number): ScannedQuantity | null {
  if (text[at] === "_") {
    const end = endOfWord(text, at);
    const tidied = text
      .slice(start, end)
      .replace(/_+/g, (run, at: number, word) => (isDigit(word.charCodeAt(at + run.length)) ? "_" : ""));
    return broken(end, { kind: "digit-grouping", fix: isWellFormed(tidied) ? tidied : null });
  }
  if (text[at] !== ".") return null;
  if (isDigit(text.charCodeAt(at + 1))) return broken(endOfWord(text, at), { kind: "two-points", fix: null });
  return broken(at + 1, { kind: "bare-point", fix: text.slice(start, at) });
}

function endOfWord(text: string, at: number): number {
  let end = at;
  while (end < text.length && wordEnd.test(text[end]!)) end++;
  return text[end] === "%" ? end + 1 : end;
}

/** The longest unit at `at`, known or not; "" when none stands there. */
function unitAt(text: string, at: number, first: boolean): string {
  const code = text.charCodeAt(at);
  if (code === 37) return "%";
  if (code === 47) return first ? matchAt(rateUnitAt, text, at) : "";
  const letters = matchAt(lettersAt, text, at);
  if (letters === "" || unitOf.get(letters)?.dimension !== "bytes") return letters;
  return letters + matchAt(perSecondAt, text, at + letters.length);
}

function judge(end: number, parts: readonly Part[]): ScannedQuantity {
  const unknown = parts.find(({ unit }) => unit !== "" && !unitOf.has(unit));
  if (unknown !== undefined) {
    const { unit, unitAt: at } = unknown;
    return broken(end, { kind: "unknown-unit", unit, at, suggestion: suggestUnit(unit) });
  }
  const compound = compoundProblem(parts);
  if (compound !== null) return broken(end, compound);
  const value = parts.reduce((sum, part) => sum + sizeOf(part), 0);
  if (!Number.isFinite(value)) return broken(end, { kind: "too-large", fix: null });
  return { end, value, dimension: unitOf.get(parts[0]!.unit)?.dimension ?? null, problem: null };
}

function sizeOf({ number, unit }: Part): number {
  return inBaseUnits(number.replaceAll("_", ""), unitOf.get(unit)?.size ?? 1);
}

/** What is wrong with `1m30`, `1s2m`, `5s5s`, `5MB3KB`; null when nothing is. */
function compoundProblem(parts: readonly Part[]): QuantityProblem | null {
  if (parts.length === 1) return null;
  const written = (list: readonly Part[]) => list.map(({ number, unit }) => number + unit).join("");
  const last = parts.at(-1)!;
  const measured = last.unit === "" ? parts.slice(0, -1) : parts;
  if (measured.some(({ unit }) => unitOf.get(unit)!.dimension !== "duration"))
    return { kind: "not-compound", fix: null };
  const sizes = measured.map(({ unit }) => unitOf.get(unit)!.size);
  if (new Set(sizes).size < sizes.length) return { kind: "repeated-unit", fix: null };
  if (sizes.some((size, index) => index > 0 && size > sizes[index - 1]!)) {
    const sorted = measured.toSorted((a, b) => unitOf.get(b.unit)!.size - unitOf.get(a.unit)!.size);
    return { kind: "rising-units", fix: measured.length === parts.length ? written(sorted) : null };
  }
  if (last.unit !== "") return null;
  const next = { d: "h", h: "m", m: "s" }[measured.at(-1)!.unit];
  return { kind: "trailing-digits", fix: next === undefined ? null : `${written(parts)}${next}` };
}

/** `80 %`, `5 sec` and `1m 30s`: the rest of the quantity stands apart. */
function detachedTail(text: string, start: number, scanned: ScannedQuantity): ScannedQuantity | null {
  const code = text.charCodeAt(scanned.end);
  if (code !== 32 && code !== 9) return null;
  if (scanned.dimension === null) return detachedUnit(text, start, scanned.end);
  return scanned.dimension === "duration" ? detachedParts(text, start, scanned.end) : null;
}

function detachedUnit(text: string, start: number, end: number): ScannedQuantity | null {
  blankThenUnitAt.lastIndex = end;
  const found = blankThenUnitAt.exec(text);
  if (found === null) return null;
  const unit = unitOf.has(found[1]!) ? found[1]! : unitAliases.get(found[1]!.toLowerCase());
  if (unit === undefined) return null;
  const after = end + found[0].length;
  const rate = unitOf.get(unit)?.dimension === "bytes" ? matchAt(perSecondAt, text, after) : "";
  return broken(after + rate.length, { kind: "blank-before-unit", fix: text.slice(start, end) + unit + rate });
}

/** Takes in smaller and smaller units as long as the whole, without its blanks, is one duration. */
function detachedParts(text: string, start: number, attachedEnd: number): ScannedQuantity | null {
  let joined = text.slice(start, attachedEnd);
  let end = attachedEnd;
  for (;;) {
    const blank = matchAt(blankThenDigitAt, text, end);
    if (blank === "") break;
    const rest = scanAttached(text, end + blank.length);
    const longer = joined + text.slice(end + blank.length, rest.end);
    if (!isWellFormed(longer)) break;
    joined = longer;
    end = rest.end;
  }
  return end === attachedEnd ? null : broken(end, { kind: "blank-in-compound", fix: joined });
}

/** True when the whole text is one quantity with nothing wrong. */
function isWellFormed(text: string): boolean {
  const scanned = scanAttached(text, 0);
  return scanned.end === text.length && scanned.problem === null;
}

function broken(end: number, problem: QuantityProblem): ScannedQuantity {
  return { end, value: 0, dimension: null, problem };
}

/** The unit that someone who wrote `unit` meant, or null. */
function suggestUnit(unit: string): string | null {
  return unitAliases.get(unit.toLowerCase()) ?? nearest(unit, unitNames);
}
