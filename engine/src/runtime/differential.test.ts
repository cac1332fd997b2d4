/** Both evaluators and the plain reading of the language decide alike on random programs and traces. */

import type { Program } from "@macro-engine/dsl";
import { describe, expect, it } from "vitest";
import { rounds } from "../../../dsl/src/testing/rounds.ts";
import { createEvaluator } from "./evaluator.ts";
import { createJsonRulesEvaluator } from "./json-rules-engine.ts";
import { NaiveEvaluator } from "./testing/naive-evaluator.ts";
import { randomFrom } from "./testing/random.ts";
import { type Event, intervalMs, randomProgram, randomTrace } from "./testing/random-program.ts";
import { tidy } from "./time.ts";
import type { Decision, Evaluator, EvaluatorOptions } from "./types.ts";

const pairs = rounds(240, 2000);
const batches = 8;
const snapshots = 16;

const options: EvaluatorOptions = { intervalMs, zone: "America/New_York", stalenessMs: { latency: 2000 } };

describe.each(Array.from({ length: batches }, (_, batch) => batch))("random programs, batch %i", (batch) => {
  it("are decided alike by both evaluators and by the plain reading", async () => {
    const seen = { fire: 0, clear: 0 };
    for (let pair = 0; pair < pairs / batches; pair += 1) {
      const seed = batch * 10_000 + pair;
      const random = randomFrom(seed);
      const program = randomProgram(random);
      const trace = randomTrace(random, snapshots);
      const ours = await decisionsOf(createEvaluator(program, options), trace);
      const theirs = await decisionsOf(createJsonRulesEvaluator(program, options), trace);
      expect(theirs, `seed ${seed}`).toEqual(ours);
      const plain = new NaiveEvaluator(program, options);
      const plainly = trace.flatMap((event) => play(plain, event));
      expect(brief(ours), `seed ${seed}`).toEqual(plainly);
      for (const { kind } of ours) seen[kind] += 1;
    }
    // Agreement means little where nothing happens.
    expect(Math.min(seen.fire, seen.clear)).toBeGreaterThan(pairs / batches / 4);
  });
});

async function decisionsOf(evaluator: Evaluator, trace: readonly Event[]): Promise<Decision[]> {
  const decisions: Decision[] = [];
  for (const event of trace) {
    if (event.kind === "tick") decisions.push(...(await evaluator.tick(event.time, event.wall)));
    else play(evaluator, event);
  }
  return decisions;
}

/** Plays what is no snapshot to any of them; snapshots only to the plain reading. */
function play(evaluator: Evaluator | NaiveEvaluator, event: Event) {
  if (event.kind === "start") {
    evaluator.start({ id: event.id, macro: event.id, profile: event.profile, startedAt: event.time });
  } else if (event.kind === "end") evaluator.end(event.id);
  else if (event.kind === "sample") evaluator.sample(event.metric, event.value, event.time, event.run);
  else if (evaluator instanceof NaiveEvaluator) return evaluator.tick(event.time, event.wall);
  return [];
}

describe("longer random traces", () => {
  it("are decided by the default evaluator as by the plain reading", () => {
    for (let seed = 100_000; seed < 100_000 + rounds(125, 1000); seed += 1) {
      const random = randomFrom(seed);
      const program = randomProgram(random);
      const evaluator = createEvaluator(program, options);
      const plain = new NaiveEvaluator(program, options);
      const ours: unknown[] = [];
      const plainly: unknown[] = [];
      for (const event of randomTrace(random, 50)) {
        plainly.push(...play(plain, event));
        if (event.kind === "tick") ours.push(...brief(evaluator.tick(event.time, event.wall)));
        else play(evaluator, event);
      }
      expect(ours, `seed ${seed}`).toEqual(plainly);
    }
  });
});

/** As an engine ticks every 33.3 ms, from some time on: no time is what it would be on paper. */
describe("random traces at fractional times", () => {
  const pace = 0.0333;
  const stretched = (program: Program): Program =>
    JSON.parse(JSON.stringify(program), (key, value) =>
      /^(hold|window|silent|ahead)Ms$/.test(key) && value !== null ? tidy(value * pace) : value,
    );
  const moved = (event: Event): Event => {
    if (!("time" in event)) return event;
    const time = 1234.567891234 + event.time * pace;
    return event.kind === "tick" ? { ...event, time, wall: event.wall - event.time + time } : { ...event, time };
  };

  it("are decided as if times were exact", () => {
    const fast: EvaluatorOptions = {
      ...options,
      intervalMs: intervalMs * pace,
      stalenessMs: { latency: 66.6, fps: 99.9 },
    };
    for (let seed = 200_000; seed < 200_000 + rounds(75, 600); seed += 1) {
      const random = randomFrom(seed);
      const program = stretched(randomProgram(random));
      const evaluator = createEvaluator(program, fast);
      const plain = new NaiveEvaluator(program, fast);
      const ours: unknown[] = [];
      const plainly: unknown[] = [];
      for (const event of randomTrace(random, 50).map(moved)) {
        plainly.push(...play(plain, event));
        if (event.kind === "tick") ours.push(...brief(evaluator.tick(event.time, event.wall)));
        else play(evaluator, event);
      }
      expect(ours, `seed ${seed}`).toEqual(plainly);
    }
  });
});

function brief(decisions: readonly Decision[]) {
  return decisions.map(({ kind, time, run, rule, since }) => ({ kind, time, run, rule, since }));
}
