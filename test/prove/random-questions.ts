/** Random questions for the prover, and random courses of samples around the thresholds that they name. */

import {
  builtInMetric,
  type ComparisonOperator,
  type Condition,
  customMetric,
  type Metric,
  type Program,
  type SampleValue,
  type Term,
  type Truth,
  type Wanted,
  type WindowFunction,
} from "@macro-engine/dsl";
import {
  all,
  any,
  compare,
  constant,
  forecast,
  metric,
  missing,
  not,
  profile,
  programOf,
  rule,
  share,
  window,
} from "../../engine/src/runtime/testing/build-program.ts";
import type { Random } from "../../engine/src/runtime/testing/random.ts";

export interface QuestionKind {
  readonly windows: boolean;
  readonly sums: boolean;
  /** How deep `and` and `or` nest. */
  readonly depth: number;
  /** Several comparisons of one metric's terms, all to be true: where facts between the terms decide, or windows of many lengths. */
  readonly oneMetric?: "facts" | "lengths";
}

/** By what the questions are about. */
export const questionKinds: readonly (readonly [string, QuestionKind])[] = [
  ["thresholds", { windows: false, sums: false, depth: 2 }],
  ["nested thresholds", { windows: false, sums: false, depth: 3 }],
  ["sums of several metrics", { windows: false, sums: true, depth: 2 }],
  ["windows", { windows: true, sums: false, depth: 2 }],
  ["sums of windows", { windows: true, sums: true, depth: 1 }],
  ["terms of one metric", { windows: true, sums: false, depth: 0, oneMetric: "facts" }],
  ["windows of several lengths", { windows: true, sums: false, depth: 0, oneMetric: "lengths" }],
];

const customs = [
  customMetric("zone", "text", ""),
  customMetric("place", "text", ""),
  customMetric("queue", "count", ""),
  customMetric("drift", "number", ""),
];
const numeric = ["cpu.usage", "memory.usage", "latency", "queue", "drift", "macro.cpu", "duration"];
const limits = [0, 20, 50, 50.5, 80, 100, 120, -10];
const windowsMs = [2000, 3000, 8000];
const functions: readonly WindowFunction[] = [
  ...(["avg", "min", "max", "p50", "p90", "p95", "p99"] as const),
  ...(["stddev", "delta", "rate", "anomaly"] as const),
];
const schedules = [
  { name: "raid", zone: "Europe/Warsaw", spans: [{ days: [0, 1, 2], start: 719, end: 800 }] },
  { name: "late", zone: null, spans: [{ days: [0], start: 1320, end: 720 }] },
  { name: "noon", zone: null, spans: [{ days: [0, 1, 2, 3, 4, 5, 6], start: 700, end: 760 }] },
];

export function programOfQuestion(wanted: readonly Wanted[]): Program {
  const rules = wanted.map(({ condition }, index) => rule(`r${index}`, condition));
  return programOf([profile("asked", rules)], schedules, customs);
}

const truths: readonly (readonly Truth[])[] = [
  ["true"],
  ["true"],
  ["false"],
  ["unknown"],
  ["false", "unknown"],
  ["false", "unknown"],
  ["true", "unknown"],
  ["true", "false"],
];

/** One to three conditions over few metrics and limits, so that they often contradict or imply each other. */
export function randomQuestion(random: Random, kind: QuestionKind): Wanted[] {
  const pool = Array.from({ length: 1 + random.below(2) }, () => random.pick(numeric));
  const spans = [random.pick(windowsMs), random.pick(windowsMs)];
  if (kind.oneMetric === "facts") return questionOfOneMetric(random);
  if (kind.oneMetric === "lengths") return questionOfLengths(random);
  const first = randomCondition(random, kind, pool, spans, kind.depth);
  const wanted: Wanted[] = [{ condition: first, is: random.pick(truths) }];
  const more = random.below(3);
  for (let count = 0; count < more; count += 1) {
    const condition = random.chance(0.2)
      ? nudged(random, first)
      : randomCondition(random, kind, pool, spans, kind.depth);
    wanted.push({ condition, is: random.pick(truths) });
  }
  return wanted;
}

