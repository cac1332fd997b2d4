/** Says in a few words what a witness shows: `cpu.usage = 83% for 5s, fps missing`. */

import { exactQuantity, formatQuantity } from "../program/print.ts";
import type { Program, SampleValue } from "../program/program.ts";
import { builtInMetric } from "../vocabulary/metrics.ts";
import type { Dimension } from "../vocabulary/units.ts";
import type { Witness, WitnessRow } from "./witness.ts";

/** The values of these metrics, and for how long they last. */
export function describeWitness(
  witness: Witness,
  metrics: readonly string[],
  program: Pick<Program, "metrics">,
): string {
  const { rows } = witness;
  const last = rows.at(-1)!;
  const lastedMs = last.timeMs - rows[0]!.timeMs;
  const parts = metrics.map((metric) => describeMetric(witness, metric, program));
  const isAge = metrics.length === 1 && metrics[0] === "duration";
  const time = lastedMs === 0 || isAge ? "" : ` for ${formatQuantity(lastedMs, "duration")}`;
  return parts.length === 0 ? `any samples${time}` : `${parts.join(", ")}${time}`;
}

function describeMetric(witness: Witness, metric: string, program: Pick<Program, "metrics">): string {
  const print = (value: SampleValue) => shortText(value, metric, program);
  const { rows, macroStartMs } = witness;
  const last = rows.at(-1)!;
  if (metric === "duration") return `duration = ${print(Math.max(0, last.timeMs - macroStartMs))}`;
  if (metric === "macro.level") return witness.level === undefined ? metric : `${metric} = ${print(witness.level)}`;
  if (metric === "macro.name") return witness.macro === undefined ? metric : `${metric} = ${print(witness.macro)}`;
  const values = rows.flatMap((row) => sampleIn(row, metric));
  if (values.length === 0) return `${metric} missing`;
  const [first] = values;
  if (values.every((value) => value === first)) return `${metric} = ${print(first!)}`.replace("= about", "about");
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length < values.length) return `${metric} = ${print(values.at(-1)!)}`;
  return `${metric} from ${print(Math.min(...numbers))} to ${print(Math.max(...numbers))}`;
}

function sampleIn({ samples }: WitnessRow, metric: string): SampleValue[] {
  const value = samples[metric];
  return value === undefined ? [] : [value];
}

/** Values that take long to write are rounded, and it is said. */
function shortText(value: SampleValue, metric: string, program: Pick<Program, "metrics">): string {
  const exact = sampleText(value, metric, program);
  if (typeof value !== "number" || exact.length <= 8) return exact;
  return `about ${formatQuantity(value, dimensionOf(metric, program))}`;
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
