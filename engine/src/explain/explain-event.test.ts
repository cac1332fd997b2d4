/** Stored events brought before the evaluator again: rules of then and of today, long runs, firings that clear, what is not there. */

import { analyze, type Program, type ProgramProfile } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { createEvaluator } from "../runtime/evaluator.ts";
import { randomFrom } from "../runtime/testing/random.ts";
import { randomProgram } from "../runtime/testing/random-program.ts";
import type { Decision } from "../runtime/types.ts";
import { decisionEntries } from "../store/entries.ts";
import type { Store } from "../store/store.ts";
import { decision, noon, run, sessionStart, temporaryStore } from "../store/testing/example.ts";
import { explainEvent } from "./explain-event.ts";
import { findEvent } from "./find-event.ts";
import { ruleThen } from "./rule-then.ts";

const settings = { zone: "UTC", stalenessMs: {} };

function programOf(text: string): Program {
  return analyze({ files: [{ path: "a.macropolicy", text }] }).program!;
}

const policy = `metric queue: count "Waiting"
schedule evening = daily 18:00-24:00
profile heal {
  rule hot: cancel when cpu.usage > 85% for 3s
  rule crowd: warn when queue > 10 and not evening
}`;

/** Snapshots a second apart, `late` ms after the whole second; the run sees them from `from` on. */
function measure(
  store: Store,
  {
    from = 0,
    to,
    late = 0,
    values,
  }: { from?: number; to: number; late?: number; values: (second: number) => Record<string, number> },
): void {
  store.write([
    sessionStart("s", { startedWall: noon + 1000 * (from - 60) }),
    { kind: "run-start", session: "s", run: run("r", { startedWall: noon + 1000 * from - 300 }) },
  ]);
  for (let second = from - 20; second <= to; second += 1) {
    const wall = noon + 1000 * second + late;
    for (const [metric, value] of Object.entries(values(second))) store.sample(metric, value, wall);
    if (second >= from) store.sample("macro.memory", 2 ** 20, wall, "r");
  }
}

function decide(store: Store, second: number, changes: Partial<Decision>): string {
  const made = decision({
    run: "r",
    wall: noon + 1000 * second,
    time: 1000 * second,
    since: 1000 * second,
    ...changes,
  });
  const [entry] = decisionEntries([made], { session: "s", dryRun: false });
  store.write([entry!]);
  return entry!.decision.id;
}

const cancel = { rule: "hot", threshold: "cpu.usage > 85% for 3s", values: { "cpu.usage": 95 } } as const;

