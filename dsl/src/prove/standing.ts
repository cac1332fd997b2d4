/** How goals stand to what a search has found so far. */

import type { Goal, Row } from "./goals.ts";
import { isEmpty, isWithin, meet } from "./ranges.ts";
import type { Findings } from "./search.ts";

/** True: it holds under all that is left; false: under nothing; null: neither is plain. */
export function standingOf(goal: Goal, left: Findings): boolean | null {
  switch (goal.kind) {
    case "always":
      return true;
    case "never":
      return false;
    case "cell": {
      const range = left.rangeOf(goal.axis);
      if (isWithin(range, goal.range)) return true;
      return isEmpty(meet(range, goal.range)) ? false : null;
    }
    case "row":
      return standingOfRow(goal, left);
    case "and":
    case "or": {
      const decisive = goal.kind === "or";
      let all = true;
      for (const inner of goal.goals) {
        const standing = standingOf(inner, left);
        if (standing === decisive) return decisive;
        if (standing === null) all = false;
      }
      return all ? !decisive : null;
    }
  }
}

function standingOfRow(row: Row, left: Findings): boolean | null {
  if (left.rows.includes(row)) return true;
  for (const [axis] of row.terms) if (left.rangeOf(axis).lo > left.rangeOf(axis).hi) return false;
  if (row.order === null) return null;
  const less = left.rangeOf(row.order.less);
  const more = left.rangeOf(row.order.more);
  const strict = row.relation === "<";
  if (less.lo > more.hi || (strict && less.lo === more.hi)) return false;
  if (row.relation === "=") return more.lo > less.hi ? false : null;
  if (less.missing || more.missing) return null;
  return less.hi < more.lo || (!strict && less.hi === more.lo) ? true : null;
}

/** How exactly a goal asks for values: what asks less is tried first, since samples bring it about more easily. */
export function narrownessOf(goal: Goal, left: Findings): number {
  switch (goal.kind) {
    case "cell": {
      const { lo, hi } = meet(left.rangeOf(goal.axis), goal.range);
      if (lo < hi) return 0;
      return lo > hi || goal.axis.isFree ? 1 : 4;
    }
    case "row":
      return goal.relation === "=" ? 3 : 1;
    case "and":
      return goal.goals.reduce((sum, inner) => sum + narrownessOf(inner, left), 0);
    case "or":
      return Math.min(...goal.goals.map((inner) => narrownessOf(inner, left)));
    default:
      return 0;
  }
}
