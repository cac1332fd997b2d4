/** What is claimed of changes holds by the plain reading of the language: on the bound, just short of it, and all along. */

import type { Program, ProgramRule, SampleValue } from "@macro-engine/dsl";
import { describe, expect, it } from "vitest";
import type { SampleRow } from "../simulate.ts";
import { all, any, compare, metric, not, rule } from "../testing/build-program.ts";
import { NaiveEvaluator } from "../testing/naive-evaluator.ts";
import { type Random, randomFrom } from "../testing/random.ts";
import { intervalMs, randomProgram } from "../testing/random-program.ts";
import type { Change, Explanation } from "./explain.ts";
import { explainRule } from "./explain.ts";
import { beside } from "./numbers.ts";
import type { Recording } from "./recording.ts";
import { withLimit } from "./rule-variants.ts";

const metrics = ["cpu.usage", "memory.usage", "fps", "latency", "macro.cpu", "queue", "zone", "power.on_battery"];

function randomRecording(random: Random): Recording {
  const rows: SampleRow[] = [];
  const calm = new Map(metrics.map((metric) => [metric, random.below(200) / 2]));
  let timeMs = -8000;
  while (rows.length < 45) {
    const values = metrics.map((metric): SampleValue | null => {
      if (metric === "zone") return random.pick(["town", "wild"]);
      if (metric === "power.on_battery") return random.chance(0.5);
      if (random.chance(0.1)) calm.set(metric, random.below(200) / 2);
      return random.chance(0.08) ? null : calm.get(metric)! + (random.chance(0.5) ? random.below(10) / 2 : 0);
    });
    rows.push({ timeMs, metrics, values });
    timeMs += random.chance(0.02) ? 4000 : 1000;
  }
  return {
    macro: "m1",
    intervalMs,
    startWallMs: Date.UTC(2026, 0, 5, 11, 59, 40),
    macroStartMs: random.pick([0, -300]),
    rows,
    ownFromMs: random.chance(0.3) ? { fps: random.pick([0, 5000]) } : {},
    zone: "America/New_York",
    stalenessMs: { latency: 2000 },
  };
}

interface Event {
  readonly kind: "fire" | "clear";
  readonly time: number;
}

/** What a rule does over a recording, by the plain reading. */
function plainly(program: Program, rule: ProgramRule, recording: Recording, untilMs: number): Event[] {
  const profile = { ...program.profiles[0]!, rules: [{ ...rule, action: "warn" as const, all: false }] };
  const { zone, stalenessMs, macroStartMs, startWallMs, macro } = recording;
  const evaluator = new NaiveEvaluator({ ...program, profiles: [profile] }, { intervalMs, zone, stalenessMs });
  const events: Event[] = [];
  let started = false;
  for (const { timeMs, metrics: names, values } of recording.rows) {
    if (timeMs > untilMs) break;
    if (timeMs >= 0 && !started) {
      evaluator.start({ id: "m", macro, profile: profile.name, startedAt: macroStartMs });
      started = true;
    }
    names.forEach((name, at) => {
      const value = values[at];
      const isOwn = name === "macro.cpu" || timeMs >= (recording.ownFromMs[name] ?? Number.POSITIVE_INFINITY);
      if (value !== null && value !== undefined) evaluator.sample(name, value, timeMs, isOwn ? "m" : undefined);
    });
    if (timeMs >= 0) events.push(...evaluator.tick(timeMs, startWallMs + timeMs));
  }
  return events;
}

/** Whether the changed rule has the other outcome than the one that is explained. */
function turnsOut(program: Program, changed: ProgramRule, recording: Recording, explained: Explanation): boolean {
  const { rule, firedMs, atMs, horizonMs } = explained;
  const events = plainly(program, changed, recording, horizonMs);
  const fires = (from: number) => events.some(({ kind, time }) => kind === "fire" && time >= from);
  const firing = (at: number) => events.findLast(({ time }) => time <= at)?.kind === "fire";
  const own = plainly(program, rule, recording, firedMs ?? atMs);
  const clearedMs = own.findLast(({ kind }) => kind === "clear")?.time ?? 0;
  const from = rule.action === "cancel" ? 0 : clearedMs;
  return firedMs === null ? firing(from) || fires(from) : !fires(from) && !firing(firedMs);
}

const seen = { found: 0, none: 0, "not-analysed": 0, spared: 0, fired: 0, tried: 0, away: 0, onto: 0 };

/** The same with a rule that asks for a number that was measured, or was not. */
function withEquality(program: Program, { rows }: Recording, random: Random): Program {
  const asked = random.pick(["cpu.usage", "fps", "queue"]);
  const value = random.pick(rows).values[metrics.indexOf(asked)];
  const operator = random.pick(["==", "!="] as const);
  const equality = compare(metric(asked), operator, typeof value === "number" && random.chance(0.9) ? value : 7);
  const other = compare(metric("memory.usage"), ">", random.below(60));
  const condition = random.pick([equality, not(equality), all(equality, other), any(equality, other)]);
  const action = random.pick(["warn", "cancel"] as const);
  const made = rule("r", condition, { action, holdMs: random.pick([0, 0, 1000, 3000]) });
  return { ...program, profiles: [{ ...program.profiles[0]!, rules: [made] }] };
}

