/** The facts of exported rules: named as policy writes them, described for whoever has to supply them. */

import {
  builtInMetric,
  conditionText,
  type Dimension,
  dimensions,
  type Metric,
  type NumericDimension,
  type Program,
  type Term,
  type TextTerm,
  termText,
} from "@macro-engine/dsl";
import type { FactNames, FlagCondition, Side } from "../runtime/json-rules.ts";
import { constantOf } from "../runtime/terms.ts";

/** What a fact is, and in which unit its number counts (null: it is no number, or a plain one). */
export interface ExportedFact {
  readonly name: string;
  readonly kind: "always" | "profile" | "metric" | "term" | "missing" | "schedule";
  readonly dimension: Dimension;
  readonly unit: string | null;
  readonly description: string;
  /** The metric of `metric` and `missing`. */
  readonly metric?: string;
  /** `term`: the formula, as `export --to json` has it. */
  readonly term?: Term;
  /** `missing`: silence longer than this; null: the metric's staleness. */
  readonly silentMs?: number | null;
}

/** Neither can be the name of a metric: one is a word of the language, the other a constant. */
const profileFact = "profile";
const alwaysFact = "true";

export class NamedFacts implements FactNames {
  readonly #program: Program;
  readonly #facts = new Map<string, ExportedFact>();

  constructor(program: Program) {
    this.#program = program;
  }

  /** Every fact that has been named so far, in order of their names. */
  list(): ExportedFact[] {
    return [...this.#facts.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  term(term: Term, dimension: NumericDimension): Side {
    const constant = constantOf(term);
    if (constant !== null && !Number.isNaN(constant)) return { value: constant };
    if (term.kind === "metric") return { fact: this.#metric(term.metric) };
    const name = termText(term, dimension, this.#program);
    return this.#fact({ name, kind: "term", ...measured(dimension), description: describeTerm(term), term });
  }

  text(term: TextTerm): Side {
    return term.kind === "text" ? { value: term.value } : { fact: this.#metric(term.metric) };
  }

  flag(condition: FlagCondition): string {
    if (condition.kind === "flag") return this.#metric(condition.metric);
    const name = conditionText(condition, this.#program);
    if (condition.kind === "schedule") {
      const description = "true while the schedule of this name is on";
      return this.#fact({ name, kind: "schedule", ...measured("bool"), description }).fact;
    }
    const { metric, silentMs } = condition;
    const longer = silentMs === null ? "its staleness" : "`silentMs`";
    const description = `true once the metric has had no sample for longer than ${longer}`;
    return this.#fact({ name, kind: "missing", ...measured("bool"), description, metric, silentMs }).fact;
  }

  flagValue(truth: boolean): boolean {
    return truth;
  }

  /** Holds for the rules of one profile among several. */
  profile(): string {
    const description = "name of the profile that governs the macro";
    return this.#fact({ name: profileFact, kind: "profile", ...measured("text"), description }).fact;
  }

  get always(): string {
    return this.#fact({ name: alwaysFact, kind: "always", ...measured("bool"), description: "always true" }).fact;
  }

  #metric(name: string): string {
    const metric: Metric = this.#program.metrics.find((other) => other.name === name) ?? builtInMetric(name)!;
    const { dimension, description } = metric;
    return this.#fact({ name, kind: "metric", ...measured(dimension), description, metric: name }).fact;
  }

  #fact(fact: ExportedFact): { readonly fact: string } {
    if (!this.#facts.has(fact.name)) this.#facts.set(fact.name, fact);
    return { fact: fact.name };
  }
}

function measured(dimension: Dimension): Pick<ExportedFact, "dimension" | "unit"> {
  const unit = Object.entries(dimensions[dimension].units).find(([, size]) => size === 1)?.[0] ?? null;
  return { dimension, unit };
}

function describeTerm(term: Term): string {
  switch (term.kind) {
    case "window":
      return `${term.function} of the metric's samples in the last \`windowMs\``;
    case "forecast":
      return "where the metric's line over the last `windowMs` will be in `aheadMs`";
    case "share":
      return "percent of the last `windowMs` in which the condition was true";
    default:
      return "worked out from other values";
  }
}