describe("a replay", () => {
  test("of a run of many hours looks at its last ones, and knows how old it is", () => {
    using store = temporaryStore();
    const hours = 5 * 3600;
    measure(store, { to: hours, values: (second) => ({ "cpu.usage": second > hours - 4 ? 95 : 20 }) });
    const id = decide(store, hours, { ...cancel, since: 1000 * (hours - 3) });
    const { replay } = explainEvent(store, store.decision(id)!, programOf(policy), settings);
    expect(replay).toMatchObject({ reproduced: true, explanation: { firedMs: replay!.explanation.atMs } });
    expect(replay!.recording.rows.length).toBeLessThan(2.2 * 3600);
    expect(replay!.recording.macroStartMs).toBeLessThan(-2 * 3_600_000);
    expect(replay!.explanation.changes[0]).toMatchObject({ bound: 95, inclusive: true });
  });

  test("of a warning follows it until it cleared", () => {
    using store = temporaryStore();
    measure(store, { to: 20, values: (second) => ({ queue: second >= 5 && second < 9 ? 12 + second : 3 }) });
    const crowd = {
      rule: "crowd",
      action: "warn",
      threshold: "queue > 10 and not evening",
      values: { queue: 17 },
    } as const;
    const id = decide(store, 5, crowd);
    decide(store, 9, { ...crowd, kind: "clear" });
    const event = explainEvent(store, store.decision(id)!, programOf(policy), settings);
    expect(event.replay).toMatchObject({ reproduced: true, explanation: { horizon: "cleared", horizonMs: 9000 } });
    expect(event.replay!.explanation.changes[0]).toMatchObject({
      bound: 20,
      inclusive: true,
      rule: "queue > 20 and not evening",
    });
  });

  test("is not confused by clocks that drift apart", () => {
    using store = temporaryStore();
    store.write([sessionStart("s"), { kind: "run-start", session: "s", run: run("r", { startedWall: noon }) }]);
    // 80 ppm slow: after two hours the wall clock is more than half a second off.
    const wallAt = (second: number) => noon + Math.round(1000.08 * second);
    const seconds = 7200;
    for (let second = 0; second <= seconds; second += 1) {
      store.sample("cpu.usage", second > seconds - 4 ? 95 : 20, wallAt(second));
      store.sample("macro.memory", 1, wallAt(second), "r");
    }
    const [entry] = decisionEntries(
      [decision({ run: "r", wall: wallAt(seconds), time: 1000 * seconds, since: 1000 * (seconds - 3), ...cancel })],
      { session: "s", dryRun: false },
    );
    store.write([entry!]);
    const { replay } = explainEvent(store, store.decision(entry!.decision.id)!, programOf(policy), settings);
    expect(replay!.reproduced).toBe(true);
  });

  test("of a run that went over from another engine begins with the one that decided", () => {
    using store = temporaryStore();
    measure(store, { to: 20, values: () => ({ "cpu.usage": 95 }) });
    store.write([sessionStart("next", { startedWall: noon + 10_000 - 500 })]);
    // To the first engine it had been hot since long; the second has seen it for three seconds.
    const made = decision({ run: "r", wall: noon + 13_000, time: 13_000, since: 10_000, ...cancel });
    const [entry] = decisionEntries([made], { session: "next", dryRun: false });
    store.write([entry!]);
    const { replay } = explainEvent(store, store.decision(entry!.decision.id)!, programOf(policy), settings);
    expect(replay).toMatchObject({ reproduced: true, explanation: { sinceMs: 0, firedMs: 3000 } });
    expect(replay!.recording.macroStartMs).toBe(-10_300);
  });

  test("takes how long the macro ran from the decision: clocks are rounded to a millisecond", () => {
    using store = temporaryStore();
    const text = "profile heal { rule old: cancel when duration >= 10.301s }";
    measure(store, { to: 10, values: () => ({ fps: 60 }) });
    const old = { rule: "old", threshold: "duration >= 10.301s", values: { duration: 10_301 } };
    const event = explainEvent(store, store.decision(decide(store, 10, old))!, programOf(text), settings);
    expect(event.replay).toMatchObject({ reproduced: true, recording: { macroStartMs: -301 } });
  });

  test("takes no history from before the engine began", () => {
    using store = temporaryStore();
    const text = "profile heal { rule mean: cancel when avg(cpu.usage, 10s) > 50% }";
    store.write([
      sessionStart("s", { startedWall: noon - 2000 }),
      { kind: "run-start", session: "s", run: run("r", { startedWall: noon - 100 }) },
    ]);
    for (let second = -30; second <= 10; second += 1) {
      store.sample("cpu.usage", 90, noon + 1000 * second);
      if (second >= 0) store.sample("macro.memory", 1, noon + 1000 * second, "r");
    }
    // The window is whole ten seconds after the engine's first sample, not before.
    const mean = { rule: "mean", threshold: "avg(cpu.usage, 10s) > 50%", values: { "cpu.usage": 90 } };
    const at = (second: number) =>
      explainEvent(store, store.decision(decide(store, second, mean))!, programOf(text), settings).replay;
    expect(at(8)!.reproduced).toBe(true);
    expect(at(7)!.reproduced).toBe(false);
  });
});

