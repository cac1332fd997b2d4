/** Stored runs are judged at the very ages their rules saw, though walls are whole milliseconds. */

import { expect, test } from "vitest";
import { judge } from "../../backtest/judge.ts";
import { createEvaluator } from "../../runtime/evaluator.ts";
import { compare, metric, profile, programOf, rule } from "../../runtime/testing/build-program.ts";
import { type Random, randomFrom } from "../../runtime/testing/random.ts";
import type { Store } from "../../store/store.ts";
import { noon, run, sessionStart, temporaryStore } from "../../store/testing/example.ts";
import { storedRecordings } from "./stored-recordings.ts";

const intervalMs = 500;
const snapshots = 12;
const asked = { profiles: [], macro: undefined, restarts: false };

/** An engine's course of one run: its clock and its walls begin anywhere, and every rule asks for an age that it comes to or just misses. */
async function playEngine(random: Random, store: Store, { tellsAge = true } = {}) {
  const dueMs = 1000 * random.below(1000) + random.below(1000) / 1000;
  // Found ones are due before they are known to run.
  const ageMs = random.below(900) - 20 + random.below(1000) / 1000;
  const startedAt = dueMs - ageMs;
  const offset = noon + random.below(1000) / 1000;
  const rules = Array.from({ length: 6 }, (_, at) => {
    const limit = ageMs + intervalMs * random.below(snapshots) + random.pick([-0.4, -0.001, 0, 0.001, 0.4]);
    return rule(`r${at}`, compare(metric("duration"), random.pick([">", ">=", "<", "<="]), Math.max(0, limit)), {
      action: "warn",
      line: at + 1,
    });
  });
  const program = programOf([profile("heal", rules)]);
  const evaluator = createEvaluator(program, { intervalMs });
  const startedWall = Math.round(startedAt + offset);
  store.write([sessionStart("s"), { kind: "run-start", session: "s", run: run("r", { startedWall }) }]);
  evaluator.start({ id: "r", macro: "heal_group", profile: "heal", startedAt });
  const told: string[] = [];
  for (let tick = 0; tick < snapshots; tick += 1) {
    const due = dueMs + tick * intervalMs;
    const wall = Math.round(due + offset);
    store.sample("macro.memory", 1e6, wall, "r");
    if (tick === 0 && tellsAge)
      store.write([{ kind: "run-age", session: "s", run: "r", wall, ageMs: due - startedAt }]);
    for (const made of evaluator.tick(due, wall)) told.push(`${made.kind} ${made.rule} ${tick * intervalMs}`);
  }
  return { program, told };
}

async function judgedAgain(store: Store, { program }: { program: ReturnType<typeof programOf> }) {
  const [recording] = storedRecordings(store, 0, program, asked).recordings;
  const told: string[] = [];
  const subject = { profile: "heal", macro: "heal_group", restartAfterMs: null };
  await judge(program, recording!, [subject], {
    started: () => {},
    decided: (_, { kind, rule: name, time }) => void told.push(`${kind} ${name} ${time}`),
    ended: () => {},
  });
  return told;
}

test("rules on how long a macro ran fire and clear at the snapshots at which they did", async () => {
  let told = 0;
  for (let seed = 0; seed < 25; seed += 1) {
    using store = temporaryStore();
    const engine = await playEngine(randomFrom(seed), store);
    expect(await judgedAgain(store, engine), `seed ${seed}`).toEqual(engine.told);
    told += engine.told.length;
  }
  expect(told).toBeGreaterThan(100);
});

test("a run whose age was not kept goes by its walls: to the millisecond", async () => {
  using store = temporaryStore();
  const engine = await playEngine(randomFrom(1), store, { tellsAge: false });
  const [recording] = storedRecordings(store, 0, engine.program, asked).recordings;
  expect(Number.isInteger(recording!.macroStartMs)).toBe(true);
});
