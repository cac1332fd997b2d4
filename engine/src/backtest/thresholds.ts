/** Which limits rules set for which metrics: what a chart of a metric draws beside its values. */

import {
  type ComparisonOperator,
  type Condition,
  mirrored,
  opposite,
  type ProgramProfile,
  type Term,
} from "@macro-engine/dsl";
import { conditionsIn } from "../runtime/parts.ts";
import { constantOf } from "../runtime/terms.ts";

export interface MetricLimit {
  readonly metric: string;
  readonly profile: string;
  readonly rule: string;
  /** As the rule fires: turned round below `not`. */
  readonly operator: ComparisonOperator;
  /** Base units of the metric. */
  readonly limit: number;
}

/** Of a metric's own value and of windows that are bounded by its values; others are in no scale of the metric. */
export function limitsOfMetrics({ name, rules }: Pick<ProgramProfile, "name" | "rules">): MetricLimit[] {
  const found: MetricLimit[] = [];
  for (const rule of rules) {
    const visit = (condition: Condition, negated: boolean): void => {
      if (condition.kind === "compare") {
        const limit = limitIn(condition, negated);
        if (limit !== null) found.push({ profile: name, rule: rule.name, ...limit });
      }
      for (const part of conditionsIn(condition)) visit(part, negated !== (condition.kind === "not"));
    };
    visit(rule.condition, false);
  }
  return found;
}

const ownScale: ReadonlySet<string> = new Set(["avg", "min", "max", "p50", "p90", "p95", "p99"]);

function limitIn(
  { left, right, operator }: Condition & { readonly kind: "compare" },
  negated: boolean,
): Pick<MetricLimit, "metric" | "operator" | "limit"> | null {
  const turned = constantOf(left) !== null;
  const metric = metricOf(turned ? right : left);
  const limit = constantOf(turned ? left : right);
  if (metric === null || limit === null || Number.isNaN(limit)) return null;
  const sided = turned ? mirrored[operator] : operator;
  return { metric, limit, operator: negated ? opposite[sided] : sided };
}

function metricOf(term: Term): string | null {
  if (term.kind === "metric" || term.kind === "forecast") return term.metric;
  return term.kind === "window" && ownScale.has(term.function) ? term.metric : null;
}
