/** Why a rule could not have fired over some recordings, whatever they hold: what it needs is in none of them. */

import type { Condition, ProgramRule, Term, TextTerm } from "@macro-engine/dsl";
import { timeText } from "../runtime/expectations-explain.ts";
import { computedMetrics } from "../runtime/plan.ts";
import { runningMetric } from "../runtime/simulate.ts";

/** What recordings hold between them. */
export interface Recorded {
  /** Metrics with samples. */
  readonly metrics: ReadonlySet<string>;
  /** Length of the longest one, ms. */
  readonly longestMs: number;
}

/** Sets of truth values, as bits. */
const [isTrue, isFalse, isUnknown] = [1, 2, 4];
const anything = isTrue | isFalse | isUnknown;

/** In words, "no fps in any recording"; null where nothing keeps it from firing. */
export function whyBlind(rule: ProgramRule, recorded: Recorded): string | null {
  if (rule.holdMs > recorded.longestMs) {
    return `it waits ${timeText(rule.holdMs)}, and the longest recording has ${timeText(recorded.longestMs)}`;
  }
  const lacking = new Set<string>();
  const possible = valuesOf(rule.condition, recorded, lacking);
  return (possible & isTrue) !== 0 || lacking.size === 0 ? null : [...lacking].join("; ");
}

/** Which truth values a condition may take; notes what it lacks. */
function valuesOf(condition: Condition, recorded: Recorded, lacking: Set<string>): number {
  const part = (inner: Condition) => valuesOf(inner, recorded, lacking);
  switch (condition.kind) {
    case "constant":
      return condition.value ? isTrue : isFalse;
    case "schedule":
    case "missing":
      return isTrue | isFalse;
    case "not":
      return negated(part(condition.operand));
    case "and":
      return condition.operands.map(part).reduce(both);
    case "or":
      return negated(condition.operands.map((operand) => negated(part(operand))).reduce(both));
    case "flag":
      return isThere(condition.metric, recorded, lacking) ? anything : isUnknown;
    case "compare":
      return known(condition.left, recorded, lacking) && known(condition.right, recorded, lacking)
        ? anything
        : isUnknown;
    case "compare-text": {
      const sides = [condition.left, condition.right].map((side) => knownText(side, recorded, lacking));
      return sides.every(Boolean) ? anything : isUnknown;
    }
    case "compare-bool": {
      const sides = [part(condition.left), part(condition.right)];
      return sides.some((side) => side === isUnknown) ? isUnknown : anything;
    }
  }
}

function negated(values: number): number {
  return (values & isTrue ? isFalse : 0) | (values & isFalse ? isTrue : 0) | (values & isUnknown);
}

/** Of `a and b`: true where both can be; false where one can; unknown where one can, and the other need not be false. */
function both(a: number, b: number): number {
  const known = (a & b & isTrue) | ((a | b) & isFalse);
  const open = (a & isUnknown && b & (isTrue | isUnknown)) || (b & isUnknown && a & (isTrue | isUnknown));
  return known | (open ? isUnknown : 0);
}

function known(term: Term, recorded: Recorded, lacking: Set<string>): boolean {
  switch (term.kind) {
    case "constant":
      return true;
    case "metric":
      return isThere(term.metric, recorded, lacking);
    case "window":
    case "forecast": {
      const call = term.kind === "window" ? term.function : term.kind;
      return (
        isThere(term.metric, recorded, lacking) && isLong(`${call}(${term.metric})`, term.windowMs, recorded, lacking)
      );
    }
    case "share":
      return (
        valuesOf(term.condition, recorded, lacking) !== isUnknown && isLong("share", term.windowMs, recorded, lacking)
      );
    case "negate":
    case "absolute":
      return known(term.operand, recorded, lacking);
    default: {
      // Both are asked, so that both are named.
      const sides = [term.left, term.right].map((side) => known(side, recorded, lacking));
      return sides.every(Boolean);
    }
  }
}

function knownText(term: TextTerm, recorded: Recorded, lacking: Set<string>): boolean {
  return term.kind === "text" || isThere(term.metric, recorded, lacking);
}

function isThere(metric: string, { metrics }: Recorded, lacking: Set<string>): boolean {
  if (metrics.has(metric) || computedMetrics.has(metric) || metric === runningMetric) return true;
  lacking.add(`no ${metric} in any recording`);
  return false;
}

function isLong(call: string, windowMs: number, { longestMs }: Recorded, lacking: Set<string>): boolean {
  if (windowMs <= longestMs) return true;
  lacking.add(`${call} looks back ${timeText(windowMs)}, and the longest recording has ${timeText(longestMs)}`);
  return false;
}
