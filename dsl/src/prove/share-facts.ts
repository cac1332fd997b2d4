/** What holds of shares whatever happened: the present snapshot counts, and they grow with their conditions. */

import type { Condition, Term } from "../program/program.ts";
import type { Axes, Axis } from "./axes.ts";
import { boxesOf } from "./boxes.ts";
import { nextDown, nextUp } from "./doubles.ts";
import { all, always, any, cell, type Goal, isKnown, isMissing } from "./goals.ts";
import type { Truth } from "./prover.ts";
import { known } from "./ranges.ts";
import { ordered } from "./rows.ts";
import { observedFor } from "./window-facts.ts";
import { type Wishes, wishOf } from "./wishes.ts";

/** The present snapshot counts: a share is more than 0 when its condition is true now, and less than 100 when it is false. */
export function shareFact(
  axis: Axis,
  { condition, windowMs }: Term & { readonly kind: "share" },
  axes: Axes,
  wishes: Wishes,
): Goal {
  const now = any([
    all([wishes.goal(condition, wishOf(["true"])), cell(axis, known(nextUp(0), 100))]),
    all([wishes.goal(condition, wishOf(["false"])), cell(axis, known(0, nextDown(100)))]),
  ]);
  // What can never be false was true at every snapshot that counts, and the reverse.
  const truths = (["true", "false"] as const).map((truth) => isNever(wishes.goal(condition, wishOf([truth]))));
  const held = truths[0] ? cell(axis, known(0, 0)) : truths[1] ? cell(axis, known(100, 100)) : always;
  return any([isMissing(axis), all([isKnown(axis), now, held, observedFor(windowMs, axes)])]);
}

/** Whether a condition's cases contradict themselves, as far as its ranges tell. */
function isNever(goal: Goal): boolean {
  return boxesOf(goal, 64)?.length === 0;
}

/**
 * Where C is true only when D is, and both are known at the same snapshots, so are `share(C, W)` and `share(D, W)`, and the one
 * is at most the other: both count the same snapshots.
 */
export function shareOrders(asked: ReadonlySet<Axis>, wishes: Wishes): Goal[] {
  const shares = [...asked].flatMap((axis) =>
    axis.source.kind === "share" ? [{ axis, share: axis.source.share }] : [],
  );
  const facts: Goal[] = [];
  for (const one of shares) {
    for (const other of shares) {
      if (one === other || one.share.windowMs !== other.share.windowMs) continue;
      if (!growsWith(one.share.condition, other.share.condition, wishes)) continue;
      const bothKnown = all([isKnown(one.axis), isKnown(other.axis), ordered(one.axis, other.axis, false)]);
      facts.push(any([all([isMissing(one.axis), isMissing(other.axis)]), bothKnown]));
    }
  }
  return facts;
}

function growsWith(one: Condition, other: Condition, wishes: Wishes): boolean {
  const neverBoth = (first: readonly Truth[], second: readonly Truth[]) =>
    isNever(all([wishes.goal(one, wishOf(first)), wishes.goal(other, wishOf(second))]));
  return (
    neverBoth(["true"], ["false", "unknown"]) &&
    neverBoth(["false"], ["unknown"]) &&
    neverBoth(["unknown"], ["true", "false"])
  );
}
