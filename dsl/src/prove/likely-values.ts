/** Values for which a comparison with a constant holds. */

import type { ComparisonOperator } from "../syntax/ast.ts";
import type { Axis } from "./axes.ts";
import type { Range } from "./ranges.ts";

/** A value of the axis for which `value operator limit` holds; null where none comes to mind. */
export function valueFor(operator: ComparisonOperator, limit: number, { domain, isWhole }: Axis): number | null {
  const isIn = limit >= domain.lo && limit <= domain.hi && (!isWhole || Number.isInteger(limit));
  const exactly = isIn ? limit : null;
  switch (operator) {
    case "==":
      return exactly;
    case "!=":
      return above(limit, domain, isWhole) ?? below(limit, domain, isWhole);
    case ">":
      return above(limit, domain, isWhole);
    case ">=":
      return above(limit, domain, isWhole) ?? exactly;
    case "<":
      return below(limit, domain, isWhole);
    case "<=":
      return below(limit, domain, isWhole) ?? exactly;
  }
}

function above(limit: number, { lo, hi }: Range, isWhole: boolean): number | null {
  const from = Math.max(limit, lo);
  const value = isWhole ? Math.floor(from) + 1 : from + Math.min((hi - from) / 2, Math.max(1, Math.abs(from)));
  return value > limit && value <= hi ? value : null;
}

function below(limit: number, { lo, hi }: Range, isWhole: boolean): number | null {
  const from = Math.min(limit, hi);
  const value = isWhole ? Math.ceil(from) - 1 : from - Math.min((from - lo) / 2, Math.max(1, Math.abs(from)));
  return value < limit && value >= lo ? value : null;
}
