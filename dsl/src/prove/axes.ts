/**
 * What conditions vary over: each metric's present value, each windowed call, share and silence, the instant that schedules
 * read, and every sum over several of them is one axis, with the values it can have at all.
 */

import { levels } from "../program/levels.ts";
import type { Program, Term, WindowFunction } from "../program/program.ts";
import { builtInMetric, defaultStalenessMs, type Metric } from "../vocabulary/metrics.ts";
import { domainOf, isFreeAxis, isWholeAxis } from "./domains.ts";
import { type Instants, instantsOf } from "./instants.ts";
import { type Range, whole } from "./ranges.ts";
import type { Rational } from "./rational.ts";

/** A term that is Σ coefficient · axis + constant, worked out by the evaluator with one rounding. */
export interface SumSource {
  readonly kind: "sum";
  readonly terms: readonly (readonly [Axis, Rational])[];
  readonly constant: Rational;
}

export type AxisSource =
  /** Flags are 0 and 1, texts the numbers of their strings. */
  | { readonly kind: "metric"; readonly metric: Metric }
  | { readonly kind: "window"; readonly metric: Metric; readonly function: WindowFunction; readonly windowMs: number }
  | { readonly kind: "forecast"; readonly metric: Metric; readonly windowMs: number; readonly aheadMs: number }
  | { readonly kind: "share"; readonly share: Term & { readonly kind: "share" } }
  /** How long a metric has been silent, ms: what `missing` looks at. */
  | { readonly kind: "silence"; readonly metric: Metric }
  /** Which of the program's instants it is. */
  | { readonly kind: "instant" }
  /** 1 where the window is known, else missing. */
  | { readonly kind: "window-known"; readonly metric: Metric; readonly windowMs: number }
  /** The first sample of a window. */
  | { readonly kind: "first"; readonly metric: Metric; readonly windowMs: number }
  | SumSource
  | { readonly kind: "absolute"; readonly operand: Axis }
  | { readonly kind: "quotient"; readonly dividend: Axis | number; readonly divisor: Axis };

export interface Axis {
  readonly id: number;
  readonly key: string;
  readonly source: AxisSource;
  readonly domain: Range;
  readonly isWhole: boolean;
  /** Independent of every other axis, and brought about by one sample. */
  readonly isFree: boolean;
}

/** Metrics that the engine works out itself: always known, never silent. */
const computedMetrics: ReadonlySet<string> = new Set(["duration", "macro.name", "macro.level"]);

export function isComputed(metric: Metric): boolean {
  return computedMetrics.has(metric.name);
}

export class Axes {
  readonly list: Axis[] = [];
  readonly #byKey = new Map<string, Axis>();
  readonly #metrics: ReadonlyMap<string, Metric>;
  readonly #program: Program;
  readonly #zone: string;
  readonly #stalenessMs: Readonly<Record<string, number>>;
  /** Texts by number: the levels first, since `macro.level` has no other. */
  readonly #texts: string[] = [...levels];
  #instants: Instants | null = null;

  /** `zone` and `stalenessMs` as the replay has them. */
  constructor(program: Program, zone: string, stalenessMs: Readonly<Record<string, number>>) {
    this.#program = program;
    this.#zone = zone;
    this.#stalenessMs = stalenessMs;
    this.#metrics = new Map(program.metrics.map((metric) => [metric.name, metric]));
  }

  /** The weekly instants that differ in what the schedules say; worked out when first asked for. */
  get instants(): Instants {
    this.#instants ??= instantsOf(this.#program.schedules, this.#zone);
    return this.#instants;
  }

  metricOf(name: string): Metric {
    const metric = this.#metrics.get(name) ?? builtInMetric(name);
    if (metric === undefined) throw new Error(`a condition reads ${name}, which is no metric of the program`);
    return metric;
  }

  /** For how long a sample of a metric is its value, ms. */
  stalenessOf(name: string): number {
    if (computedMetrics.has(name)) return Number.POSITIVE_INFINITY;
    return this.#stalenessMs[name] ?? defaultStalenessMs;
  }

  metric(name: string): Axis {
    return this.#axis(`metric ${name}`, () => ({ kind: "metric", metric: this.metricOf(name) }));
  }

  silence(name: string): Axis {
    return this.#axis(`silence ${name}`, () => ({ kind: "silence", metric: this.metricOf(name) }));
  }

  instant(): Axis {
    return this.#axis("instant", () => ({ kind: "instant" }));
  }

  window(name: string, call: WindowFunction, windowMs: number): Axis {
    return this.#axis(`${call} ${name} ${windowMs}`, () => ({
      kind: "window",
      metric: this.metricOf(name),
      function: call,
      windowMs,
    }));
  }

  forecast(name: string, aheadMs: number, windowMs: number): Axis {
    return this.#axis(`forecast ${name} ${aheadMs} ${windowMs}`, () => ({
      kind: "forecast",
      metric: this.metricOf(name),
      windowMs,
      aheadMs,
    }));
  }

  windowKnown(name: string, windowMs: number): Axis {
    return this.#axis(`known ${name} ${windowMs}`, () => ({
      kind: "window-known",
      metric: this.metricOf(name),
      windowMs,
    }));
  }

  first(name: string, windowMs: number): Axis {
    return this.#axis(`first ${name} ${windowMs}`, () => ({ kind: "first", metric: this.metricOf(name), windowMs }));
  }

  share(share: Term & { readonly kind: "share" }): Axis {
    return this.#axis(`share ${JSON.stringify(share)}`, () => ({ kind: "share", share }));
  }

  /** An axis that is worked out from others; `key` tells it from every other. */
  derived(key: string, source: () => AxisSource): Axis {
    return this.#axis(key, source);
  }

  /** The number of a text. */
  numberOfText(text: string): number {
    const found = this.#texts.indexOf(text);
    return found >= 0 ? found : this.#texts.push(text) - 1;
  }

  /** A text that has this number; one that nobody mentions, where none has. */
  textOf(number: number): string {
    return this.#texts[number] ?? `other ${number}`;
  }

  #axis(key: string, sourceOf: () => AxisSource): Axis {
    const found = this.#byKey.get(key);
    if (found !== undefined) return found;
    const source = sourceOf();
    const id = this.list.length;
    const isWhole = isWholeAxis(source);
    const domain = domainOf(source, () => this.instants.list.length);
    const axis = { id, key, source, isWhole, isFree: isFreeAxis(source), domain: isWhole ? whole(domain) : domain };
    this.list.push(axis);
    this.#byKey.set(key, axis);
    return axis;
  }
}
