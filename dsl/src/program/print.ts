/** Prints values and compiled conditions for people: `1.25GiB`, `cpu.usage > 85%`. */

import { convertsTo } from "../check/dimensions.ts";
import { type Dimension, dimensions, inBaseUnits } from "../vocabulary/units.ts";
import type { Condition, Program, Term, TextTerm } from "./program.ts";
import { quoteText } from "./quote-text.ts";
import { dimensionOfTerm, splits } from "./term-dimension.ts";

/** Units to print in, largest first: bytes are binary, `C` is one of two spellings. */
const printedUnits: Partial<Record<Dimension, readonly (readonly [unit: string, size: number])[]>> = Object.fromEntries(
  (Object.keys(dimensions) as Dimension[]).map((dimension) => [
    dimension,
    Object.entries(dimensions[dimension].units)
      .filter(([unit]) => !/^[KMGT]B|°/.test(unit))
      .sort(([, a], [, b]) => b - a),
  ]),
);

/**
 * A value in base units as messages show it: in the largest unit in which it is at least 1, with three significant
 * digits, never cutting integer digits, no trailing zeros, halves away from zero. The value chooses the unit, not what is
 * left of it after rounding: 59.96 s is `60s`. Zero stands in the base unit.
 */
export function formatQuantity(value: number, dimension: Dimension): string {
  if (!Number.isFinite(value)) return String(value);
  const units = printedUnits[dimension] ?? [];
  if (units.length === 0) return roundForPeople(value);
  if (value === 0) return `0${units.find(([, size]) => size === 1)?.[0] ?? ""}`;
  const magnitude = Math.abs(value);
  const [unit, size] = units.find(([, size]) => magnitude / size >= 1 - 1e-12) ?? units.at(-1)!;
  return roundForPeople(value / size) + unit;
}

/** Three significant digits by decimal rounding of the shortest representation; integer digits are all kept. */
function roundForPeople(value: number): string {
  if (value === 0) return "0";
  const { digits, exponent } = decimalDigits(Math.abs(value));
  const kept = Math.max(3, exponent);
  const rounded = digits.length <= kept ? digits : digits.slice(0, kept);
  const up = digits.length > kept && digits.charCodeAt(kept) >= 53;
  const carried = up ? increment(rounded) : rounded;
  const text = placePoint(carried, exponent + carried.length - rounded.length);
  return value < 0 ? `-${text}` : text;
}

/** value = 0.digits · 10^exponent, without leading zeros. */
function decimalDigits(value: number): { digits: string; exponent: number } {
  const [mantissa = "", power = "0"] = value.toExponential().split("e");
  return { digits: mantissa.replace(".", ""), exponent: Number(power) + 1 };
}

/** Adds one in the last place; "999" becomes "1000". */
function increment(digits: string): string {
  const nines = /9*$/.exec(digits)?.[0].length ?? 0;
  const head = digits.slice(0, digits.length - nines);
  const raised = head === "" ? "1" : head.slice(0, -1) + String(Number(head.at(-1)) + 1);
  return raised + "0".repeat(nines);
}

function placePoint(digits: string, exponent: number): string {
  if (exponent <= 0) return trimZeros(`0.${"0".repeat(-exponent)}${digits}`);
  if (digits.length <= exponent) return digits + "0".repeat(exponent - digits.length);
  return trimZeros(`${digits.slice(0, exponent)}.${digits.slice(exponent)}`);
}

function trimZeros(text: string): string {
  return text.replace(/\.?0+$/, "");
}

/**
 * A value as policy text that reads back as exactly this value: the largest unit that loses nothing, `85%`, `1.5GiB`,
 * `1234567B`.
 */
export function exactQuantity(value: number, dimension: Dimension): string {
  const units = printedUnits[dimension] ?? [];
  if (units.length === 0 || value === 0) return plainDecimal(value) + (units.find(([, size]) => size === 1)?.[0] ?? "");
  const candidates = units.filter(([, size]) => Math.abs(value) >= size).concat(units.filter(([, size]) => size === 1));
  let best: string | null = null;
  for (const [unit, size] of candidates) {
    const number = plainDecimal(value / size);
    if (inBaseUnits(number, size) !== value) continue;
    const text = number + unit;
    if (best === null || text.length < best.length) best = text;
  }
  return best ?? plainDecimal(value);
}

/** The shortest decimal without an exponent. */
function plainDecimal(value: number): string {
  const text = String(value);
  if (!text.includes("e")) return text;
  const { digits, exponent } = decimalDigits(Math.abs(value));
  return (value < 0 ? "-" : "") + placePoint(digits, exponent);
}

// --- Conditions ---------------------------------------------------------------------------------------------------

/** How tightly an operator binds, from `or` to what needs no parentheses. */
const binding = { or: 1, and: 2, not: 3, comparison: 4, sum: 5, product: 6, unary: 7, primary: 8 } as const;

/** A compiled condition as policy text, in canonical form. */
export function conditionText(condition: Condition, program: Program): string {
  return writeCondition(condition, program, binding.or);
}

function writeCondition(condition: Condition, program: Program, atLeast: number): string {
  const [text, strength] = conditionParts(condition, program);
  return strength < atLeast ? `(${text})` : text;
}