describe("what cannot be replayed", () => {
  test("is told apart: not written yet, gone, and a run that is forgotten", () => {
    using store = temporaryStore();
    measure(store, { to: 5, values: () => ({ "cpu.usage": 95 }) });
    const soon = store.decision(decide(store, 9, cancel))!;
    expect(explainEvent(store, soon, programOf(policy), settings)).toMatchObject({ left: "unwritten", replay: null });
    store.write([{ kind: "session-end", session: "s", wall: noon + 20_000, how: "stopped" }]);
    expect(explainEvent(store, soon, programOf(policy), settings)).toMatchObject({ left: "samples", replay: null });
    const other = store.decision(decide(store, 3, { ...cancel, run: "another", values: { fps: 3 } }))!;
    expect(explainEvent(store, other, programOf(policy), settings)).toMatchObject({ left: "nothing", run: null });
  });
});

describe("the rule as it was", () => {
  const stored = (changes: Partial<Decision>) => ({
    ...decision({ profile: "heal", ...changes }),
    id: "i",
    session: "s",
    dryRun: false,
    sinceWall: noon,
    outcomes: [],
  });

  test("is today's where the threshold is the same", () => {
    const today = programOf(policy);
    expect(ruleThen(today, stored(cancel))).toMatchObject({ state: "same", program: today });
    // Another action is another rule.
    expect(ruleThen(today, stored({ ...cancel, action: "warn" })).state).toBe("changed");
  });

  test.each([
    ["queue > 3 for 2s", { queue: 4 }, "changed"],
    ["evening or share(queue > 3, 5s) > 50%", { queue: 4 }, "changed"],
    ['macro.level == "safe" and cpu.usage > 10%', { "macro.level": "safe", "cpu.usage": 12 }, "changed"],
    ["raid.boss_rage > 5", { "raid.boss_rage": 6 }, "changed"],
    ["raid.enraged and not raid.over", { "raid.enraged": true, "raid.over": false }, "changed"],
    ['raid.zone == "lair"', { "raid.zone": "lair" }, "changed"],
  ] as const)("is read from its threshold: %s", (threshold, values, state) => {
    const { program, ...then } = ruleThen(programOf(policy), stored({ rule: "hot", threshold, values }));
    expect(then.state).toBe(state);
    const rules = program!.profiles.find(({ name }) => name === "heal")!.rules;
    expect(rules[0]).toMatchObject({ name: "hot", threshold, action: "cancel" });
    expect(rules.map(({ name }) => name)).toEqual(["hot", "crowd"]);
    const schedule = program!.schedules[0];
    expect(schedule).toMatchObject({ name: "evening", spans: [{ start: 18 * 60 }] });
  });

  test("stands alone where nothing is left of its profile, and is given up where it says nothing today", () => {
    const gone = ruleThen(programOf("profile other { rule x: warn when fps < 5 }"), stored(cancel));
    expect(gone.state).toBe("gone");
    expect(gone.program!.profiles.map(({ name }) => name)).toEqual(["heal", "other"]);
    expect(ruleThen(null, stored(cancel))).toMatchObject({ state: "unknown", today: null });
    const lost = ruleThen(
      programOf(policy),
      stored({ rule: "hot", threshold: "lost_night and fps < 5", values: { fps: 4 } }),
    );
    expect(lost.program).toBeNull();
  });
});

describe("the event that is meant", () => {
  test("is the last cancel before anything else, of a clear the firing, of a `cancel all` the one that asked", () => {
    using store = temporaryStore();
    const found = (query: Parameters<typeof findEvent>[1]) => {
      const event = findEvent(store, query);
      return event.kind === "found" ? event.decision.id : event.problem;
    };
    expect(found({})).toBe("nothing has been decided yet");
    const warned = decide(store, 1, { action: "warn", rule: "a" });
    expect(found({})).toBe(warned);
    const cleared = decide(store, 2, { action: "warn", rule: "a", kind: "clear" });
    expect(found({ id: cleared })).toBe(warned);
    const all = decide(store, 3, { ...cancel, all: true });
    decide(store, 4, { action: "warn", rule: "a" });
    expect(found({})).toBe(all);
    const end = { kind: "cancelled", decision: all } as const;
    store.write([
      { kind: "run-start", session: "s", run: run("other", { macro: "buff" }) },
      { kind: "run-end", session: "s", run: "other", wall: noon + 3000, end },
    ]);
    expect(found({ macro: "buff" })).toBe(all);
    expect(found({ macro: "dance" })).toBe("nothing has been decided about dance");
  });
});

