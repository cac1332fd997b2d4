/** Random programs and random traces over them: missing values, silences, gaps, windows, schedules, several runs, own reports. */

import {
  type ComparisonOperator,
  type Condition,
  customMetric,
  type Program,
  type ProgramRule,
  type SampleValue,
  type Term,
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
} from "./build-program.ts";
import type { Random } from "./random.ts";

export const customs = [
  customMetric("zone", "text", "Where the player stands"),
  customMetric("queue", "count", "Players who wait"),
];

const numeric = ["cpu.usage", "memory.usage", "fps", "latency", "macro.cpu", "queue", "duration"];
const functions: readonly WindowFunction[] = [
  "avg",
  "min",
  "max",
  "stddev",
  "p50",
  "p90",
  "p95",
  "p99",
  "delta",
  "rate",
  "anomaly",
];
const spans = [2000, 3000, 5000, 8000];

export function randomProgram(random: Random): Program {
  const profiles = ["heal", "buff"].map((name) =>
    profile(
      name,
      Array.from({ length: 2 + random.below(4) }, (_, index) => randomRule(random, `${name}_${index}`, index + 3)),
    ),
  );
  profiles.push(profile("idle", []));
  const schedules = [
    { name: "raid", zone: random.pick([null, "Europe/Warsaw"]), spans: [{ days: [0, 1, 2], start: 719, end: 721 }] },
    { name: "late", zone: null, spans: [{ days: [0], start: 1320, end: 720 }] },
  ];
  return programOf(profiles, schedules, customs);
}

function randomRule(random: Random, name: string, line: number): ProgramRule {
  const action = random.pick(["warn", "warn", "throttle", "pause", "pause", "cancel"] as const);
  const holdMs = random.chance(0.5) ? 0 : random.pick([500, 1000, 2000, 3000]);
  const condition = randomCondition(random, 3);
  const all = action === "cancel" && random.chance(0.2);
  if (action === "cancel" || random.chance(0.6)) return rule(name, condition, { action, all, holdMs, line });
  const untilHoldMs = random.chance(0.5) ? 0 : random.pick([500, 1000, 2000]);
  return rule(name, condition, { action, holdMs, until: randomCondition(random, 2), untilHoldMs, line });
}

export function randomCondition(random: Random, depth: number): Condition {
  if (depth > 0 && random.chance(0.55)) {
    const operand = () => randomCondition(random, depth - 1);
    const operands = () => Array.from({ length: 2 + random.below(2) }, operand);
    switch (random.below(5)) {
      case 0:
        return not(operand());
      case 1:
      case 2:
        return all(...operands());
      case 3:
        return any(...operands());
      default:
        return { kind: "compare-bool", equal: random.chance(0.5), left: operand(), right: operand() };
    }
  }
  switch (random.below(14)) {
    case 0:
      return missing(random.pick([...numeric, "zone", "macro.level"]), random.pick([null, 1500, 4000]));
    case 1:
      return { kind: "flag", metric: "power.on_battery" };
    case 2:
      return { kind: "schedule", schedule: random.below(2) };
    case 3:
      return {
        kind: "compare-text",
        equal: random.chance(0.5),
        left: { kind: "text-metric", metric: random.pick(["zone", "macro.level", "macro.name"]) },
        right: { kind: "text", value: random.pick(["town", "wild", "risky", "m1"]) },
      };
    case 4:
      return { kind: "constant", value: random.chance(0.5) };
    default:
      return randomComparison(random, depth);
  }
}

/** Values lie around 50, whole or halves; limits beside them, so that both sides of every operator come up. */
function randomComparison(random: Random, depth: number): Condition {
  const operator: ComparisonOperator = random.pick(["<", "<=", ">", ">=", ">", "<", "==", "!="]);
  const limit = random.pick([20, 40, 50, 50, 60, 80]);
  if (random.chance(0.15)) return compare(constant(limit), operator, metric(random.pick(numeric)));
  return compare(randomTerm(random, depth), operator, random.chance(0.85) ? limit : randomTerm(random, 0));
}

