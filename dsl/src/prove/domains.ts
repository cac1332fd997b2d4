/** The values that an axis can have at all. */

import { levels } from "../program/levels.ts";
import type { WindowFunction } from "../program/program.ts";
import type { Metric } from "../vocabulary/metrics.ts";
import { type AxisSource, isComputed } from "./axes.ts";
import { boundsOfAbsolute, boundsOfSum } from "./bounds.ts";
import { greatest } from "./doubles.ts";
import { known, type Range } from "./ranges.ts";
import type { Rational } from "./rational.ts";

/** No macro runs for longer: three centuries, ms. */
const longestMs = 1e13;

/** Nobody counts to more; sums of a few such counts are exact. */
const mostCounted = 1e15;

/** Numbers of texts: far more than any policy set mentions, so that there are always others. */
const mostTexts = 1e6;

/** `instants` counts the program's. */
export function domainOf(source: AxisSource, instants: () => number): Range {
  switch (source.kind) {
    case "metric": {
      if (source.metric.name === "macro.level") return known(0, levels.length - 1);
      if (source.metric.dimension === "text") return { lo: 0, hi: mostTexts, missing: !isComputed(source.metric) };
      if (source.metric.name === "duration") return known(0, longestMs);
      return { ...rangeOf(source.metric), missing: true };
    }
    case "window":
      return { ...rangeOfCall(source.function, source.metric), missing: true };
    case "forecast":
    case "first":
      return { ...rangeOf(source.metric), missing: true };
    case "share":
      return { lo: 0, hi: 100, missing: true };
    case "silence":
      return known(0, isComputed(source.metric) ? 0 : longestMs);
    case "instant":
      return known(0, instants() - 1);
    case "window-known":
      return { lo: 1, hi: 1, missing: true };
    case "absolute":
      return { ...boundsOfAbsolute(source.operand.domain), missing: true };
    case "sum":
      return { ...boundsOfSum(source, (axis) => axis.domain), missing: true };
    case "quotient":
      return { lo: -greatest, hi: greatest, missing: true };
  }
}

export function rangeOf(metric: Metric): Range {
  const [lo, hi] = metric.range;
  const most = metric.dimension === "count" ? mostCounted : greatest;
  return known(lo ?? -most, hi ?? most);
}

function rangeOfCall(name: WindowFunction, metric: Metric): Range {
  const { lo, hi } = rangeOf(metric);
  const spread = Math.min(greatest, hi - lo);
  switch (name) {
    case "stddev":
      // Popoviciu: half the samples at either end.
      return known(0, spread / 2);
    case "delta":
      return known(-spread, spread);
    case "rate":
      return known(-greatest, greatest);
    case "anomaly":
      return known(0, greatest);
    default:
      return known(lo, hi);
  }
}

export function isWholeAxis(source: AxisSource): boolean {
  switch (source.kind) {
    case "instant":
      return true;
    case "metric":
    case "first":
      return isWholeMetric(source.metric);
    case "window":
      return !["avg", "stddev", "rate", "anomaly"].includes(source.function) && isWholeMetric(source.metric);
    case "sum": {
      const isWholeFraction = ({ denominator }: Rational) => denominator === 1n;
      return (
        isWholeFraction(source.constant) && source.terms.every(([axis, by]) => axis.isWhole && isWholeFraction(by))
      );
    }
    case "absolute":
      return source.operand.isWhole;
    default:
      return false;
  }
}

function isWholeMetric({ dimension }: Metric): boolean {
  return dimension === "count" || dimension === "text" || dimension === "bool";
}

export function isFreeAxis(source: AxisSource): boolean {
  return source.kind === "metric" || source.kind === "instant";
}
