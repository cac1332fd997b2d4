/** How a rule's metric went before the rule fired: a small picture in text, from the record. */

import { builtInMetric, type Dimension, formatQuantity } from "@macro-engine/dsl";
import type { HistoryPoint, StoreReader } from "../store/store.ts";
import type { Notification } from "./notification.ts";

export interface Course {
  readonly metric: string;
  /** Oldest first, base units; null: nothing is on record. */
  readonly values: readonly (number | null)[];
  readonly stepMs: number;
  /** Bars from the least value to the greatest, a blank where nothing is on record. */
  readonly picture: string;
  /** "12fps to 60fps". */
  readonly range: string;
}

const steps = 24;
const stepMs = 5000;
const bars = "▁▂▃▄▅▆▇█";

/** `dimensions`: of metrics that policies declare. Of the first metric that the rule reads and of which there is a record, over two minutes; null where there is none. */
export function courseOf(
  store: Pick<StoreReader, "history">,
  { values, run, time }: Notification,
  dimensions: Readonly<Record<string, Dimension>>,
): Course | null {
  // A bucket belongs to the record once it has begun.
  const toWall = Math.floor(Date.parse(time) / stepMs) * stepMs + stepMs;
  const fromWall = toWall - steps * stepMs;
  for (const [metric, value] of Object.entries(values)) {
    if (typeof value !== "number") continue;
    const points = [{ run }, {}].map((whose) => store.history({ metric, ...whose, fromWall, toWall, stepMs }));
    const found = points.find((each) => each.length > 1);
    if (found !== undefined) return drawn(metric, { points: found, value }, fromWall, dimensionOf(metric, dimensions));
  }
  return null;
}

/** It ends with the value that the rule saw: the last step's average would hide it. */
function drawn(
  metric: string,
  { points, value }: { readonly points: readonly HistoryPoint[]; readonly value: number },
  fromWall: number,
  dimension: Dimension,
): Course {
  const byStep = new Map(points.map(({ wall, avg }) => [Math.round((wall - fromWall) / stepMs), avg]));
  const values = Array.from({ length: steps }, (_, step) => (step === steps - 1 ? value : (byStep.get(step) ?? null)));
  const known = values.filter((value) => value !== null);
  const least = Math.min(...known);
  const span = Math.max(...known) - least;
  const bar = (value: number) => bars[span === 0 ? 3 : Math.min(7, Math.floor(((value - least) / span) * 8))];
  const picture = values.map((value) => (value === null ? " " : bar(value))).join("");
  const [from, to] = [least, least + span].map((value) => formatQuantity(value, dimension));
  const range = from === to ? from! : `${from} to ${to}`;
  return { metric, values, stepMs, picture: picture.trimStart(), range };
}

/** A value as people read it. */
export function reading(
  metric: string,
  value: Notification["values"][string],
  dimensions: Readonly<Record<string, Dimension>>,
): string {
  if (value === null) return "missing";
  return typeof value === "number" ? formatQuantity(value, dimensionOf(metric, dimensions)) : String(value);
}

function dimensionOf(metric: string, declared: Readonly<Record<string, Dimension>>): Dimension {
  return builtInMetric(metric)?.dimension ?? declared[metric] ?? "number";
}
