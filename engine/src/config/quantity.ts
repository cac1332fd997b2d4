/** Quantities in the configuration, in the language's units: `1s`, `1m30s`, `200MiB`. */

import { dimensions, inBaseUnits, type NumericDimension } from "@macro-engine/dsl";

export type Quantity = { readonly value: number } | { readonly problem: string; readonly meant: readonly string[] };

const part = /([0-9][0-9_]*(?:\.[0-9]+)?)([^0-9_.\s]*)/y;

/** Reads a text such as `1m30s` to base units; compound only for durations, larger units first. */
export function parseQuantity(text: string, dimension: NumericDimension, example: string): Quantity {
  const { units, noun } = dimensions[dimension];
  const wrong = (why: string, meant: readonly string[] = []): Quantity => ({
    problem: `${why}; write ${noun} such as ${example}`,
    meant,
  });
  let value = 0;
  let last = Number.POSITIVE_INFINITY;
  part.lastIndex = 0;
  const written = text.trim();
  if (/\s/.test(written)) return wrong(`there is a blank in \`${text}\``);
  while (part.lastIndex < written.length) {
    const match = part.exec(written);
    if (match === null) return wrong(`\`${text}\` is not ${noun}`);
    const [, digits = "", unit = ""] = match;
    if (unit === "" && Number(digits) !== 0) return wrong(`\`${text}\` has no unit`, inUnitOf(example, written));
    const size = unit === "" ? 1 : units[unit];
    if (size === undefined) return wrong(`\`${unit}\` is not a unit of ${noun} (${Object.keys(units).join(", ")})`);
    if (size >= last) return wrong(`\`${text}\` has its units in the wrong order, larger ones come first`);
    if (last !== Number.POSITIVE_INFINITY && dimension !== "duration") return wrong(`\`${text}\` is not ${noun}`);
    value += inBaseUnits(digits.replaceAll("_", ""), size);
    last = size;
  }
  return written === "" ? wrong("it is empty") : { value };
}

/** A number alone, in the unit that one would write. */
function inUnitOf(example: string, written: string): readonly string[] {
  const unit = /[^0-9_.]+$/.exec(example)?.[0];
  return unit === undefined || !/^[0-9][0-9_]*(?:\.[0-9]+)?$/.test(written) ? [] : [written + unit];
}
