import type { Program, SampleValue } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { createEvaluator } from "../runtime/evaluator.ts";
import { everyRow, type SampleRow, simulate } from "../runtime/simulate.ts";
import { compare, metric, profile, programOf, rule, window } from "../runtime/testing/build-program.ts";
import { type Random, randomFrom } from "../runtime/testing/random.ts";
import { randomProgram } from "../runtime/testing/random-program.ts";
import type { Decision } from "../runtime/types.ts";
import { judge, type Recording, type Subject } from "./judge.ts";

const columns = [
  "cpu.usage",
  "memory.usage",
  "fps",
  "latency",
  "macro.cpu",
  "queue",
  "zone",
  "power.on_battery",
  "unread",
];

/** Rows a second apart, with holes, silences, gaps and rows of one time. */
function randomRows(random: Random, length: number): SampleRow[] {
  const silentUntil = new Map<string, number>();
  const walk = new Map(columns.map((name) => [name, 50]));
  let timeMs = 0;
  return Array.from({ length }, (_, at) => {
    if (at > 0) timeMs += random.chance(0.03) ? 9000 : random.chance(0.03) ? 0 : 1000;
    const values = columns.map((name): SampleValue | null => {
      if ((silentUntil.get(name) ?? 0) > at || random.chance(0.05)) return null;
      if (random.chance(0.03)) silentUntil.set(name, at + random.below(12));
      if (name === "zone") return random.pick(["town", "wild"]);
      if (name === "power.on_battery") return random.chance(0.5);
      walk.set(name, Math.min(100, Math.max(0, walk.get(name)! + random.below(41) - 20)));
      return walk.get(name)!;
    });
    return { timeMs, metrics: columns, values };
  });
}

function recordingOf(rows: readonly SampleRow[], startWallMs = Date.UTC(2026, 0, 5, 11, 59)): Recording {
  return {
    startWallMs,
    intervalMs: 1000,
    async *rows() {
      for (let at = 0; at < rows.length; at += 37) yield rows.slice(at, at + 37);
    },
  };
}

const said = ({ kind, rule, action, time, wall, since, message, macro, profile, level }: Decision) =>
  [kind, rule, action, time, wall, since, message, macro, profile, level].join(" ");

async function judged(program: Program, recording: Recording, subjects: readonly Subject[]) {
  const decisions: string[][] = subjects.map(() => []);
  const ends: string[][] = subjects.map(() => []);
  const seen = await judge(program, recording, subjects, {
    started: (subject, timeMs) => void ends[subject]!.push(`started ${timeMs}`),
    decided: (subject, decision) => void decisions[subject]!.push(said(decision)),
    ended: (subject, timeMs, how) => void ends[subject]!.push(`${how} ${timeMs}`),
  });
  return { decisions, ends, seen };
}

async function alone(program: Program, recording: Recording, subject: Subject) {
  const decisions: string[] = [];
  const end = await simulate(
    {
      evaluator: createEvaluator(program, { intervalMs: recording.intervalMs! }),
      macro: subject.macro,
      profile: subject.profile,
      startWallMs: recording.startWallMs!,
      restartAfterMs: subject.restartAfterMs,
      onDecision: (decision) => void decisions.push(said(decision)),
    },
    everyRow(recording.rows()),
  );
  return { decisions, end };
}

/** As each does alone, decision for decision; `cancel all` has no precedence over `cancel` here. */
async function expectAsAlone(program: Program, recording: Recording, subjects: readonly Subject[]): Promise<number> {
  const together = await judged(program, recording, subjects);
  let count = 0;
  for (const [index, subject] of subjects.entries()) {
    const { decisions, end } = await alone(program, recording, subject);
    expect(together.decisions[index]!.toSorted()).toEqual(decisions.toSorted());
    expect(together.ends[index]!.filter((what) => what.startsWith("started"))).toHaveLength(end.runs);
    count += decisions.length;
  }
  return count;
}

