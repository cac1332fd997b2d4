/**
 * The meaning of LANGUAGE, sections 7 and 8, written down as plainly as possible: every sample and snapshot is kept, and
 * everything is worked out anew at every snapshot. Shares no code with the evaluators; they are checked against it.
 */

import {
  type Condition,
  dimensions,
  type Metric,
  type Program,
  type ProgramRule,
  type SampleValue,
  type Term,
  type TextTerm,
} from "@macro-engine/dsl";
import type { EvaluatorOptions, RunStart } from "../types.ts";

interface Sample {
  readonly time: number;
  readonly value: SampleValue;
}

interface RuleState {
  state: "idle" | "pending" | "firing";
  since: number;
  untilSince: number | null;
}

interface NaiveRun {
  readonly start: RunStart;
  readonly own: Map<string, Sample[]>;
  readonly reported: Set<string>;
  readonly rules: RuleState[];
  readonly shares: Map<string, { time: number; truth: Kleene }[]>;
}

type Kleene = boolean | null;

/** What a decision says, so far as the meaning goes. */
export interface NaiveDecision {
  readonly kind: "fire" | "clear";
  readonly time: number;
  readonly run: string;
  readonly rule: string;
  readonly since: number;
}

const severities = ["cancel", "pause", "throttle", "warn"];

export class NaiveEvaluator {
  readonly #program: Program;
  readonly #options: EvaluatorOptions;
  readonly #system = new Map<string, Sample[]>();
  #runs: NaiveRun[] = [];
  #last: { time: number; wall: number } | null = null;
  #gap = Number.NEGATIVE_INFINITY;
  #now = 0;
  #wall = 0;

  constructor(program: Program, options: EvaluatorOptions) {
    this.#program = program;
    this.#options = options;
  }

  start(start: RunStart): void {
    const profile = this.#program.profiles.find(({ name }) => name === start.profile);
    const rules = (profile?.rules ?? []).map(() => ({ state: "idle" as const, since: 0, untilSince: null }));
    this.#runs.push({ start, own: new Map(), reported: new Set(), rules, shares: new Map() });
  }

  end(id: string): void {
    this.#runs = this.#runs.filter(({ start }) => start.id !== id);
  }

  sample(name: string, value: SampleValue, time: number, id?: string): void {
    const run = this.#runs.find(({ start }) => start.id === id);
    const scope = this.#metric(name).scope;
    if (id !== undefined && (!run || scope === "system")) return;
    if (id === undefined && scope === "macro") return;
    run?.reported.add(name);
    const history = run ? run.own : this.#system;
    const samples = history.get(name) ?? [];
    history.set(name, samples);
    const latest = samples.at(-1);
    if (latest && time < latest.time) return;
    if (latest?.time === time) samples.pop();
    samples.push({ time, value });
  }

