/**
 * What is not always so, but makes a witness simple: nothing is missing for a hidden reason such as a gap. Solutions are looked
 * for under these first; a proof never rests on them.
 */

import { type Axes, type Axis, isComputed } from "./axes.ts";
import { all, any, cell, type Goal, isKnown, isMissing } from "./goals.ts";
import { known } from "./ranges.ts";
import { equal } from "./rows.ts";
import { type Wishes, wishOf } from "./wishes.ts";

export function hintsOf(axes: Axes, asked: ReadonlySet<Axis>, wishes: Wishes): Goal[] {
  return [...asked].flatMap((axis) => hintsOfAxis(axis, axes, asked, wishes));
}

function hintsOfAxis(axis: Axis, axes: Axes, asked: ReadonlySet<Axis>, wishes: Wishes): Goal[] {
  const { source } = axis;
  switch (source.kind) {
    case "share": {
      const { condition, windowMs } = source.share;
      const reason = any([wishes.goal(condition, wishOf(["unknown"])), youngerThan(windowMs, axes)]);
      return [any([isKnown(axis), reason])];
    }
    case "silence": {
      if (isComputed(source.metric)) return [];
      const name = source.metric.name;
      const isStale = cell(axis, known(axes.stalenessOf(name), Number.POSITIVE_INFINITY));
      return [any([isKnown(axes.metric(name)), isStale, equal(axis, axes.metric("duration"))])];
    }
    case "window-known": {
      const { metric, windowMs } = source;
      if (metric.name === "duration") return [any([isKnown(axis), youngerThan(windowMs, axes)])];
      const silence = axes.silence(metric.name);
      const longer = [...asked].filter(
        (other) =>
          other.source.kind === "window-known" && other.source.metric === metric && other.source.windowMs > windowMs,
      );
      if (!asked.has(silence)) return [];
      const isSilent = cell(silence, known(windowMs, Number.POSITIVE_INFINITY));
      return [any([isKnown(axis), all(longer.map(isMissing)), isSilent])];
    }
    default:
      return [];
  }
}

function youngerThan(windowMs: number, axes: Axes): Goal {
  return cell(axes.metric("duration"), known(0, windowMs * (1 - 1e-3)));
}