/** A few terms of one metric, mostly over one window, that are bounded from both sides. */
function questionOfOneMetric(random: Random): Wanted[] {
  const name = random.pick(["cpu.usage", "latency", "queue", "drift", "macro.cpu"]);
  const spans = random.chance(0.6) ? [2000] : [2000, random.pick([3000, 5000])];
  const terms = Array.from({ length: 3 }, (): Term => {
    const windowMs = random.pick(spans);
    if (random.chance(0.15)) return metric(name);
    if (random.chance(0.1)) return offset(forecast(name, random.pick([0, 5000]), windowMs));
    const call = random.pick(functions);
    const term = window(call, name, windowMs);
    return roundable.has(call) ? term : offset(term);
  });
  const comparison = (): Wanted => {
    const limit = random.pick([0, 10, 20, 30, 40, 50, 60, 80, 90, 100]);
    return { condition: compare(random.pick(terms), random.pick(["<", ">", "<=", ">="]), limit), is: ["true"] };
  };
  return Array.from({ length: 3 + random.below(3) }, comparison);
}

/** High over one window and low over another, by what most people look at. */
function questionOfLengths(random: Random): Wanted[] {
  const name = random.pick(["cpu.usage", "latency", "queue", "drift", "macro.cpu"]);
  const comparison = (): Wanted => {
    const call = random.pick(["min", "max", "avg", "avg", "p50", "p90", "p95", "p99"] as const);
    const term = window(call, name, random.pick([2000, 3000, 5000, 8000]));
    const left = random.chance(0.15) ? metric(name) : call === "avg" ? offset(term) : term;
    const limit = random.pick([0, 5, 20, 40, 50, 60, 80, 95]);
    return { condition: compare(left, random.pick(["<", ">", "<=", ">="]), limit), is: ["true"] };
  };
  return Array.from({ length: 2 + random.below(4) }, comparison);
}

/** The same condition with other limits: where one often implies the other. */
function nudged(random: Random, condition: Condition): Condition {
  switch (condition.kind) {
    case "compare":
      return condition.right.kind === "constant"
        ? { ...condition, right: constant(condition.right.value + random.pick([-10, 0, 0, 10])) }
        : condition;
    case "not":
      return not(nudged(random, condition.operand));
    case "and":
    case "or":
      return { kind: condition.kind, operands: condition.operands.map((operand) => nudged(random, operand)) };
    default:
      return condition;
  }
}

function randomCondition(
  random: Random,
  kind: QuestionKind,
  pool: readonly string[],
  spans: readonly number[],
  depth: number,
): Condition {
  const inner = () => randomCondition(random, kind, pool, spans, depth - 1);
  if (depth > 0 && random.chance(0.6)) {
    const operands = () => Array.from({ length: 2 + random.below(2) }, inner);
    switch (random.below(6)) {
      case 0:
        return not(inner());
      case 1:
      case 2:
        return all(...operands());
      case 3:
      case 4:
        return any(...operands());
      default:
        return { kind: "compare-bool", equal: random.chance(0.5), left: inner(), right: inner() };
    }
  }
  switch (random.below(16)) {
    case 0:
      return missing(random.pick([...pool, "zone", "duration"]), random.pick([null, 0, 1500, 4000, 7000]));
    case 1:
      return { kind: "flag", metric: "power.on_battery" };
    case 2:
      return { kind: "schedule", schedule: random.below(schedules.length) };
    case 3:
      return randomTextComparison(random);
    default:
      return randomComparison(random, kind, pool, spans, depth);
  }
}

function randomTextComparison(random: Random): Condition {
  const text = (name: string) => ({ kind: "text-metric", metric: name }) as const;
  const equal = random.chance(0.5);
  if (random.chance(0.2)) return { kind: "compare-text", equal, left: text("zone"), right: text("place") };
  const left = text(random.pick(["zone", "place", "macro.level", "macro.name"]));
  const value = random.pick(["town", "wild", "risky", "safe"]);
  return { kind: "compare-text", equal, left, right: { kind: "text", value } };
}

function randomComparison(
  random: Random,
  kind: QuestionKind,
  pool: readonly string[],
  spans: readonly number[],
  depth: number,
): Condition {
  const operator: ComparisonOperator = random.pick(["<", "<=", ">", ">=", ">", "<", "==", "!="]);
  const left = randomTerm(random, kind, pool, spans, depth);
  if (kind.sums && random.chance(0.2)) return compare(left, operator, randomTerm(random, kind, pool, spans, depth));
  const limit = random.pick(limits);
  return random.chance(0.1) ? compare(constant(limit), operator, left) : compare(left, operator, limit);
}

