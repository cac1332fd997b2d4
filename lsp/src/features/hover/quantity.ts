/** What hovers say of quantities: the same in other units. */

import {
  type Analysis,
  type Dimension,
  dimensions,
  inBaseUnits,
  type Node,
  type NumericDimension,
  type Quantity,
} from "@macro-engine/dsl";
import { compoundDuration, grouped } from "../base-units.ts";
import { code, paragraphs, policyBlock } from "../markdown.ts";

/** `parent`: what it stands in. */
export function quantityHover(analysis: Analysis, quantity: Quantity, parent: Node | undefined): string {
  const { text, value, dimension } = quantity;
  if (dimension === null)
    return paragraphs(policyBlock(text), plainNumber(dimensionBeside(analysis, quantity, parent)));
  const ways = dimension === "bool" || dimension === "text" ? null : baseText(value, dimension);
  return paragraphs(policyBlock(text), ways ?? `${capital(dimensions[dimension].noun)}.`);
}

function plainNumber(dimension: Dimension | null): string {
  return dimension === null || dimension === "number"
    ? "A plain number; it takes the dimension of what it is held against."
    : `A plain number, read as ${dimensions[dimension].noun}.`;
}

/** Of what a number is compared with, or given to; null where nothing says. */
function dimensionBeside(analysis: Analysis, quantity: Quantity, parent: Node | undefined): Dimension | null {
  switch (parent?.kind) {
    case "assignment":
    case "ramp":
      return analysis.names.metrics.get(parent.metric.text)?.metric?.dimension ?? null;
    case "binary": {
      if (!/^[<>=!]/.test(parent.operator)) return null;
      const other = parent.left === quantity ? parent.right : parent.left;
      const dimension = analysis.types.get(other)?.dimension ?? "unknown";
      return dimension === "unknown" ? null : dimension;
    }
    default:
      return null;
  }
}

/** `A duration: 0.5s, 500ms`; null where there is only one way to write it. */
export function baseText(value: number, dimension: NumericDimension): string | null {
  const ways = waysToWrite(value, dimension);
  return ways.length < 2 ? null : `${capital(dimensions[dimension].noun)}: ${ways.map(code).join(" = ")}`;
}

const mostWays = 4;
const mostDigits = 5;

/** The base unit first, then the largest ones in which it is a short number. */
function waysToWrite(value: number, dimension: NumericDimension): string[] {
  const units = Object.entries(dimensions[dimension].units).filter(([unit]) => !unit.startsWith("°"));
  const base = units.find(([, size]) => size === 1)?.[0] ?? "";
  const others = units
    .filter(([, size]) => size !== 1)
    .sort(([, a], [, b]) => b - a)
    .flatMap(([unit, size]) => inUnit(value, unit, size) ?? []);
  const written = [`${grouped(value)}${base}`, ...others.slice(0, mostWays - 1)];
  const compound = dimension === "duration" ? compoundDuration(value) : null;
  if (compound !== null && !written.includes(compound)) written.splice(1, 0, compound);
  return written;
}

/** Null where it is not exactly a number of few digits of that unit, or of its tenths. */
function inUnit(value: number, unit: string, size: number): string | null {
  const number = value / size;
  const text = String(number);
  if (text.includes("e") || text.replace(/\D/g, "").length > mostDigits) return null;
  if (Math.abs(number) < 1 && !/^-?0\.\d$/.test(text)) return null;
  return inBaseUnits(text.replace("-", ""), size) === Math.abs(value) ? text + unit : null;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
