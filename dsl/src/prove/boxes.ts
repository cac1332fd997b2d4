/**
 * Goals as lists of boxes: each box says of some axes in which range they lie, and the goal holds where one of its boxes does.
 * A question about conditions of few boxes each is answered by meeting the boxes, without a search.
 */

import type { Axis } from "./axes.ts";
import type { Goal } from "./goals.ts";
import { isEmpty, meet, type Range } from "./ranges.ts";

export interface Box {
  /** By rising id. */
  readonly axes: readonly Axis[];
  readonly ranges: readonly Range[];
}

const everything: Box = { axes: [], ranges: [] };

/** Null where the goal holds rows, or has more boxes than `cap`. */
export function boxesOf(goal: Goal, cap: number): readonly Box[] | null {
  switch (goal.kind) {
    case "always":
      return [everything];
    case "never":
      return [];
    case "cell":
      return [{ axes: [goal.axis], ranges: [goal.range] }];
    case "row":
      return null;
    case "or": {
      const boxes: Box[] = [];
      for (const inner of goal.goals) {
        const found = boxesOf(inner, cap);
        if (found === null || boxes.length + found.length > cap) return null;
        boxes.push(...found);
      }
      return boxes;
    }
    case "and": {
      let boxes: readonly Box[] = [everything];
      for (const inner of goal.goals) {
        const found = boxesOf(inner, cap);
        if (found === null) return null;
        boxes = boxes.flatMap((box) => found.flatMap((other) => meetBoxes(box, other) ?? []));
        if (boxes.length > cap) return null;
      }
      return boxes;
    }
  }
}

/** What both boxes hold; null when that is nothing. */
function meetBoxes(a: Box, b: Box): Box | null {
  if (a.axes.length === 0) return b;
  if (b.axes.length === 0) return a;
  const axes: Axis[] = [];
  const ranges: Range[] = [];
  let i = 0;
  let j = 0;
  while (i < a.axes.length || j < b.axes.length) {
    const left = a.axes[i];
    const right = b.axes[j];
    if (right === undefined || (left !== undefined && left.id < right.id)) {
      axes.push(left!);
      ranges.push(a.ranges[i++]!);
    } else if (left === undefined || right.id < left.id) {
      axes.push(right);
      ranges.push(b.ranges[j++]!);
    } else {
      const range = meet(a.ranges[i++]!, b.ranges[j++]!);
      if (isEmpty(range)) return null;
      axes.push(left);
      ranges.push(range);
    }
  }
  return { axes, ranges };
}

/**
 * What lists of boxes have in common: the first common box whose axes are all free, where there is one; else whether there is any
 * at all. Questions by the thousand come through here.
 */
export function commonBox(lists: readonly (readonly Box[])[]): Box | "some" | "none" {
  return within(everything, lists, 0, { left: mostMeetings });
}

/** Many lists have more combinations than there is time for: past these a search decides, which learns from dead ends. */
const mostMeetings = 5000;

function within(
  box: Box,
  lists: readonly (readonly Box[])[],
  at: number,
  meetings: { left: number },
): Box | "some" | "none" {
  if (at === lists.length) return box.axes.every(isFree) ? box : "some";
  let found: "some" | "none" = "none";
  for (const other of lists[at]!) {
    meetings.left -= 1;
    if (meetings.left < 0) return "some";
    const common = meetBoxes(box, other);
    const inner = common === null ? "none" : within(common, lists, at + 1, meetings);
    if (inner === "some") found = inner;
    else if (inner !== "none") return inner;
  }
  return found;
}

function isFree(axis: Axis): boolean {
  return axis.isFree;
}
