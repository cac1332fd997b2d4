/** Quantities as regular expressions of JSON Schema. */

import { dimensions, type NumericDimension } from "@macro-engine/dsl";

const number = "[0-9][0-9_]*(?:\\.[0-9][0-9_]*)?";
const zero = "0+(?:\\.0+)?";

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

/** Compound only for durations, larger units first; a bare zero needs no unit. */
export function quantityPattern(dimension: NumericDimension): string {
  const units = Object.entries(dimensions[dimension].units).toSorted(([, a], [, b]) => b - a);
  const names = units.map(([unit]) => escaped(unit));
  if (dimension !== "duration") return `^\\s*(?:${number}(?:${names.join("|")})|${zero})\\s*$`;
  const parts = names.map((unit) => `(?:${number}${unit})?`).join("");
  return `^\\s*(?=[0-9])${parts}(?:${zero})?\\s*$`;
}

/** A quantity of any dimension, as the language writes it. */
export const anyQuantityPattern = `^\\s*-?\\s*[0-9][0-9_.]*(?:${Object.values(dimensions)
  .flatMap(({ units }) => Object.keys(units))
  .toSorted((a, b) => b.length - a.length)
  .map(escaped)
  .join("|")}|[0-9_.]+)*\\s*$`;
