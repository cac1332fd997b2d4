/**
 * Conditions that compare metrics, or windows over them, with constants, prepared to be tried at many points: a function, and
 * points worth trying. At a point every metric has stayed level.
 */

import type { Condition, Term, WindowFunction } from "../program/program.ts";
import type { ComparisonOperator } from "../syntax/ast.ts";
import type { Axes, Axis } from "./axes.ts";
import type { Truth } from "./prover.ts";
import type { Range } from "./ranges.ts";

/** By the number of the metric; NaN is missing. */
export type Values = number[];

/** Values of some metrics that probably make a condition what is wanted; the others stay as they are. */
export type Proposal = readonly { readonly axis: number; readonly value: number }[];

export interface EasyCondition {
  truth(values: Values): Truth;
  /** Few, the likeliest first. */
  proposals(truth: Truth): readonly Proposal[];
}

const mostProposals = 3;

/** Windows over a level course, all of whose samples are alike. */
const levels: ReadonlySet<WindowFunction> = new Set(["avg", "min", "max", "p50", "p90", "p95", "p99"]);

const nothing: readonly Proposal[] = [[]];
const none: readonly Proposal[] = [];

export class EasyConditions {
  /** What metrics are where no proposal says otherwise: missing, or where they cannot be, the least there is. */
  readonly values: Values = [];
  readonly #axes: Axes;
  readonly #numbers = new Map<string, { readonly number: number; readonly axis: Axis }>();

  constructor(axes: Axes) {
    this.#axes = axes;
  }

  /** Null for a condition that is not easy. */
  of(condition: Condition): EasyCondition | null {
    switch (condition.kind) {
      case "constant": {
        const truth: Truth = condition.value ? "true" : "false";
        return { truth: () => truth, proposals: (wanted) => (wanted === truth ? nothing : none) };
      }
      case "flag": {
        const { number } = this.#number(condition.metric);
        return {
          truth: (values) => (Number.isNaN(values[number]) ? "unknown" : values[number] === 1 ? "true" : "false"),
          proposals: (wanted) =>
            wanted === "unknown" ? nothing : [[{ axis: number, value: wanted === "true" ? 1 : 0 }]],
        };
      }
      case "not": {
        const operand = this.of(condition.operand);
        return operand === null ? null : negated(operand);
      }
      case "and":
      case "or":
        return this.#chain(condition.operands, condition.kind);
      case "compare":
        return this.#comparison(condition.left, condition.operator, condition.right);
      default:
        return null;
    }
  }

  #chain(operands: readonly Condition[], kind: "and" | "or"): EasyCondition | null {
    const parts: EasyCondition[] = [];
    for (const operand of operands) {
      const part = this.of(operand);
      if (part === null) return null;
      parts.push(part);
    }
    const decisive: Truth = kind === "and" ? "false" : "true";
    const otherwise: Truth = kind === "and" ? "true" : "false";
    return {
      truth: (values) => chained(parts, values, decisive, otherwise),
      proposals: remembered((wanted) => {
        if (wanted === "unknown") return nothing;
        if (wanted === decisive) return parts.flatMap((part) => part.proposals(decisive)).slice(0, mostProposals);
        let all = nothing;
        for (const part of parts) all = combined(all, part.proposals(otherwise));
        return all;
      }),
    };
  }

  #comparison(left: Term, operator: ComparisonOperator, right: Term): EasyCondition | null {
    if (left.kind === "constant" && right.kind !== "constant") return this.#comparison(right, mirrored[operator], left);
    const metric = this.#levelOf(left);
    if (metric === null || right.kind !== "constant") return null;
    const { number, axis } = this.#number(metric);
    const limit = right.value;
    const compare = comparisons[operator];
    return {
      truth(values) {
        const value = values[number]!;
        return Number.isNaN(value) ? "unknown" : compare(value, limit) ? "true" : "false";
      },
      proposals: remembered((wanted) => {
        if (wanted === "unknown") return nothing;
        const value = valueFor(wanted === "true" ? operator : opposite[operator], limit, axis);
        return value === null ? none : [[{ axis: number, value }]];
      }),
    };
  }

  /** The metric whose value a term has while that stays level; null for other terms. A run's own metrics have no past before it. */
  #levelOf(term: Term): string | null {
    if (term.kind === "metric") return term.metric;
    if (term.kind !== "forecast" && (term.kind !== "window" || !levels.has(term.function))) return null;
    return this.#axes.metricOf(term.metric).scope === "macro" ? null : term.metric;
  }

  #number(metric: string) {
    let known = this.#numbers.get(metric);
    if (known === undefined) {
      const axis = this.#axes.metric(metric);
      known = { number: this.values.push(axis.domain.missing ? Number.NaN : axis.domain.lo) - 1, axis };
      this.#numbers.set(metric, known);
    }
    return known;
  }
}