function randomTerm(
  random: Random,
  kind: QuestionKind,
  pool: readonly string[],
  spans: readonly number[],
  depth: number,
): Term {
  if (kind.sums && random.chance(0.35)) return randomSum(random, kind, pool, spans, depth);
  const name = random.pick(pool);
  if (!kind.windows || random.chance(0.35)) return metric(name);
  const windowMs = random.pick(spans);
  switch (random.below(8)) {
    case 0:
      return offset(forecast(name, random.pick([0, 5000]), windowMs));
    case 1:
      return depth > 0
        ? share(randomCondition(random, { ...kind, windows: random.chance(0.2) }, pool, spans, depth - 1), windowMs)
        : metric(name);
    default: {
      const call = window(random.pick(functions), name, windowMs);
      return roundable.has(call.kind === "window" ? call.function : "avg") ? call : offset(call);
    }
  }
}

/** Functions that give the same bits however they are worked out. */
const roundable: ReadonlySet<WindowFunction> = new Set(["min", "max", "p50", "p90", "p95", "p99"]);

/** Keeps what is worked out with rounding clear of the limits, where the last bit would decide. */
function offset(term: Term): Term {
  return { kind: "add", left: term, right: constant(0.013) };
}

function randomSum(
  random: Random,
  kind: QuestionKind,
  pool: readonly string[],
  spans: readonly number[],
  depth: number,
): Term {
  const inner = () => randomTerm(random, { ...kind, sums: random.chance(0.3) }, pool, spans, depth);
  switch (random.below(8)) {
    case 0:
    case 1:
      return { kind: "add", left: inner(), right: inner() };
    case 2:
    case 3:
      return { kind: "subtract", left: inner(), right: inner() };
    case 4:
      return { kind: "multiply", left: constant(random.pick([2, 0.1, -1, 0])), right: inner() };
    case 5:
      return { kind: "divide", left: inner(), right: constant(random.pick([2, 3, 0])) };
    case 6:
      return { kind: "divide", left: metric(random.pick(pool)), right: metric(random.pick(pool)) };
    default:
      return { kind: random.pick(["negate", "absolute"] as const), operand: inner() };
  }
}

// --- Courses of samples -----------------------------------------------------------------------------------------

export interface Moment {
  readonly timeMs: number;
  readonly wallMs: number;
  readonly samples: readonly (readonly [string, SampleValue])[];
}

export const attackIntervalMs = 1000;

/** Snapshots whose values lie at, just below and just above every limit, at the ends of ranges and between. */
export function randomCourse(random: Random, length: number): Moment[] {
  const moments: Moment[] = [];
  const silent = new Map<string, number>();
  const values = new Map<string, SampleValue>();
  let timeMs = 0;
  const wall = random.pick([Date.UTC(2026, 0, 5, 11, 59, 50), Date.UTC(2026, 6, 6, 9, 58, 50), Date.UTC(2026, 2, 8)]);
  const steady = random.pick([0, 0, 0.5, 0.9]);
  // Few different values, so that windows agree and contrast.
  const palettes = new Map<string, SampleValue[]>();
  const paletteSize = random.pick([1, 2, 2, 3, 0]);
  for (let count = 0; count < length; count += 1) {
    const samples: [string, SampleValue][] = [];
    for (const name of [...numeric, "zone", "place", "power.on_battery"]) {
      if (name === "duration" || (silent.get(name) ?? 0) > count) continue;
      if (random.chance(0.08)) silent.set(name, count + random.below(9));
      const palette = palettes.get(name) ?? Array.from({ length: paletteSize }, () => randomValue(random, name));
      palettes.set(name, palette);
      const fresh = palette.length > 0 ? random.pick(palette) : randomValue(random, name);
      const value = values.has(name) && random.chance(steady) ? values.get(name)! : fresh;
      values.set(name, value);
      samples.push([name, value]);
    }
    moments.push({ timeMs, wallMs: wall + timeMs, samples });
    timeMs += random.chance(0.03) ? 4000 : random.pick([1000, 1000, 1000, 500, 1300]);
  }
  return moments;
}

function randomValue(random: Random, name: string): SampleValue {
  if (name === "zone" || name === "place") return random.pick(["town", "wild", "cave"]);
  if (name === "power.on_battery") return random.chance(0.5);
  const { range, dimension } = (customs.find((custom) => custom.name === name) ?? builtInMetric(name)) as Metric;
  const [lo, hi] = [range[0] ?? -200, range[1] ?? 300];
  const limit = random.pick([lo, hi, ...limits, ...limits.map((value) => value / 2), 30, 60]);
  const step = dimension === "count" ? 1 : random.pick([0, 2 ** -46, 0.01, 5]);
  const value = limit + random.pick([-1, 0, 0, 1]) * step;
  const held = dimension === "count" ? Math.round(value) : random.chance(0.2) ? lo + random.next() * (hi - lo) : value;
  return Math.min(hi, Math.max(lo, dimension === "count" ? Math.round(held) : held));
}
