/** Items for the operators behind a value. */

import type { CodeCursor } from "@macro-engine/dsl";
import { type Item, item } from "./item.ts";
import type { Setting } from "./setting.ts";
import { leftSideAt } from "./wanted.ts";
import { wordItem } from "./words.ts";

const arithmetic = { "+": "plus", "-": "minus", "*": "times", "/": "divided by" } as const;
const comparisons = {
  ">": "more than",
  ">=": "at least",
  "<": "less than",
  "<=": "at most",
  "==": "equal to",
  "!=": "other than",
} as const;

/** `types`: those of the tokens that may stand there. */
export function operatorItems(setting: Setting & { readonly cursor: CodeCursor }, types: ReadonlySet<string>): Item[] {
  // A line that begins is rather the next item's than a sum's.
  const signs = setting.startsLine && setting.cursor.mayEnd ? [] : items(arithmetic, 70);
  if (!types.has("BinaryOperator")) return types.has("ArithmeticOperator") ? signs : [];
  const { dimension, isCompared, metric } = leftSideAt(setting);
  const isBool = dimension === "bool";
  const joining = isBool || isCompared || dimension === "unknown" ? [wordItem("and", 3), wordItem("or", 3.1)] : [];
  const isNumber = !isBool && dimension !== "text";
  const less = metric?.metric?.worse === "down";
  const held = isCompared || isBool ? [] : items(comparisons, 1).filter(({ label }) => isNumber || /[=!]=/.test(label));
  const sorted = less
    ? held.map((each) => (each.label.startsWith("<") ? { ...each, order: each.order - 0.5 } : each))
    : held;
  return [...sorted, ...joining, ...(isNumber || isCompared ? signs : [])];
}

function items(table: Readonly<Record<string, string>>, order: number): Item[] {
  return Object.entries(table).map(([sign, detail], index) => item("operator", sign, order + index / 10, { detail }));
}