function check(seed: number, equality = false): void {
  const random = randomFrom(seed);
  const drawn = randomProgram(random);
  const recording = randomRecording(random);
  const program = equality ? withEquality(drawn, recording, random) : drawn;
  const profile = program.profiles[0]!;
  const asked = random.pick(profile.rules);
  const atMs = random.below(36) * 1000;
  const explained = explainRule(program, recording, { profile: profile.name, rule: asked.name, atMs });
  const isThere = recording.rows.some(({ timeMs }) => timeMs >= 0 && timeMs <= atMs);
  expect(explained !== null, `seed ${seed}`).toBe(isThere);
  if (explained === null) return;
  // A cancel that has happened before is what should have been asked about.
  const earlier = plainly(program, asked, recording, atMs).some(({ kind }) => kind === "fire");
  if (asked.action === "cancel" && earlier && explained.firedMs === null) return;
  let threshold = -1;
  for (const change of explained.changes) {
    if (change.kind !== "for") threshold += 1;
    const at = threshold;
    const changed = (number: number): ProgramRule =>
      change.kind === "for"
        ? { ...asked, holdMs: number }
        : { ...asked, condition: withLimit(asked.condition, at, number) };
    const outcome = (number: number) => turnsOut(program, changed(number), recording, explained);
    const what = `seed ${seed}, ${asked.name}: ${change.text}`;
    if (change.kind === "equality") checkEquality(change, outcome, recording, random, what);
    else checkChange(change, outcome, random, what);
    if (change.outcome === "found") seen[explained.firedMs === null ? "fired" : "spared"] += 1;
    seen[change.outcome] += 1;
  }
}

/** Numbers that were measured are what an equality may turn at; those between them are like any other. */
function checkEquality(
  change: Change,
  outcome: (number: number) => boolean,
  { rows }: Recording,
  random: Random,
  what: string,
): void {
  const { from, bound, inclusive, rounded } = change;
  if (change.outcome === "not-analysed") return;
  const nearest = change.outcome === "none" ? Number.POSITIVE_INFINITY : Math.abs(bound! - from!);
  const measured = rows.flatMap(({ values }) => values.filter((value) => typeof value === "number"));
  const numbers = [...Array.from({ length: 8 }, () => random.pick(measured)), random.next() * 100, from!];
  for (const number of numbers.filter((one) => one === from || Math.abs(one - from!) < nearest)) {
    expect(outcome(number), `${what}: ${number} is nearer, and not enough`).toBe(false);
    seen.tried += 1;
  }
  if (change.outcome === "none") return;
  // The plain reading sums in another order: what is equal to the last digit is so only here.
  if (!inclusive || !isSummed.test(change.text)) {
    expect(outcome(rounded!), `${what}: ${rounded} is enough`).toBe(true);
    seen[inclusive ? "onto" : "away"] += 1;
  }
}

const isSummed = /avg|stddev|rate|forecast|anomaly|share|[*/+]/;

function checkChange(change: Change, outcome: (number: number) => boolean, random: Random, what: string): void {
  const step = change.direction === "up" ? 1 : -1;
  const from = change.from!;
  if (change.outcome === "none" && change.reason?.startsWith("no change")) {
    for (const far of [1, 30, 1e3, 1e9]) {
      const number = change.kind === "for" ? Math.max(0, from + step * far) : from + step * far * random.next();
      expect(outcome(number), `${what}: none, but ${number}`).toBe(false);
      seen.tried += 1;
    }
  }
  if (change.outcome !== "found") return;
  const bound = change.bound!;
  // The plain reading sums in another order: its last digits are its own, and so far beyond and short of the bound.
  const isRounded = isSummed.test(change.text);
  const next = (towards: 1 | -1) => (change.kind === "for" ? bound + towards * 1e-3 : beside(bound, towards));
  const hair = isRounded && change.kind === "threshold" ? 1e-7 * Math.max(1, Math.abs(bound)) : 0;
  const back = step === 1 ? -1 : 1;
  const beyond = change.inclusive || hair > 0 ? bound + step * hair : next(step);
  const short = change.inclusive && hair === 0 ? next(back) : bound + back * hair;
  expect(outcome(beyond), `${what}: ${beyond} is enough`).toBe(true);
  expect(outcome(change.rounded! + step * hair), `${what}: ${change.rounded} is enough`).toBe(true);
  if (short >= 0 || change.kind === "threshold") expect(outcome(short), `${what}: ${short} is not enough`).toBe(false);
  for (let tries = 0; tries < 5; tries += 1) {
    const between = from + (bound - from) * random.next();
    if ((bound - between) * step <= hair) continue;
    expect(outcome(between), `${what}: ${between} is less, and not enough`).toBe(false);
    seen.tried += 1;
  }
}

/** More are tried with `CLAIMS=6000 npx vitest run engine/src/runtime/explain/changes.test.ts`. */
const seeds = Number(process.env.CLAIMS ?? 100);

describe.each([0, 1])("random rules over random recordings, batch %i", (batch) => {
  it("change as it is claimed", { timeout: 120_000 + 200 * seeds }, () => {
    for (let seed = 0; seed < seeds; seed += 1) check(batch * 100_000 + seed);
    if (process.env.CLAIMS !== undefined) console.info(JSON.stringify(seen));
    expect(Math.min(seen.spared, seen.fired, seen.none), "claims of every kind").toBeGreaterThan(20 * (batch + 1));
  });
});

it("equalities turn at numbers that were measured, or anywhere else", { timeout: 120_000 + 200 * seeds }, () => {
  for (let seed = 0; seed < seeds / 2; seed += 1) check(200_000 + seed, true);
  if (process.env.CLAIMS !== undefined) console.info(JSON.stringify(seen));
  expect(Math.min(seen.away, seen.onto)).toBeGreaterThan(2);
});