function randomTerm(random: Random, depth: number): Term {
  const name = random.pick(numeric);
  const windowMs = random.pick(spans);
  switch (random.below(12)) {
    case 0:
    case 1:
    case 2: {
      const call = random.pick(functions);
      return roundable.has(call) ? window(call, name, windowMs) : offset(window(call, name, windowMs));
    }
    case 3:
      return offset(forecast(name, random.pick([0, 5000]), windowMs));
    case 4:
      return depth > 0 ? share(randomCondition(random, depth - 1), windowMs) : metric(name);
    case 5:
      return {
        kind: random.pick(["add", "subtract"] as const),
        left: metric(name),
        right: metric(random.pick(numeric)),
      };
    case 6:
      return {
        kind: "divide",
        left: metric(name),
        right: random.chance(0.3) ? constant(0) : metric(random.pick(numeric)),
      };
    case 7:
      return { kind: random.pick(["negate", "absolute"] as const), operand: metric(name) };
    case 8:
      return { kind: "multiply", left: constant(1.5), right: metric(name) };
    default:
      return metric(name);
  }
}

/** Functions that give the same bits however they are worked out, over halves. */
const roundable: ReadonlySet<WindowFunction> = new Set(["min", "max", "p50", "p90", "p95", "p99", "delta"]);

/** Keeps a rounded result clear of the limits, where the last bit would decide. */
function offset(term: Term): Term {
  return { kind: "add", left: term, right: constant(0.013) };
}

// --- Traces -----------------------------------------------------------------------------------------------------

export type Event =
  | {
      readonly kind: "sample";
      readonly metric: string;
      readonly value: SampleValue;
      readonly time: number;
      readonly run?: string;
    }
  | { readonly kind: "tick"; readonly time: number; readonly wall: number }
  | { readonly kind: "start"; readonly id: string; readonly profile: string | null; readonly time: number }
  | { readonly kind: "end"; readonly id: string };

export const intervalMs = 1000;
/** A Monday, a little before noon. */
const startWall = Date.UTC(2026, 0, 5, 11, 59, 40);

export function randomTrace(random: Random, snapshots: number): Event[] {
  const events: Event[] = [];
  const running: string[] = [];
  let time = 10_000;
  let drift = 0;
  let started = 0;
  const silent = new Map<string, number>();
  for (let snapshot = 0; snapshot < snapshots; snapshot += 1) {
    if (running.length < 3 && random.chance(snapshot < 2 ? 0.8 : 0.15)) {
      started += 1;
      running.push(`m${started}`);
      const profileName = random.chance(0.05) ? null : random.pick(["heal", "buff", "heal", "buff", "idle"]);
      events.push({ kind: "start", id: `m${started}`, profile: profileName, time: time - random.pick([0, 300]) });
    }
    if (running.length > 0 && random.chance(0.04))
      events.push({ kind: "end", id: running.splice(random.below(running.length), 1)[0]! });
    for (const name of [...numeric, "zone", "power.on_battery"]) {
      if ((silent.get(name) ?? 0) > snapshot) continue;
      if (random.chance(0.06)) silent.set(name, snapshot + random.below(10));
      pushSamples(random, events, name, time, running);
    }
    if (random.chance(0.01)) drift += random.pick([-5000, 5000]);
    events.push({ kind: "tick", time, wall: startWall + time + drift });
    time += random.chance(0.02) ? 4000 : random.pick([1000, 1000, 1000, 500, 1300]);
  }
  return events;
}

function pushSamples(random: Random, events: Event[], name: string, time: number, running: readonly string[]): void {
  if (name === "duration") return;
  const at = random.chance(0.7) ? time : time - random.pick([100, 400]);
  const add = (run?: string) =>
    events.push({
      kind: "sample",
      metric: name,
      value: randomValue(random, name),
      time: at,
      ...(run === undefined ? {} : { run }),
    });
  if (name === "macro.cpu") for (const run of running) add(run);
  else if (random.chance(0.9)) add();
  // Reports of a macro's own; also of what it cannot report.
  if (running.length > 0 && random.chance(0.08)) add(random.pick(running));
  if (random.chance(0.05)) add();
}

function randomValue(random: Random, name: string): SampleValue {
  if (name === "zone") return random.pick(["town", "wild", "cave"]);
  if (name === "power.on_battery") return random.chance(0.5);
  return random.chance(0.2) ? 50 : random.chance(0.05) ? 0 : random.below(200) / 2;
}