/** Made when first asked for: of many conditions only one truth is ever looked for. */
function remembered(propose: (wanted: Truth) => readonly Proposal[]): EasyCondition["proposals"] {
  const known: Partial<Record<Truth, readonly Proposal[]>> = {};
  return (wanted) => {
    known[wanted] ??= propose(wanted);
    return known[wanted];
  };
}

function negated({ truth, proposals }: EasyCondition): EasyCondition {
  return {
    truth(values) {
      const inner = truth(values);
      return inner === "unknown" ? inner : inner === "true" ? "false" : "true";
    },
    proposals: (wanted) => proposals(wanted === "unknown" ? wanted : wanted === "true" ? "false" : "true"),
  };
}

function chained(parts: readonly EasyCondition[], values: Values, decisive: Truth, otherwise: Truth): Truth {
  let truth = otherwise;
  for (const part of parts) {
    const next = part.truth(values);
    if (next === decisive) return decisive;
    if (next === "unknown") truth = next;
  }
  return truth;
}

/** Each of one list with each of another; both ways round, where one metric is in both. */
function combined(some: readonly Proposal[], others: readonly Proposal[]): readonly Proposal[] {
  const found: Proposal[] = [];
  for (const one of some) {
    for (const other of others) {
      found.push([...one, ...other]);
      if (one.some(({ axis }) => other.some((each) => each.axis === axis))) found.push([...other, ...one]);
      if (found.length >= mostProposals) return found.slice(0, mostProposals);
    }
  }
  return found;
}

const comparisons: Readonly<Record<ComparisonOperator, (value: number, limit: number) => boolean>> = {
  "<": (value, limit) => value < limit,
  "<=": (value, limit) => value <= limit,
  ">": (value, limit) => value > limit,
  ">=": (value, limit) => value >= limit,
  "==": (value, limit) => value === limit,
  "!=": (value, limit) => value !== limit,
};

const mirrored: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
  "==": "==",
  "!=": "!=",
};

const opposite: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
  "==": "!=",
  "!=": "==",
};

/** A value of the axis for which `value operator limit` holds; null where none comes to mind. */
function valueFor(operator: ComparisonOperator, limit: number, { domain, isWhole }: Axis): number | null {
  const isIn = limit >= domain.lo && limit <= domain.hi && (!isWhole || Number.isInteger(limit));
  const exactly = isIn ? limit : null;
  switch (operator) {
    case "==":
      return exactly;
    case "!=":
      return above(limit, domain, isWhole) ?? below(limit, domain, isWhole);
    case ">":
      return above(limit, domain, isWhole);
    case ">=":
      return above(limit, domain, isWhole) ?? exactly;
    case "<":
      return below(limit, domain, isWhole);
    case "<=":
      return below(limit, domain, isWhole) ?? exactly;
  }
}

function above(limit: number, { lo, hi }: Range, isWhole: boolean): number | null {
  const from = Math.max(limit, lo);
  const value = isWhole ? Math.floor(from) + 1 : from + Math.min((hi - from) / 2, Math.max(1, Math.abs(from)));
  return value > limit && value <= hi ? value : null;
}

function below(limit: number, { lo, hi }: Range, isWhole: boolean): number | null {
  const from = Math.min(limit, hi);
  const value = isWhole ? Math.ceil(from) - 1 : from - Math.min((from - lo) / 2, Math.max(1, Math.abs(from)));
  return value < limit && value >= lo ? value : null;
}
