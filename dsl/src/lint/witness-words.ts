/** A witness in words: "at cpu.usage = 83%, fps = 20fps". */

import { formatQuantity } from "../program/print.ts";
import type { Program, SampleValue } from "../program/program.ts";
import type { Witness } from "../prove/witness.ts";
import { builtInMetric } from "../vocabulary/metrics.ts";

/** The values at the end of a witness, of the metrics given; a course of samples is told as one. */
export function witnessWords(witness: Witness, metrics: readonly string[], program: Program): string {
  const values = metrics.map((name) => `${name} = ${valueText(witness, name, program)}`);
  if (values.length === 0) return "at any time";
  const course = witness.rows.filter(({ samples }) => metrics.some((name) => name in samples)).length > 1;
  return `${course ? "for example when it ends" : "for example"} at ${values.join(", ")}`;
}

function valueText(witness: Witness, name: string, program: Program): string {
  const last = witness.rows.at(-1);
  if (name === "duration") return formatQuantity((last?.timeMs ?? 0) - witness.macroStartMs, "duration");
  if (name === "macro.level" && witness.level !== undefined) return witness.level;
  const value = last?.samples[name];
  return value === undefined ? "missing" : printed(value, name, program);
}

function printed(value: SampleValue, name: string, program: Program): string {
  if (typeof value !== "number") return String(value);
  const metric = program.metrics.find((other) => other.name === name) ?? builtInMetric(name);
  return formatQuantity(value, metric?.dimension ?? "number");
}