  tick(time: number, wall: number): NaiveDecision[] {
    const most = between(0, 3 * this.#options.intervalMs);
    const elapsed = this.#last ? between(this.#last.time, time) : 0;
    if (this.#last && (elapsed > most || Math.abs(wall - this.#last.wall - elapsed) > most)) this.#forget(time);
    this.#last = { time, wall };
    this.#now = time;
    this.#wall = wall;
    for (const run of this.#runs) this.#compute(run);
    const clears: NaiveDecision[] = [];
    const fires: { decision: NaiveDecision; severity: number; run: NaiveRun; rule: ProgramRule }[] = [];
    for (const run of this.#runs) {
      for (const rule of this.#rulesOf(run)) this.#countShares(run, rule);
      for (const [index, rule] of this.#rulesOf(run).entries()) {
        const kind = this.#step(run, rule, run.rules[index]!);
        if (kind === null) continue;
        const decision = { kind, time, run: run.start.id, rule: rule.name, since: run.rules[index]!.since };
        if (kind === "clear") clears.push(decision);
        else fires.push({ decision, severity: rule.all ? -1 : severities.indexOf(rule.action), run, rule });
      }
    }
    fires.sort((a, b) => a.severity - b.severity);
    for (const { run, rule } of fires) {
      if (rule.action !== "cancel") continue;
      this.#runs = this.#runs.filter((other) => (rule.all ? other.start.profile === null : other !== run));
    }
    return [...clears, ...fires.map(({ decision }) => decision)];
  }

  /** The value of a term at the present snapshot; null is missing. */
  term(id: string, term: Term): number | null {
    return this.#term(this.#runs.find(({ start }) => start.id === id)!, term);
  }

  /** What a condition is at the present snapshot; null is unknown. A share in it is counted only where a rule has it too. */
  truth(id: string, condition: Condition): boolean | null {
    return this.#truth(this.#runs.find(({ start }) => start.id === id)!, condition);
  }

  // --- Rules ------------------------------------------------------------------------------------------------------

  #step(run: NaiveRun, rule: ProgramRule, rules: RuleState): "fire" | "clear" | null {
    const truth = this.#truth(run, rule.condition);
    if (rules.state === "firing") {
      if (!rule.until) {
        if (truth !== false) return null;
        rules.state = "idle";
        return "clear";
      }
      if (this.#truth(run, rule.until.condition) !== true) rules.untilSince = null;
      else rules.untilSince ??= this.#now;
      if (!this.#held(run, rule.until, rules.untilSince)) return null;
      rules.state = "idle";
      return "clear";
    }
    if (truth !== true) {
      rules.state = "idle";
      return null;
    }
    if (rules.state === "idle") {
      rules.state = "pending";
      rules.since = this.#now;
    }
    if (!this.#held(run, rule, rules.since)) return null;
    rules.state = "firing";
    rules.untilSince = null;
    return "fire";
  }

  #held(run: NaiveRun, wait: Pick<ProgramRule, "holdMs" | "evidence">, since: number | null): boolean {
    if (since === null || between(since, this.#now) < wait.holdMs) return false;
    if (wait.holdMs === 0) return true;
    const evidence = wait.evidence.filter((name) => name !== "macro.name" && name !== "macro.level");
    if (evidence.length === 0 || evidence.includes("duration")) return true;
    return evidence.some((name) => this.#samples(run, name).some(({ time }) => time > since && time <= this.#now));
  }

  #forget(time: number): void {
    this.#gap = time;
    const forget = (samples: Sample[]) => samples.splice(0, samples.filter((sample) => sample.time < time).length);
    for (const samples of this.#system.values()) forget(samples);
    for (const run of this.#runs) {
      for (const samples of run.own.values()) forget(samples);
      run.shares.clear();
      for (const rules of run.rules) {
        rules.untilSince = null;
        if (rules.state === "pending") rules.state = "idle";
      }
    }
  }

  #compute(run: NaiveRun): void {
    const computed = { duration: Math.max(0, between(run.start.startedAt, this.#now)) };
    for (const [name, value] of Object.entries(computed)) {
      const samples = run.own.get(name) ?? [];
      run.own.set(name, samples);
      if (samples.at(-1)?.time === this.#now) samples.pop();
      samples.push({ time: this.#now, value });
    }
  }

  #rulesOf(run: NaiveRun): readonly ProgramRule[] {
    return this.#program.profiles.find(({ name }) => name === run.start.profile)?.rules ?? [];
  }

  // --- Values -----------------------------------------------------------------------------------------------------

  #metric(name: string): Metric {
    return this.#program.metrics.find((metric) => metric.name === name)!;
  }

  #staleness(name: string): number {
    return this.#options.stalenessMs?.[name] ?? 5000;
  }

  #samples(run: NaiveRun, name: string): readonly Sample[] {
    const own = this.#metric(name).scope === "macro" || run.reported.has(name);
    return (own ? run.own : this.#system).get(name) ?? [];
  }

  #value(run: NaiveRun, name: string): SampleValue | null {
    if (name === "macro.name") return run.start.macro;
    if (name === "macro.level") return run.start.level ?? this.#levelOf(run);
    const latest = this.#samples(run, name).at(-1);
    return latest && between(latest.time, this.#now) <= this.#staleness(name) ? latest.value : null;
  }

  #levelOf(run: NaiveRun): string {
    return this.#program.profiles.find(({ name }) => name === run.start.profile)!.level;
  }

  #term(run: NaiveRun, term: Term): number | null {
    switch (term.kind) {
      case "constant":
        return term.value;
      case "metric":
        return this.#value(run, term.metric) as number | null;
      case "window":
        return this.#windowed(run, term.metric, term.windowMs, (samples, metric) =>
          windowValue(term.function, samples, metric),
        );
      case "forecast":
        return this.#windowed(run, term.metric, term.windowMs, (samples, metric) =>
          forecastValue(samples, this.#now + term.aheadMs, metric),
        );
      case "share":
        return this.#share(run, term);
      case "negate":
      case "absolute": {
        const operand = this.#term(run, term.operand);
        return operand === null ? null : term.kind === "negate" ? -operand : Math.abs(operand);
      }
      default: {
        const left = this.#term(run, term.left);
        const right = this.#term(run, term.right);
        return left === null || right === null ? null : finite(calculate(term.kind, left, right));
      }
    }
  }

  #windowed(
    run: NaiveRun,
    name: string,
    windowMs: number,
    compute: (samples: readonly NumberSample[], metric: Metric) => number | null,
  ): number | null {
    const history = this.#samples(run, name) as readonly NumberSample[];
    const isWithin = ({ time }: Sample) => between(time, this.#now) < windowMs;
    const samples = history.filter((sample) => isWithin(sample) && sample.time <= this.#now);
    if (this.#value(run, name) === null || samples.length === 0 || isWithin(history[0]!)) return null;
    const value = compute(samples, this.#metric(name));
    return value === null ? null : finite(value);
  }

  #countShares(run: NaiveRun, rule: ProgramRule): void {
    for (const term of [...sharesIn(rule.condition), ...(rule.until ? sharesIn(rule.until.condition) : [])]) {
      const key = JSON.stringify(term);
      const seen = run.shares.get(key) ?? [];
      run.shares.set(key, seen);
      if (seen.at(-1)?.time !== this.#now) seen.push({ time: this.#now, truth: this.#truth(run, term.condition) });
    }
  }

  #share(run: NaiveRun, term: Term & { kind: "share" }): number | null {
    const seen = run.shares.get(JSON.stringify(term))!;
    const isWithin = ({ time }: { time: number }) => between(time, this.#now) < term.windowMs;
    if (isWithin(seen[0]!) || seen.at(-1)!.truth === null) return null;
    const known = seen.filter((snapshot) => isWithin(snapshot) && snapshot.truth !== null);
    return (100 * known.filter(({ truth }) => truth).length) / known.length;
  }

  // --- Conditions -------------------------------------------------------------------------------------------------

  #truth(run: NaiveRun, condition: Condition): Kleene {
    switch (condition.kind) {
      case "constant":
        return condition.value;
      case "not": {
        const operand = this.#truth(run, condition.operand);
        return operand === null ? null : !operand;
      }
      case "and":
      case "or": {
        const truths = condition.operands.map((operand) => this.#truth(run, operand));
        const decisive = condition.kind === "or";
        return truths.includes(decisive) ? decisive : truths.includes(null) ? null : !decisive;
      }
      case "compare": {
        const left = this.#term(run, condition.left);
        const right = this.#term(run, condition.right);
        return left === null || right === null ? null : comparisons[condition.operator](left, right);
      }
      case "compare-text": {
        const left = this.#text(run, condition.left);
        const right = this.#text(run, condition.right);
        return left === null || right === null ? null : (left === right) === condition.equal;
      }
      case "compare-bool": {
        const left = this.#truth(run, condition.left);
        const right = this.#truth(run, condition.right);
        return left === null || right === null ? null : (left === right) === condition.equal;
      }
      case "flag":
        return this.#value(run, condition.metric) as Kleene;
      case "schedule":
        return this.#scheduled(condition.schedule);
      case "missing": {
        if (["duration", "macro.name", "macro.level"].includes(condition.metric)) return false;
        const latest = this.#samples(run, condition.metric).at(-1)?.time ?? Number.NEGATIVE_INFINITY;
        const silentSince = Math.max(latest, run.start.startedAt, this.#gap);
        return between(silentSince, this.#now) > (condition.silentMs ?? this.#staleness(condition.metric));
      }
    }
  }

  #text(run: NaiveRun, term: TextTerm): string | null {
    return term.kind === "text" ? term.value : (this.#value(run, term.metric) as string | null);
  }

  #scheduled(index: number): boolean {
    const { spans, zone } = this.#program.schedules[index]!;
    const text = localTime(this.#wall, zone ?? this.#options.zone ?? "UTC");
    const [, day = "", hour, minute] = /^(\w+),? (\d+):(\d+)/.exec(text)!;
    const today = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(day);
    const now = (Number(hour) % 24) * 60 + Number(minute);
    return spans.some(({ days, start, end }) =>
      end > start
        ? days.includes(today) && now >= start && now < end
        : (days.includes(today) && now >= start) || (days.includes((today + 6) % 7) && now < end),
    );
  }
}

/** The time from one to the other, ms, as one would write it: in whole nanoseconds. */
function between(earlier: number, later: number): number {
  return Math.round((later - earlier) * 1e6) / 1e6;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** "Mon 19:05" */
function localTime(wall: number, timeZone: string): string {
  const asked = { timeZone, weekday: "short", hour: "2-digit", minute: "2-digit" } as const;
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat("en-GB", asked);
  formats.set(timeZone, format);
  return format.format(wall);
}

interface NumberSample {
  readonly time: number;
  readonly value: number;
}

const comparisons = {
  "<": (a: number, b: number) => a < b,
  "<=": (a: number, b: number) => a <= b,
  ">": (a: number, b: number) => a > b,
  ">=": (a: number, b: number) => a >= b,
  "==": (a: number, b: number) => a === b,
  "!=": (a: number, b: number) => a !== b,
};

function calculate(kind: "add" | "subtract" | "multiply" | "divide", a: number, b: number): number {
  return kind === "add" ? a + b : kind === "subtract" ? a - b : kind === "multiply" ? a * b : a / b;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Any windowed function but `forecast`, over the samples of one window, oldest first. */
export function windowValue(name: string, samples: readonly NumberSample[], metric: Metric): number | null {
  const values = samples.map(({ value }) => value);
  const last = samples.at(-1)!;
  const first = samples[0]!;
  switch (name) {
    case "avg":
      return mean(values);
    case "min":
      return Math.min(...values);
    case "max":
      return Math.max(...values);
    case "stddev":
      return Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
    case "delta":
      return last.value - first.value;
    case "rate":
      return samples.length < 2 ? null : (last.value - first.value) / (between(first.time, last.time) / 1000);
    case "anomaly": {
      const earlier = values.slice(0, -1);
      if (earlier.length === 0) return null;
      const center = median(earlier);
      const deviation = median(earlier.map((value) => Math.abs(value - center)));
      const scale = Math.max(1.4826 * deviation, 0.01 * Math.abs(center), dimensions[metric.dimension].resolution);
      return Math.abs(last.value - center) / scale;
    }
    default:
      return ascending(values)[Math.ceil((Number(name.slice(1)) / 100) * values.length - 1e-9) - 1]!;
  }
}

export function forecastValue(samples: readonly NumberSample[], at: number, metric: Metric): number | null {
  if (samples.length < 3) return null;
  const meanTime = mean(samples.map(({ time }) => time));
  const meanValue = mean(samples.map(({ value }) => value));
  const squares = samples.reduce((sum, { time }) => sum + (time - meanTime) ** 2, 0);
  const products = samples.reduce((sum, { time, value }) => sum + (time - meanTime) * (value - meanValue), 0);
  if (squares === 0) return null;
  const value = meanValue + (products / squares) * (at - meanTime);
  const [least, greatest] = metric.range;
  return Math.min(greatest ?? Number.POSITIVE_INFINITY, Math.max(least ?? Number.NEGATIVE_INFINITY, value));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Inner shares first. */
function sharesIn(part: unknown): (Term & { kind: "share" })[] {
  if (typeof part !== "object" || part === null) return [];
  const inner = Object.values(part).flatMap(sharesIn);
  return "kind" in part && part.kind === "share" ? [...inner, part as Term & { kind: "share" }] : inner;
}
