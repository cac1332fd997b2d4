/** Random conditions and values of a given dimension, as tokens, such that the checker has nothing against them. */

import { isNumeric } from "../check/dimensions.ts";
import { perSecond } from "../program/term-dimension.ts";
import { type Dimension, dimensions, type NumericDimension } from "../vocabulary/units.ts";
import type { Random } from "./random.ts";

/** Text of one token each. */
export type Tokens = readonly string[];

/** What expressions can name. */
export interface RandomScope {
  readonly metrics: readonly { readonly name: string; readonly dimension: Dimension }[];
  /** Lets and params. All are positive, so that durations among them do for windows and waits. */
  readonly constants: readonly { readonly name: string; readonly dimension: NumericDimension }[];
  readonly schedules: readonly string[];
}

const units: Readonly<Record<NumericDimension, readonly string[]>> = {
  percent: ["%"],
  duration: ["us", "ms", "s", "m", "h"],
  bytes: ["B", "KB", "MB", "KiB", "MiB", "GiB"],
  bytes_per_second: ["B/s", "KB/s", "KiB/s", "MiB/s"],
  framerate: ["fps"],
  temperature: ["C", "°C"],
  rate: ["/s", "/m", "/h"],
  count: [""],
  number: [""],
};
const windows = ["avg", "min", "max", "stddev", "p50", "p90", "p95", "p99", "delta"];
const comparisons = ["<", "<=", ">", ">=", "==", "!="];
const waits = ["5s", "10s", "1m", "1m30s", "500ms", "2.5s", "1h"];

/** A positive quantity. */
export function quantity(random: Random, dimension: NumericDimension): string {
  const unit = random.pick(units[dimension]);
  if (dimension === "duration") return random.chance(0.5) ? random.pick(waits) : `${1 + random.below(90)}${unit}`;
  const number = random.pick([`${1 + random.below(99)}`, `${1 + random.below(9)}.${random.below(10)}`, "1_000"]);
  return number + unit;
}

/** A positive constant: quantities, lets and params, added and multiplied. */
export function constant(random: Random, scope: RandomScope, dimension: NumericDimension, depth = 1): Tokens {
  const named = scope.constants.filter((other) => other.dimension === dimension);
  if (named.length > 0 && random.chance(0.4)) return [random.pick(named).name];
  if (depth === 0 || random.chance(0.7)) return [quantity(random, dimension)];
  const inner = () => constant(random, scope, dimension, depth - 1);
  return random.pick<() => Tokens>([
    () => [...inner(), "+", ...inner()],
    () => [quantity(random, "number"), "*", ...atom(inner())],
    () => [...atom(inner()), "/", "2"],
    () => ["(", ...inner(), ")"],
    () => ["-", "(", "-", ...atom(inner()), ")"],
  ])();
}

function atom(tokens: Tokens): Tokens {
  return tokens.length === 1 ? tokens : ["(", ...tokens, ")"];
}

function metricOf(random: Random, scope: RandomScope, dimension: Dimension): string | null {
  const fitting = scope.metrics.filter((metric) => metric.dimension === dimension);
  return fitting.length === 0 ? null : random.pick(fitting).name;
}

/** A sum of this dimension; it varies where metrics allow. */
export function sum(random: Random, scope: RandomScope, dimension: NumericDimension, depth: number): Tokens {
  const metric = metricOf(random, scope, dimension);
  if (metric === null) return constant(random, scope, dimension);
  if (depth === 0 || random.chance(0.4)) return [metric];
  const inner = () => sum(random, scope, dimension, depth - 1);
  return random.pick<() => Tokens>([
    () => windowed(random, scope, metric, dimension),
    () => windowed(random, scope, metric, dimension),
    () => [...inner(), random.pick(["+", "-"]), ...product(constant(random, scope, dimension, 0))],
    () => [...atom(inner()), "-", ...atom(inner())],
    () => [quantity(random, "number"), "*", ...atom(inner())],
    () => [...atom(inner()), random.pick(["*", "/"]), quantity(random, "number")],
    () => ["abs", "(", ...inner(), ")"],
    () => ["(", ...inner(), ")"],
    () => ["-", ...atom(inner())],
  ])();
}

