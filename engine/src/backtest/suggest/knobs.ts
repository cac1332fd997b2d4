/** What can be turned in a rule: its limits and its wait, each with the way that changes no more than it has to. */

import { builtInMetric, type Expression, exactQuantity, type FlatBody, type NumericDimension } from "@macro-engine/dsl";
import type { MetricResult } from "../measures.ts";
import { bodyOf, effectOf } from "./effect.ts";
import { type Limit, limitsIn } from "./limits.ts";
import { edited, type PolicyTexts } from "./policy-texts.ts";
import { longerWaits, shorterWaits, stepsFrom } from "./steps.ts";
import { type Way, waysTo } from "./ways.ts";

export interface Knob {
  readonly kind: "threshold" | "wait";
  /** Which of the rule's limits; of a wait 0. */
  readonly index: number;
  readonly from: number;
  readonly dimension: NumericDimension;
  /** Looser values and tighter ones, the nearest first. */
  readonly looser: readonly number[];
  readonly tighter: readonly number[];
  /** In words: "set cpu_usage_max in heal". */
  readonly what: string;
  /** Other rules of the profile that change with it. */
  readonly alsoRules: readonly string[];
  /** Other profiles that change with it: those that extend this one. */
  readonly alsoProfiles: readonly string[];
  /** The set with another value; null where that is an error of the language. */
  at(value: number): PolicyTexts | null;
}

export interface Recorded {
  readonly metrics: readonly MetricResult[];
  readonly longestMs: number;
}

export function valueText({ from, dimension }: Pick<Knob, "from" | "dimension">, value = from): string {
  return exactQuantity(value, dimension);
}

export function knobsOf(texts: PolicyTexts, profile: string, rule: string, recorded: Recorded): Knob[] {
  const body = bodyOf(texts, profile);
  const flat = body?.rules.get(rule);
  // A rule that an override file has made stands in no policy.
  if (body === null || flat === undefined) return [];
  const { declaration } = flat.symbol;
  const limits = limitsIn(declaration.condition, texts.analysis).flatMap((limit, index): Draft[] => {
    const from = numberOf(texts, profile, body, limit.root);
    if (from === null) return [];
    const { dimension, looser, root } = limit;
    const end = (direction: 1 | -1) => endOf(limit, direction, from, recorded);
    const steps = (direction: 1 | -1) =>
      stepsFrom(from, direction, dimension, end(direction)).filter((value) => couldBeTrue(limit, value));
    const tighter = steps(looser === 1 ? -1 : 1);
    return [{ kind: "threshold", index, from, dimension, root, looser: steps(looser), tighter }];
  });
  const hold = declaration.hold === null ? 0 : numberOf(texts, profile, body, declaration.hold);
  const wait: Draft[] =
    hold === null
      ? []
      : [
          {
            kind: "wait",
            index: 0,
            from: hold,
            dimension: "duration",
            root: declaration.hold,
            looser: longerWaits(hold, recorded.longestMs),
            tighter: shorterWaits(hold),
          },
        ];
  return [...limits, ...wait].flatMap((draft) => {
    const knob = withWay(texts, body, profile, rule, draft);
    return knob === null ? [] : [knob];
  });
}

type Draft = Pick<Knob, "kind" | "index" | "from" | "dimension" | "looser" | "tighter"> & {
  readonly root: Expression | null;
};

/** Of a quantity, or of a name whose value is at hand; null of all else. */
function numberOf(
  { analysis, program }: PolicyTexts,
  profile: string,
  body: FlatBody,
  root: Expression,
): number | null {
  if (root.kind === "quantity") return root.value;
  const symbol = analysis.resolved.get(root);
  if (symbol?.kind === "param" && body.params.has(symbol.name)) {
    const { params } = program.profiles.find(({ name }) => name === profile)!;
    return params.find(({ name }) => name === symbol.name)?.value ?? null;
  }
  if (symbol?.kind !== "let") return null;
  const { value } = symbol.declaration;
  return value.kind === "quantity" ? value.value : null;
}

/** How far values can go where nothing was recorded that says it. */
const farthest = 1000;

/** Past it, another step changes nothing: beyond all that was measured, or what can be. */
function endOf(limit: Limit, direction: 1 | -1, from: number, { metrics }: Recorded): number {
  const metric = metricIn(limit.measured);
  const found = limit.isWhole ? metrics.find((one) => one.metric.name === metric) : undefined;
  if (found !== undefined) {
    const { min, max } = found.distribution;
    const extreme = direction > 0 ? max : min;
    // Where a value equal to the limit counts, the last step is past it.
    return limit.inclusive ? extreme + direction * Math.max(1e-9, Math.abs(extreme) * 1e-9) : extreme;
  }
  const far = direction === Math.sign(from) || from === 0 ? (Math.abs(from) || 1) * farthest : 0;
  return limit.dimension === "percent" && direction > 0 && limit.isWhole ? Math.max(from, 100) : direction * far;
}

/** A limit beyond all that a metric can be would do away with the rule. */
function couldBeTrue({ measured, isWhole, looser, inclusive }: Limit, value: number): boolean {
  const metric = isWhole ? builtInMetric(metricIn(measured) ?? "") : undefined;
  const extreme = metric?.range[looser > 0 ? 1 : 0] ?? null;
  if (extreme === null) return true;
  return (extreme - value) * looser > 0 || (inclusive && value === extreme);
}

/** The metric whose values bound those of the measured side; null without one. */
function metricIn(measured: Expression): string | null {
  if (measured.kind === "group") return metricIn(measured.inner);
  if (measured.kind === "reference") return measured.name;
  if (measured.kind !== "call" || !/^(avg|min|max|p\d\d)$/.test(measured.callee.text)) return null;
  const [first] = measured.arguments;
  return first?.kind === "reference" ? first.name : null;
}

/** With the first way that changes nothing but what has to do with it; else the most local one. */
function withWay(texts: PolicyTexts, body: FlatBody, profile: string, rule: string, draft: Draft): Knob | null {
  const { root, ...rest } = draft;
  const probe = draft.looser[0] ?? draft.tighter[0];
  if (probe === undefined) return null;
  const spot = { analysis: texts.analysis, body, rule, root };
  const tried = waysTo(spot).flatMap((way) => {
    const after = edited(texts, way.edits(exactQuantity(probe, draft.dimension)));
    const effect = after === null ? null : effectOf(texts, after, profile, rule);
    return effect === null ? [] : [{ way, effect }];
  });
  const chosen = tried.find(({ effect }) => effect.isContained) ?? tried.at(-1);
  if (chosen === undefined) return null;
  const { way, effect } = chosen;
  return {
    ...rest,
    what: way.what,
    alsoRules: effect.rules,
    alsoProfiles: effect.profiles,
    at: (value) => edited(texts, editsOf(way, value, draft)),
  };
}

function editsOf(way: Way, value: number, { dimension }: Draft) {
  return way.edits(exactQuantity(value, dimension));
}
