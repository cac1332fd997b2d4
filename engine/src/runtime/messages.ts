/** A rule's message, filled with the values at the firing. */

import {
  formatQuantity,
  type Metric,
  type ProgramMessagePart,
  type ProgramRule,
  type SampleValue,
} from "@macro-engine/dsl";
import { type ConditionScope, compileCondition } from "./conditions.ts";
import { compileTerm } from "./terms.ts";
import type { Texts } from "./texts.ts";

/** Prints with the values of the present snapshot. */
export type Printer = (current: Float64Array, slots: Int32Array) => string;

/** `reads` are the condition's metrics, whose values stand after the condition's text where the rule has no message of its own. */
export function compileMessage(rule: ProgramRule, reads: readonly MetricReader[], scope: ConditionScope): Printer {
  if (rule.message === null) return conditionAndValues(rule.text, reads, scope);
  const parts = rule.message.map((part) => compilePart(part, scope));
  return (current, slots) => parts.map((print) => print(current, slots)).join("");
}

/** A metric that a rule reads: its value as people and decisions see it. */
export interface MetricReader {
  readonly metric: Metric;
  readonly leaf: number;
}

/** The present value of a metric; null when missing. */
export function metricValue(
  { metric, leaf }: MetricReader,
  texts: Texts,
  current: Float64Array,
  slots: Int32Array,
): SampleValue | null {
  const value = current[slots[leaf]!]!;
  if (Number.isNaN(value)) return null;
  if (metric.dimension === "text") return texts.text(value);
  return metric.dimension === "bool" ? value > 0.5 : value;
}

function conditionAndValues(text: string, reads: readonly MetricReader[], scope: ConditionScope): Printer {
  if (reads.length === 0) return () => text;
  return (current, slots) => {
    const values = reads.map((read) => {
      const value = metricValue(read, scope.texts, current, slots);
      const shown =
        typeof value === "number" ? formatQuantity(value, read.metric.dimension) : String(value ?? "missing");
      return `${read.metric.name} ${shown}`;
    });
    return `${text} (${values.join(", ")})`;
  };
}

function compilePart(part: ProgramMessagePart, scope: ConditionScope): Printer {
  switch (part.kind) {
    case "text":
      return () => part.text;
    case "number": {
      const read = compileTerm(part.value, scope);
      return (current, slots) => quantityText(read(current, slots), part.dimension);
    }
    case "bool": {
      const test = compileCondition(part.value, scope);
      return (current, slots) => ["false", "missing", "true"][test(current, slots)]!;
    }
    case "text-metric": {
      const leaf = scope.leaves.metric(part.metric);
      return (current, slots) => {
        const value = current[slots[leaf]!]!;
        return Number.isNaN(value) ? "missing" : scope.texts.text(value);
      };
    }
  }
}

export function quantityText(value: number, dimension: Metric["dimension"]): string {
  return Number.isNaN(value) ? "missing" : formatQuantity(value, dimension);
}