/** A constant may be a sum: as a right operand it needs parentheses. */
function product(tokens: Tokens): Tokens {
  return tokens.some((token) => token === "+" || token === "-") ? atom(tokens) : tokens;
}

function windowed(random: Random, scope: RandomScope, metric: string, dimension: NumericDimension): Tokens {
  const window = constant(random, scope, "duration", 0);
  const rated = scope.metrics.filter((other) => isNumeric(other.dimension) && perSecond(other.dimension) === dimension);
  if (rated.length > 0 && random.chance(0.3)) return ["rate", "(", random.pick(rated).name, ",", ...window, ")"];
  if (random.chance(0.2)) {
    const last = random.chance(0.5) ? [",", ...window] : [];
    return ["forecast", "(", metric, ",", ...constant(random, scope, "duration", 0), ...last, ")"];
  }
  return [random.pick(windows), "(", metric, ",", ...window, ")"];
}

/** What compares, or is true by itself. */
function comparison(random: Random, scope: RandomScope, depth: number): Tokens {
  const numeric = scope.metrics.flatMap(({ dimension }) => (isNumeric(dimension) ? [dimension] : []));
  const dimension = random.pick(numeric);
  const plain = dimensions[dimension].acceptsPlainNumber && random.chance(0.2);
  const limit = () => constant(random, scope, plain ? "number" : dimension);
  return random.pick<() => Tokens>([
    () => [...sum(random, scope, dimension, depth), random.pick(comparisons), ...limit()],
    () => [...sum(random, scope, dimension, depth), random.pick(["<", ">"]), ...limit()],
    () => [...limit(), random.pick(comparisons), ...sum(random, scope, dimension, depth)],
    () => [...sum(random, scope, dimension, 1), random.pick(["<", ">"]), ...sum(random, scope, dimension, 1)],
    () => [...sum(random, scope, dimension, 1), random.pick(["<", ">"]), "0"],
    () => oddComparison(random, scope, dimension, depth),
  ])();
}

function oddComparison(random: Random, scope: RandomScope, dimension: NumericDimension, depth: number): Tokens {
  const { metrics, schedules } = scope;
  const metric = metricOf(random, scope, dimension)!;
  const flags = [...metrics.filter((other) => other.dimension === "bool").map(({ name }) => name), ...schedules];
  const texts = metrics.filter((other) => other.dimension === "text");
  const wait = constant(random, scope, "duration", 0);
  const choices: (() => Tokens)[] = [
    () => ["missing", "(", random.pick(metrics).name, ")"],
    () => ["missing", "(", random.pick(metrics).name, ",", ...wait, ")"],
    () => [metric, "/", metric, ">", "0.5"],
    () => ["anomaly", "(", metric, ",", ...wait, ")", ">", "6"],
    () => [...["share", "("], ...condition(random, scope, Math.min(depth, 1)), ",", ...wait, ")", ">", "20%"],
  ];
  if (flags.length > 0) {
    choices.push(() => [random.pick(flags)]);
    choices.push(() => [random.pick(flags), random.pick(["==", "!="]), random.pick(["true", "false"])]);
    choices.push(() => [random.pick(flags), "==", "(", ...condition(random, scope, 0), ")"]);
  }
  if (texts.length > 0) {
    const word = random.pick(['"safe"', '"heal"', '"\\u{e9}\\"#"']);
    choices.push(() => [random.pick(texts).name, random.pick(["==", "!="]), word]);
  }
  return random.pick(choices)();
}

/** A condition with parts at most `depth` deep in each other. */
export function condition(random: Random, scope: RandomScope, depth: number): Tokens {
  if (depth === 0 || random.chance(0.3)) return comparison(random, scope, depth);
  const inner = () => condition(random, scope, depth - 1);
  return random.pick<() => Tokens>([
    () => chain(random, inner, random.pick(["and", "or"])),
    () => chain(random, inner, random.pick(["and", "or"])),
    () => ["(", ...inner(), ")"],
    () => ["not", ...comparison(random, scope, depth - 1)],
    () => ["not", "(", ...inner(), ")"],
    () => ["not", "not", ...comparison(random, scope, depth - 1)],
  ])();
}

function chain(random: Random, inner: () => Tokens, word: string): Tokens {
  const tokens = [...inner()];
  for (let more = 1 + random.below(3); more > 0; more--) tokens.push(word, ...inner());
  return tokens;
}