describe("whatever an engine decides", () => {
  /** Plays an engine: what the evaluator sees goes to the store as the tick writes it, clocks rounded. */
  function playEngine(seed: number, store: Store): { program: Program; decided: string[] } {
    const random = randomFrom(seed);
    const whole = randomProgram(random);
    // Texts are not kept by the store.
    const readable = ({ rules, ...profile }: ProgramProfile) => ({
      ...profile,
      rules: rules.filter((rule) => ![...rule.reads, ...rule.evidence].includes("zone")),
    });
    const program = { ...whole, profiles: whole.profiles.map(readable) };
    const evaluator = createEvaluator(program, { intervalMs: 1000, ...engineSettings });
    const id = `r${seed}`;
    store.write([sessionStart(`s${seed}`, { startedWall: noon - 50 })]);
    const decided: string[] = [];
    const startsAt = random.pick([0, 3, 12]);
    const metrics = ["cpu.usage", "memory.usage", "fps", "latency", "queue", "power.on_battery"];
    const calm = new Map(metrics.map((metric) => [metric, random.below(200) / 2]));
    let time = 5000.25;
    for (let tick = 0; tick < 40; tick += 1) {
      const wall = Math.round(noon + time - 5000.25 + random.pick([-1, 0, 1]));
      for (const metric of metrics) {
        if (random.chance(0.15)) calm.set(metric, random.below(200) / 2);
        if (random.chance(0.1)) continue;
        const value = metric === "power.on_battery" ? random.chance(0.5) : calm.get(metric)!;
        evaluator.sample(metric, value, time);
        store.sample(metric, value, wall);
      }
      if (tick === startsAt) {
        const startedAt = time - random.pick([0, 0.3, 12.7]);
        evaluator.start({ id, macro: "heal_group", profile: "heal", startedAt });
        const startedWall = Math.round(wall - (time - startedAt));
        store.write([{ kind: "run-start", session: `s${seed}`, run: run(id, { startedWall, level: "risky" }) }]);
      }
      if (tick >= startsAt) {
        for (const metric of ["macro.cpu", ...(random.chance(0.2) ? ["fps"] : [])]) {
          const value = random.below(200) / 2;
          evaluator.sample(metric, value, time, id);
          store.sample(metric, value, wall, id);
        }
      }
      const decisions = evaluator.tick(time, wall);
      const entries = decisionEntries(decisions, { session: `s${seed}`, dryRun: false });
      store.write(entries);
      decided.push(...entries.flatMap(({ decision: { kind, id: made } }) => (kind === "fire" ? [made] : [])));
      if (decisions.some(({ kind, action }) => kind === "fire" && action === "cancel")) break;
      time += random.chance(0.03) ? 5000 : random.chance(0.05) ? 2000 : 1000;
    }
    return { program, decided };
  }

  const engineSettings = { zone: "America/New_York", stalenessMs: { latency: 2000 } };

  test("comes out of the replay, at the same snapshot", () => {
    let explained = 0;
    for (let seed = 0; seed < 40; seed += 1) {
      using store = temporaryStore();
      const { program, decided } = playEngine(seed, store);
      for (const id of decided) {
        const { replay } = explainEvent(store, store.decision(id)!, program, engineSettings);
        expect(replay?.reproduced, `seed ${seed}, ${store.decision(id)!.rule}`).toBe(true);
        expect(replay!.explanation.condition.truth).toBe("true");
        explained += 1;
      }
    }
    expect(explained).toBeGreaterThan(40);
  });
});