test("many profiles together are judged as each alone: 120 random programs over random recordings", async () => {
  let decisions = 0;
  for (let seed = 1; seed <= 120; seed += 1) {
    const random = randomFrom(seed);
    const program = randomProgram(random);
    const recording = recordingOf(randomRows(random, 150));
    const subjects = program.profiles.flatMap(({ name }): Subject[] => [
      { profile: name, macro: name, restartAfterMs: random.pick([0, 3000, 20_000]) },
      { profile: name, macro: "other", restartAfterMs: random.chance(0.5) ? null : 1000 },
    ]);
    decisions += await expectAsAlone(program, recording, subjects);
  }
  expect(decisions).toBeGreaterThan(5000);
});

test("windows over the number of running macros see each subject's own pauses", async () => {
  const looks = profile("looks", [
    rule("back", compare(window("min", "macros.running", 4000), "<", 1), { action: "warn" }),
    rule("ends", compare(metric("duration"), ">=", 3000), { action: "cancel", line: 4 }),
  ]);
  const other = profile("other", [rule("ends", compare(metric("duration"), ">=", 5000), { action: "cancel" })]);
  const rows = randomRows(randomFrom(7), 60);
  const subjects = ["looks", "other"].map((name) => ({ profile: name, macro: name, restartAfterMs: 2500 }));
  const program = programOf([looks, other]);
  expect(await expectAsAlone(program, recordingOf(rows), subjects)).toBeGreaterThan(8);
  const { decisions } = await judged(program, recordingOf(rows), subjects);
  expect(decisions[0]!.some((what) => what.startsWith("fire back"))).toBe(true);
});

test("`cancel all` ends nobody else", async () => {
  const sweeping = profile("sweeping", [
    rule("all", compare(metric("fps"), "<", 200), { action: "cancel", all: true }),
  ]);
  const quiet = profile("quiet", [rule("long", compare(metric("duration"), ">=", 9000), { action: "warn" })]);
  const rows = Array.from({ length: 12 }, (_, at) => ({ timeMs: at * 1000, metrics: ["fps"], values: [60] }));
  const subjects = ["sweeping", "quiet"].map((name) => ({ profile: name, macro: name, restartAfterMs: null }));
  const { decisions, ends } = await judged(programOf([sweeping, quiet]), recordingOf(rows), subjects);
  expect(decisions.map(({ length }) => length)).toEqual([1, 1]);
  expect(ends).toEqual([
    ["started 0", "cancelled 0"],
    ["started 0", "recording ended 11000"],
  ]);
});

describe("what was recorded before the macro began", () => {
  const long = profile("p", [
    rule("busy", compare(window("avg", "cpu.usage", 5000), ">", 50), { action: "warn" }),
    rule("long", compare(metric("duration"), ">=", 3400), { action: "warn", line: 4 }),
  ]);
  const rows = Array.from({ length: 12 }, (_, at) => ({
    timeMs: (at - 6) * 1000,
    metrics: ["cpu.usage"],
    values: [80],
  }));
  const subject = { profile: "p", macro: "p", restartAfterMs: null };

  test("is history for its windows; it is judged from 0 on, and may have begun a little before", async () => {
    const recording = { ...recordingOf(rows), macroStartMs: -400 };
    const { decisions, ends, seen } = await judged(programOf([long]), recording, [subject]);
    expect(decisions[0]!.map((what) => what.split(" ").slice(0, 4).join(" "))).toEqual([
      "fire busy warn 0",
      "fire long warn 3000",
    ]);
    expect(ends[0]).toEqual(["started 0", "recording ended 5000"]);
    expect(seen).toEqual({ snapshots: 6, lastMs: 5000 });
  });
});

test("what a macro reports itself is its own from then on", async () => {
  const program = programOf([profile("p", [rule("low", compare(metric("fps"), "<", 20), { action: "warn" })])]);
  const rows = [60, 60, 10, 60, 10].map((fps, at) => ({ timeMs: at * 1000, metrics: ["fps"], values: [fps] }));
  const subject = { profile: "p", macro: "p", restartAfterMs: null };
  const recording = { ...recordingOf(rows), ownFromMs: { fps: 3000 } };
  const { decisions } = await judged(program, recording, [subject]);
  expect(decisions[0]!.map((what) => what.split(" ").slice(0, 4).join(" "))).toEqual([
    "fire low warn 2000",
    "clear low warn 3000",
    "fire low warn 4000",
  ]);
});
