/** Exported rules, imported again, come to a program that decides the same. */

import {
  analyze,
  builtInMetrics,
  importRules,
  type Program,
  type RulesImport,
  type SampleValue,
} from "@macro-engine/dsl";
import { expect, test } from "vitest";
import { type Random, randomFrom } from "../../../dsl/src/testing/random.ts";
import { randomPolicy } from "../../../dsl/src/testing/random-policy.ts";
import { createEvaluator } from "../runtime/evaluator.ts";
import type { Decision } from "../runtime/types.ts";
import { exportRules } from "./export-rules.ts";

const input = { facts: new Map(), events: new Map(), profile: "imported", policies: [] } as const satisfies Omit<
  RulesImport,
  "data"
>;

/** Through a file. */
function importedAgain(program: Program, profile: string | null = null): string {
  const data = JSON.parse(JSON.stringify(exportRules(program, profile)));
  const { text, problems, differences } = importRules({ ...input, data });
  expect(problems).toEqual([]);
  expect(differences).toEqual([]);
  return text;
}

function programOf(text: string): Program {
  const { program, diagnostics } = analyze({ files: [{ path: "a.macropolicy", text }] });
  expect(diagnostics, text).toEqual([]);
  return program!;
}

test("a policy comes back with its settings, schedules, metrics, waits and messages", () => {
  const text = `
metric guild.queue: count "Players waiting"
schedule raid = mon-wed, sat 20:00-00:30 or weekends in "Europe/Warsaw"

## Heals.
profile heal {
  level dangerous
  match macro "heal_*"
  grace 2s
  cooldown 1m30s
  notify discord on cancel, pause
  rule low_fps: pause when not fps >= 15 for 3s until fps > 25 for 5s
    message "{fps} \\{low\\}, \\"{avg(latency, 30s)}\\""
  rule raid: cancel all when raid and (guild.queue != 0 or missing(fps, 3s))
  rule hot: warn when cpu.usage > 80% and avg(memory.usage, 1m) >= 60.5%
  rule odd: throttle when latency == response_time or macro.name == "x"
}

profile buff {
  rule lone: warn when power.on_battery
}
`;
  // In exported rules, `not` is pushed down to the comparisons.
  const expected = programOf(text.replace("not fps >= 15", "fps < 15"));
  expect(meaning(programOf(importedAgain(programOf(text))))).toEqual(meaning(expected));
});

function meaning(program: Program) {
  const profiles = program.profiles.map(({ place: _, rules, ...profile }) => ({
    ...profile,
    rules: rules.map(({ place: _, text: __, threshold: ___, ...rule }) => rule),
  }));
  return { ...program, profiles };
}

test("random policies decide the same after the way there and back", () => {
  const seen = { fire: 0, clear: 0 };
  for (let seed = 600_000; seed < 600_120; seed += 1) {
    const random = randomFrom(seed);
    const before = programOf(randomPolicy(random, { kinds: ["let", "schedule", "metric"] }));
    const after = programOf(importedAgain(before));
    const trace = randomSamples(random, before);
    const [ours, theirs] = [before, after].map((program) => decisions(program, trace));
    expect(theirs, `seed ${seed}`).toEqual(ours);
    for (const { kind } of ours!) seen[kind] += 1;
  }
  // Agreement means little where nothing happens.
  expect(Math.min(seen.fire, seen.clear)).toBeGreaterThan(250);
});

interface Sample {
  readonly metric: string;
  readonly value: SampleValue;
  readonly time: number;
}

/** A sample now and then of every metric, at and about the numbers and texts that the rules hold against something. */
function randomSamples(random: Random, { metrics, profiles }: Program): readonly Sample[] {
  const written = JSON.stringify(profiles);
  const numbers = [...written.matchAll(/"kind":"constant","value":(-?[\d.e+-]+)/g)].map(([, value]) => Number(value));
  const texts = [...written.matchAll(/"kind":"text","value":"([^"\\]*)"/g)].map(([, value]) => value!);
  const sampleOf = (dimension: string): SampleValue => {
    if (dimension === "bool") return random.chance(0.5);
    if (dimension === "text") return random.pick(["safe", ...texts]);
    return random.pick([0, 50, ...numbers]) + random.pick([-1, 0, 0, 1, 1000]);
  };
  return Array.from({ length: 40 }, (_, second) =>
    metrics
      .filter(({ name }) => name !== "duration" && random.chance(0.6))
      .map(({ name, dimension }) => ({ metric: name, value: sampleOf(dimension), time: second * 1000 })),
  ).flat();
}

function decisions(program: Program, samples: readonly Sample[]) {
  const evaluator = createEvaluator(program, { intervalMs: 1000, zone: "America/New_York" });
  const made: Pick<Decision, "kind" | "time" | "run" | "rule" | "since">[] = [];
  for (const { name } of program.profiles) evaluator.start({ id: name, macro: name, profile: name, startedAt: 0 });
  const isOwn = new Set(builtInMetrics.filter(({ scope }) => scope === "macro").map(({ name }) => name));
  for (let time = 0; time < 40_000; time += 1000) {
    for (const { metric, value } of samples.filter((sample) => sample.time === time)) {
      if (!isOwn.has(metric)) evaluator.sample(metric, value, time);
      else for (const { name } of program.profiles) evaluator.sample(metric, value, time, name);
    }
    for (const { kind, time: at, run, rule, since } of evaluator.tick(time, 1.7e12 + time)) {
      made.push({ kind, time: at, run, rule, since });
    }
  }
  return made;
}
