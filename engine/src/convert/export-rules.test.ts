/** Exported rules, as JSON, run on json-rules-engine and decide what the evaluator decides. */

import { analyze, type Program } from "@macro-engine/dsl";
import { Engine } from "json-rules-engine";
import { describe, expect, test } from "vitest";
import { createEvaluator } from "../runtime/evaluator.ts";
import { randomFrom } from "../runtime/testing/random.ts";
import { type Event, intervalMs, randomProgram, randomTrace } from "../runtime/testing/random-program.ts";
import type { Decision, EvaluatorOptions } from "../runtime/types.ts";
import { exportRules } from "./export-rules.ts";
import { RulesCaller } from "./testing/rules-caller.ts";

const options: EvaluatorOptions = { intervalMs, zone: "America/New_York", stalenessMs: { latency: 2000 } };

function programOf(text: string): Program {
  const { program, diagnostics } = analyze({ files: [{ path: "a.macropolicy", text }] });
  expect(diagnostics).toEqual([]);
  return program!;
}

/** As it comes out of a file. */
function exported(program: Program, profile: string | null = null) {
  return JSON.parse(JSON.stringify(exportRules(program, profile))) as ReturnType<typeof exportRules>;
}

async function eventsOf(text: string, facts: Record<string, unknown>): Promise<string[]> {
  const { rules } = exported(programOf(text));
  const { events } = await new Engine([...rules]).run(facts);
  return events.map(({ type, params }) => `${type} ${params?.rule}`);
}

describe("conditions", () => {
  const rule = (condition: string) => `profile p { rule r: warn when ${condition} }`;

  test.each([
    ["cpu.usage > 80%", { "cpu.usage": 81 }, ["warn r"]],
    ["cpu.usage > 80%", { "cpu.usage": 80 }, ["clear r"]],
    ["cpu.usage > 80%", { "cpu.usage": null }, []],
    // The library's own `not` would be true over a missing value.
    ["not cpu.usage > 80%", { "cpu.usage": null }, []],
    ["not cpu.usage > 80%", { "cpu.usage": 80 }, ["warn r"]],
    ["latency < response_time", { latency: 5, response_time: null }, []],
    ["latency > -(1ms) * 5 and latency != response_time", { latency: 5, response_time: null }, []],
    ["latency == response_time", { latency: null, response_time: null }, []],
    ["latency == response_time", { latency: 5, response_time: 5 }, ["warn r"]],
    ["latency != 1s", { latency: null }, []],
    ['macro.name != "heal"', { "macro.name": null }, []],
    ['macro.name != "heal"', { "macro.name": "dance" }, ["warn r"]],
    ["power.on_battery", { "power.on_battery": false }, ["clear r"]],
    ["missing(fps, 3s)", { "missing(fps, 3s)": true }, ["warn r"]],
    ["avg(cpu.usage, 30s) > 80%", { "avg(cpu.usage, 30s)": 90 }, ["warn r"]],
    ["cpu.usage + memory.usage > 150%", { "cpu.usage + memory.usage": 151 }, ["warn r"]],
  ])("%s over %j: %j", async (condition, facts, events) => {
    expect(await eventsOf(rule(condition), facts)).toEqual(events);
  });

  test("facts that are not there at all are taken as missing where the library allows them", async () => {
    const { rules } = exported(programOf(rule("latency != response_time or fps < 5 or latency == response_time")));
    const engine = new Engine([...rules], { allowUndefinedFacts: true });
    expect((await engine.run({})).events).toEqual([]);
    expect((await engine.run({ latency: 5 })).events).toEqual([]);
  });
});

test("events come by severity, then declaration, and carry what the library has no notion of", async () => {
  const text = `
    schedule raid = fri 20:00-22:00
    profile heal {
      rule a: warn when fps < 20 for 3s until fps > 30 for 5s message "{fps} \\{now\\}"
      rule b: cancel when raid and missing(fps)
      rule c: cancel all when avg(fps, 30s) < 10
    }`;
  const { rules, facts, differences, schedules, profiles } = exported(programOf(text));
  const { events } = await new Engine([...rules]).run({
    fps: 5,
    "missing(fps)": true,
    raid: true,
    "avg(fps, 30s)": 5,
  });
  expect(events.map(({ type }) => type)).toEqual(["cancel all", "cancel", "warn"]);
  expect(events[2]!.params).toEqual({
    profile: "heal",
    rule: "a",
    forMs: 3000,
    evidence: ["fps"],
    threshold: "fps < 20 for 3s",
    message: "{fps} \\{now\\}",
    file: "a.macropolicy",
    line: 4,
  });
  expect(rules.find(({ name }) => name === "heal.a clear")).toMatchObject({
    conditions: { all: [{ fact: "fps", operator: "greaterThan", value: 30 }] },
    event: { type: "clear", params: { forMs: 5000, evidence: ["fps"] } },
  });
  expect(facts.map(({ name, kind, unit }) => `${name}: ${kind} ${unit}`)).toEqual([
    "avg(fps, 30s): term fps",
    "fps: metric fps",
    "missing(fps): missing null",
    "raid: schedule null",
  ]);
  expect(schedules).toEqual([{ name: "raid", zone: null, spans: [{ days: [4], start: 1200, end: 1320 }] }]);
  expect(profiles).toMatchObject([{ name: "heal", level: "risky", graceMs: 5000 }]);
  expect(differences.join("\n")).toMatch(/`forMs`[\s\S]*`term`[\s\S]*`missing`[\s\S]*`schedule`/);
});

test("several profiles share a file, told apart by the fact `profile`; one alone needs none", async () => {
  const program = programOf("profile a { rule r: warn when fps < 5 } profile b { rule r: pause when fps < 5 }");
  const { rules } = exported(program);
  const run = async (profile: string) => (await new Engine([...rules]).run({ profile, fps: 1 })).events;
  expect((await run("a")).map(({ type }) => type)).toEqual(["warn"]);
  expect((await run("b")).map(({ type }) => type)).toEqual(["pause"]);
  expect(exported(program, "b").facts.map(({ name }) => name)).toEqual(["fps"]);
});

test("on random programs and traces they decide as the evaluator does", async () => {
  const seen = { fire: 0, clear: 0 };
  for (let seed = 500_000; seed < 500_120; seed += 1) {
    const random = randomFrom(seed);
    const program = randomProgram(random);
    const trace = randomTrace(random, 16);
    const evaluator = createEvaluator(program, options);
    const caller = new RulesCaller(program, exported(program), options);
    for (const event of trace) {
      if (event.kind !== "tick") {
        play(evaluator, event);
        play(caller, event);
        continue;
      }
      const ours = brief(evaluator.tick(event.time, event.wall));
      expect(brief(await caller.tick(event.time, event.wall)), `seed ${seed}`).toEqual(ours);
      for (const { kind } of ours) seen[kind] += 1;
    }
  }
  // Agreement means little where nothing happens.
  expect(Math.min(seen.fire, seen.clear)).toBeGreaterThan(50);
});

function play(target: Pick<RulesCaller, "start" | "end" | "sample">, event: Exclude<Event, { kind: "tick" }>): void {
  if (event.kind === "start") {
    target.start({ id: event.id, macro: event.id, profile: event.profile, startedAt: event.time });
  } else if (event.kind === "end") target.end(event.id);
  else target.sample(event.metric, event.value, event.time, event.run);
}

function brief(decisions: readonly Decision[]) {
  return decisions.map(({ kind, time, run, rule, since }) => ({ kind, time, run, rule, since }));
}
