/** Conditions that are close to each other and to where arithmetic, windows and silence go wrong. */

import type { Random } from "../../engine/src/runtime/testing/random.ts";

/** Metrics of one dimension, the limits that conditions about them have, and how a limit is written. */
export interface Field {
  readonly metrics: readonly string[];
  readonly limits: readonly number[];
  write(limit: number): string;
}

const plain = (limit: number): string => String(limit);

export const fields: Readonly<Record<string, Field>> = {
  percent: {
    metrics: ["cpu.usage", "memory.usage"],
    limits: [0, 0.1, 0.3, 33.3, 99, 100],
    write: (limit) => `${limit}%`,
  },
  framerate: { metrics: ["fps", "fps.low1"], limits: [0, 0.1, 0.2, 0.3, 1, 30], write: plain },
  count: { metrics: ["macros.running", "macro.processes"], limits: [0, 1, 2, 3, 1.5], write: plain },
  duration: { metrics: ["latency", "response_time"], limits: [0, 1, 3, 7, 1000], write: (limit) => `${limit}ms` },
  age: {
    metrics: ["duration", "macro.heartbeat_age"],
    limits: [0, 1000, 2000, 3000, 5000],
    write: (limit) => `${limit}ms`,
  },
  number: { metrics: ["my.a", "my.b"], limits: [-1, 0, 0.1, 0.7, 1, 3], write: plain },
};

export const declarations = `
metric my.a: number
metric my.b: number
metric my.flag: bool
metric my.text: text
schedule early = 11:59-12:01
schedule late = 12:00-12:01
schedule night = 23:00-12:00
`;

const windows = ["1s", "2s", "3s"] as const;
const operators = ["<", "<=", ">", ">=", "==", "!="] as const;
const callNames = ["avg", "min", "max", "stddev", "p50", "p90", "delta"] as const;

interface Subject {
  readonly field: Field;
  readonly metrics: readonly string[];
  readonly windows: readonly string[];
}

/** Conditions about one or two metrics and a few windows, so that they have much to do with each other. */
export function nastyConditions(random: Random, name: string, count: number): string[] {
  const field = fields[name]!;
  const metrics = random.chance(0.5) ? [random.pick(field.metrics)] : field.metrics;
  const subject = { field, metrics, windows: random.chance(0.5) ? [random.pick(windows)] : windows.slice(0, 2) };
  return Array.from({ length: count }, () => condition(random, subject, 2));
}

function condition(random: Random, subject: Subject, depth: number): string {
  const inner = () => condition(random, subject, depth - 1);
  if (depth > 0 && random.chance(0.55)) {
    const kind = random.below(8);
    if (kind < 3) return `(${inner()} and ${inner()})`;
    if (kind < 6) return `(${inner()} or ${inner()})`;
    if (kind < 7) return `not (${inner()})`;
    return `((${inner()}) ${random.pick(["==", "!="])} (${inner()}))`;
  }
  return atom(random, subject, depth);
}

function atom(random: Random, subject: Subject, depth: number): string {
  const { field, metrics } = subject;
  const operator = random.pick(operators);
  const limit = () => field.write(random.pick(field.limits));
  const kind = random.below(20);
  if (kind === 0) return random.pick(["my.flag", "not my.flag", "my.flag == true", "my.flag != false"]);
  if (kind === 1) return `my.text ${random.pick(["==", "!="])} "${random.pick(["x", "y"])}"`;
  if (kind === 2) return random.pick(["early", "late", "night"]);
  if (kind <= 5) return `missing(${random.pick(metrics)}${random.pick(["", ", 1s", ", 2s", ", 6s"])})`;
  if (kind <= 7 && depth > 0) return share(random, subject, `${random.pick(metrics)} ${operator} ${limit()}`);
  if (kind === 8) return `anomaly(${call(random, subject)}) ${operator} ${random.pick([0, 1, 3, 100, 101])}`;
  if (kind === 9)
    return `${term(random, subject)} / ${term(random, subject)} ${operator} ${random.pick([0, 0.5, 1, 3])}`;
  return `${sum(random, subject)} ${operator} ${random.chance(0.6) ? limit() : sum(random, subject)}`;
}

function share(random: Random, subject: Subject, plain: string): string {
  const silence = `missing(${random.pick(subject.metrics)}, 1s)`;
  const asked = random.pick([condition(random, subject, 0), silence, plain]);
  const operator = random.pick([">", ">=", "<", "=="]);
  return `share(${asked}, ${random.pick(subject.windows)}) ${operator} ${random.pick([0, 33, 50, 100])}%`;
}

/** What a windowed call is given. */
function call(random: Random, { metrics, windows }: Subject): string {
  return `${random.pick(metrics)}, ${random.pick(windows)}`;
}

function term(random: Random, subject: Subject): string {
  const kind = random.below(10);
  if (kind < 4) return random.pick(subject.metrics);
  if (kind < 9) return `${random.pick(callNames)}(${call(random, subject)})`;
  const [metric, window] = [random.pick(subject.metrics), random.pick(subject.windows)];
  return `forecast(${metric}, ${random.pick(["0s", "1s", "10s"])}, ${window})`;
}

function sum(random: Random, subject: Subject): string {
  const limit = () => subject.field.write(random.pick(subject.field.limits));
  const one = term(random, subject);
  const other = term(random, subject);
  switch (random.below(14)) {
    case 0:
      return `${random.pick(["2", "3", "0.1", "-1", "0"])} * ${one}`;
    case 1:
      return `${one} / ${random.pick(["2", "3", "0.1", "-7"])}`;
    case 2:
      return `(${one} - ${other})`;
    case 3:
      return `(${one} + ${other})`;
    case 4:
      return `abs(${one} - ${limit()})`;
    case 5:
      return `(${one} + ${limit()})`;
    case 6:
      return `(${limit()} - ${one})`;
    case 7:
      return `-(${one})`;
    case 8:
      return `abs(${one} - ${other})`;
    default:
      return one;
  }
}
