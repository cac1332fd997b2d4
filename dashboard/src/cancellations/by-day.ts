/** Decisions under the days on which they were made. */

import type { DecisionItem } from "../../../engine/src/api/contract.ts";

export interface Day {
  /** Its beginning by the page's clock, ISO 8601. */
  readonly key: string;
  /** `Today`, `Yesterday`, `Monday, 23 November`. */
  readonly name: string;
  readonly items: readonly DecisionItem[];
}

/** In the order of the items. */
export function byDay(items: readonly DecisionItem[], nowMs: number): readonly Day[] {
  const days = Map.groupBy(items, ({ time }) => new Date(time).toDateString());
  return [...days].map(([key, of]) => ({ key, name: nameOf(key, nowMs), items: of }));
}

function nameOf(key: string, nowMs: number): string {
  const today = new Date(nowMs);
  if (key === today.toDateString()) return "Today";
  if (key === new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1).toDateString()) return "Yesterday";
  const day = new Date(key);
  const isThisYear = day.getFullYear() === today.getFullYear();
  return day.toLocaleDateString("en-GB", {
    ...{ weekday: "long", day: "numeric", month: "long" },
    ...(isThisYear ? {} : { year: "numeric" }),
  });
}