function conditionParts(condition: Condition, program: Program): [text: string, strength: number] {
  switch (condition.kind) {
    case "constant":
      return [String(condition.value), binding.primary];
    case "flag":
      return [condition.metric, binding.primary];
    case "schedule":
      return [program.schedules[condition.schedule]?.name ?? "schedule", binding.primary];
    case "missing": {
      const silent = condition.silentMs === null ? "" : `, ${exactQuantity(condition.silentMs, "duration")}`;
      return [`missing(${condition.metric}${silent})`, binding.primary];
    }
    case "not":
      return [`not ${writeCondition(condition.operand, program, binding.not)}`, binding.not];
    case "and":
    case "or": {
      const inner = binding[condition.kind] + 1;
      const operands = condition.operands.map((operand) => writeCondition(operand, program, inner));
      return [operands.join(` ${condition.kind} `), binding[condition.kind]];
    }
    case "compare": {
      const left = writeTerm(condition.left, condition.dimension, program, binding.sum);
      const right = writeTerm(condition.right, condition.dimension, program, binding.sum);
      return [`${left} ${condition.operator} ${right}`, binding.comparison];
    }
    case "compare-text":
      return [
        `${textTerm(condition.left)} ${condition.equal ? "==" : "!="} ${textTerm(condition.right)}`,
        binding.comparison,
      ];
    case "compare-bool": {
      const left = writeCondition(condition.left, program, binding.sum);
      const right = writeCondition(condition.right, program, binding.sum);
      return [`${left} ${condition.equal ? "==" : "!="} ${right}`, binding.comparison];
    }
  }
}

function textTerm(term: TextTerm): string {
  return term.kind === "text" ? quoteText(term.value) : term.metric;
}

/** A compiled term as policy text; `dimension` is that of its value, so that constants get their unit. */
export function termText(term: Term, dimension: Dimension, program: Program): string {
  return writeTerm(term, dimension, program, binding.sum);
}

function writeTerm(term: Term, dimension: Dimension, program: Program, atLeast: number): string {
  const [text, strength] = termParts(term, dimension, program);
  return strength < atLeast ? `(${text})` : text;
}

type Product = Extract<Term, { left: Term }> & { readonly kind: "multiply" | "divide" };

function termParts(term: Term, dimension: Dimension, program: Program): [text: string, strength: number] {
  const duration = (ms: number) => exactQuantity(ms, "duration");
  switch (term.kind) {
    case "constant":
      return [exactQuantity(term.value, dimension), term.value < 0 ? binding.unary : binding.primary];
    case "metric":
      return [term.metric, binding.primary];
    case "window":
      return [`${term.function}(${term.metric}, ${duration(term.windowMs)})`, binding.primary];
    case "forecast":
      return [`forecast(${term.metric}, ${duration(term.aheadMs)}, ${duration(term.windowMs)})`, binding.primary];
    case "share":
      return [`share(${conditionText(term.condition, program)}, ${duration(term.windowMs)})`, binding.primary];
    case "absolute":
      return [`abs(${writeTerm(term.operand, dimension, program, binding.sum)})`, binding.primary];
    case "negate":
      return [`-${writeTerm(term.operand, dimension, program, binding.primary)}`, binding.unary];
    case "add":
    case "subtract": {
      const left = writeTerm(term.left, dimension, program, binding.sum);
      const right = writeTerm(term.right, dimension, program, binding.product);
      return [`${left} ${term.kind === "add" ? "+" : "-"} ${right}`, binding.sum];
    }
    case "multiply":
    case "divide": {
      const [leftDimension, rightDimension] = factorDimensions({ ...term, kind: term.kind }, dimension, program);
      const left = writeTerm(term.left, leftDimension, program, binding.product);
      const right = writeTerm(term.right, rightDimension, program, binding.unary);
      return [`${left} ${term.kind === "multiply" ? "*" : "/"} ${right}`, binding.product];
    }
  }
}

/**
 * The dimensions of two factors whose product or quotient must be of `result`: as they are likeliest written, or where
 * that does not come out, as they can be.
 */
function factorDimensions(term: Product, result: Dimension, program: Program): [Dimension, Dimension] {
  const likely = likelyDimensions(term, result, program);
  const fitting = splits(term, program).filter((split) => convertsTo(split.result, result));
  const exact = fitting.find((split) => split.result === result) ?? fitting[0];
  if (exact === undefined || fitting.some((split) => split.left === likely[0] && split.right === likely[1]))
    return likely;
  return [exact.left, exact.right];
}

/** From what is measured in two factors, and what their product or quotient must be. */
function likelyDimensions({ kind, left, right }: Product, result: Dimension, program: Program): [Dimension, Dimension] {
  const leftKnown = dimensionOfTerm(left, program);
  const rightKnown = dimensionOfTerm(right, program);
  // A product or quotient of plain numbers may have been converted to what it is held against.
  const besideNumber = dimensions[result].acceptsPlainNumber ? "number" : result;
  if (kind === "multiply") {
    if (leftKnown !== null) return [leftKnown, leftKnown === "number" ? besideNumber : "number"];
    return [rightKnown === "number" || rightKnown === null ? besideNumber : "number", rightKnown ?? "number"];
  }
  if (leftKnown !== null) return [leftKnown, rightKnown ?? (leftKnown === result ? "number" : leftKnown)];
  if (rightKnown !== null) return [rightKnown === "number" ? besideNumber : rightKnown, rightKnown];
  return [result, "number"];
}
