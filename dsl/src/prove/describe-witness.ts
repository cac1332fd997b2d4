/** Says in a few words what a witness shows: `cpu.usage = 83%, fps missing for 5s on fri 20:00 UTC`. */

import { exactQuantity, formatQuantity } from "../program/print.ts";
import type { Program, SampleValue } from "../program/program.ts";
import { builtInMetric } from "../vocabulary/metrics.ts";
import type { Dimension } from "../vocabulary/units.ts";
import { wallTimeText } from "./wall-clock.ts";
import type { Witness, WitnessRow } from "./witness.ts";

type DescribedProgram = Pick<Program, "metrics" | "schedules">;

/** The values of these metrics, for how long they last, and when, where that matters. */
export function describeWitness(witness: Witness, metrics: readonly string[], program: DescribedProgram): string {
  const { rows } = witness;
  const last = rows.at(-1)!;
  const lastedMs = last.timeMs - rows[0]!.timeMs;
  const parts = metrics.map((metric) => describeMetric(witness, metric, program));
  const isAge = metrics.length === 1 && metrics[0] === "duration";
  const lasted = lastedMs === 0 || isAge ? "" : ` for ${formatQuantity(lastedMs, "duration")}`;
  const time = `${lasted}${clockText(witness, program)}`;
  return parts.length === 0 ? `any samples${time}` : `${parts.join(", ")}${time}`;
}

/** " on fri 20:00 UTC": when the last row is; empty where no schedule is read. */
export function clockText({ readsClock, startWallMs, rows }: Witness, program: DescribedProgram): string {
  if (readsClock === undefined) return "";
  return ` on ${wallTimeText(startWallMs + rows.at(-1)!.timeMs - rows[0]!.timeMs, program)}`;
}

function describeMetric(witness: Witness, metric: string, program: DescribedProgram): string {
  const print = (value: SampleValue) => shortText(value, metric, program);
  const { rows, macroStartMs } = witness;
  const last = rows.at(-1)!;
  if (metric === "duration")
    return `duration = ${print(Math.max(0, last.timeMs - macroStartMs))}`.replace("= about", "about");
  if (metric === "macro.level") return witness.level === undefined ? metric : `${metric} = ${print(witness.level)}`;
  if (metric === "macro.name") return witness.macro === undefined ? metric : `${metric} = ${print(witness.macro)}`;
  const values = rows.flatMap((row) => sampleIn(row, metric));
  if (values.length === 0) return `${metric} missing`;
  const [first] = values;
  if (values.every((value) => value === first)) return `${metric} = ${print(first!)}`.replace("= about", "about");
  const latest = values.at(-1)!;
  const changed = values.findIndex((value) => value !== first);
  // A change is told in its order: what comes after it is what the claim is about.
  if (values.slice(changed).every((value) => value === latest)) {
    return `${metric} = ${print(first!)} then ${print(latest)}`.replace("= about", "about");
  }
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length < values.length) return `${metric} = ${print(values.at(-1)!)}`;
  return `${metric} from ${print(Math.min(...numbers))} to ${print(Math.max(...numbers))}`;
}

function sampleIn({ samples }: WitnessRow, metric: string): SampleValue[] {
  const value = samples[metric];
  return value === undefined ? [] : [value];
}

/** From here on minutes and seconds are too many to be read. */
const hourMs = 3_600_000;

/** Values that take long to write are rounded, and it is said. */
function shortText(value: SampleValue, metric: string, program: DescribedProgram): string {
  const exact = sampleText(value, metric, program);
  if (typeof value !== "number") return exact;
  const dimension = dimensionOf(metric, program);
  const isShort = exact.length <= (dimension === "duration" && value >= hourMs ? 5 : 8);
  return isShort ? exact : `about ${formatQuantity(value, dimension)}`;
}

function dimensionOf(metric: string, { metrics }: Pick<Program, "metrics">): Dimension {
  return (metrics.find(({ name }) => name === metric) ?? builtInMetric(metric))?.dimension ?? "number";
}

/** A sample with its unit, exactly; texts in quotes. */
export function sampleText(value: SampleValue, metric: string, program: Pick<Program, "metrics">): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "boolean") return String(value);
  return exactQuantity(value, dimensionOf(metric, program));
}
