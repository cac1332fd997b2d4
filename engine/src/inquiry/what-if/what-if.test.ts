/** What is answered while a limit is dragged, held against a whole backtest of the profile for each limit. */

import type { Program } from "@macro-engine/dsl";
import { afterAll, expect, test } from "vitest";
import { programOf } from "../../../../dsl/src/testing/analyze-text.ts";
import { randomFrom } from "../../../../dsl/src/testing/random.ts";
import type { WhatIfAnswer } from "../../api/contract.ts";
import { judge } from "../../backtest/judge.ts";
import { longestWindowMs } from "../../backtest/windows.ts";
import { withLimit } from "../../backtest/with-limit.ts";
import { loadConfig } from "../../config/load.ts";
import { evaluatorSettings } from "../../evaluator-settings.ts";
import { openRecord, type RecordReader } from "../../store/record-reader.ts";
import { run, sessionStart, temporaryStore } from "../../store/testing/example.ts";
import { storedCourse } from "../../traces/from-store.ts";
import { dimensionsOf } from "../../traces/read-trace.ts";
import { createWhatIf } from "./what-if.ts";

const policies = `profile heal {
  match macro "heal_*"
  rule hot:   cancel when cpu.usage > 97% for 4s
  rule busy:  pause when avg(cpu.usage, 10s) > 60% until cpu.usage < 40%
  rule slow:  warn when fps < 20 and memory.usage > 30%
  rule lag:   warn when latency > 400ms for 3s
  rule grown: cancel when macro.memory > 950MiB
  rule over:  cancel when duration > 9m
}
profile other { }
`;
const program = programOf(policies);
const { config } = loadConfig({ cwd: "/" });
const today = { set: null, unreadable: null, diagnostics: [], program, sourceOf: () => undefined };

const minuteMs = 60_000;
const mib = 2 ** 20;

/** Six runs of ten minutes, one after the other, of walks that cross every limit now and then. */
function recorded(seed: number) {
  const store = temporaryStore();
  const random = randomFrom(seed);
  const began = Date.now() - 70 * minuteMs;
  store.write([sessionStart("s", { startedWall: began - minuteMs })]);
  const tops = { "cpu.usage": 100, "memory.usage": 100, fps: 60, latency: 500 } as const;
  const values = new Map<string, number>();
  const walk = (metric: string, top: number) => {
    const next = (values.get(metric) ?? top / 2) + (random.next() - 0.5) * 0.3 * top;
    values.set(metric, Math.min(top, Math.max(0, next)));
    return values.get(metric)!;
  };
  for (let at = 0; at < 6; at += 1) {
    const [id, from] = [`run-${at}`, began + at * 11 * minuteMs];
    const changes = { macro: "heal_group", profile: at === 2 ? "other" : "heal", startedWall: from };
    store.write([{ kind: "run-start", session: "s", run: run(id, changes) }]);
    for (let second = 0; second < 600; second += 1) {
      const wall = from + second * 1000;
      for (const [metric, top] of Object.entries(tops))
        if (!random.chance(0.02)) store.sample(metric, walk(metric, top), wall);
      store.sample("macro.memory", walk("macro.memory", 1000 * mib), wall, id);
    }
    const end = { kind: "exited", code: 0, signal: null } as const;
    store.write([{ kind: "run-end", session: "s", run: id, wall: from + 600_000, end }]);
  }
  store.flush();
  return { store, record: openRecord(store.path), sinceWall: began + 5 * minuteMs };
}

/** One for all that only read it. */
const past = recorded(7);
afterAll(() => {
  past.record.close();
  past.store[Symbol.dispose]();
});

/** By run and time, newest run first: every rule of the profile judged over all that it reads. */
async function backtested(record: RecordReader, sinceWall: number, set: Program, rule: string): Promise<string[]> {
  const governed = { ...set, profiles: set.profiles.slice(0, 1) };
  const fired: string[] = [];
  for (let at = 5; at >= 0; at -= 1) {
    const stored = record.run(`run-${at}`)!;
    const since = Math.max(stored.startedWall, sinceWall);
    const course = storedCourse(record, stored, {
      ...{ sinceWall: since, fromWall: since - longestWindowMs(governed), dimensionOf: dimensionsOf(set) },
    })!;
    const times: string[] = [];
    await judge(
      governed,
      {
        ...course,
        async *rows() {
          yield* course.chunks();
        },
      },
      [{ profile: "heal", macro: stored.macro, restartAfterMs: null }],
      {
        started: () => {},
        ended: () => {},
        decided: (_, { kind, rule: name, wall }) => {
          if (kind === "fire" && name === rule) times.push(`run-${at} ${new Date(Math.round(wall)).toISOString()}`);
        },
      },
      evaluatorSettings(config, governed),
    );
    fired.push(...times.reverse());
  }
  return fired;
}

const told = (firings: WhatIfAnswer["after"]) => firings.map(({ run: id, time }) => `${id} ${time}`);

test.each([
  ["hot", [97, 90, 50, 99, 97]],
  ["busy", [60, 30, 75]],
  ["slow", [20, 5, 40]],
  ["lag", [400, 100, 480]],
  ["grown", [950 * mib, 700 * mib, 990 * mib]],
  ["over", [540_000, 60_000, 3_600_000]],
])("%s: dragged, each answer is that of a backtest of the whole profile", async (rule, limits) => {
  const { record, sinceWall } = past;
  const whatIf = createWhatIf(config);
  const ask = (limit: number, quick: boolean) =>
    whatIf(record, today, { profile: "heal", rule, comparison: 0, limit, quick, sinceWall });
  const before = await backtested(record, sinceWall, program, rule);
  const different = new Set<string>();
  for (const limit of limits) {
    const changed = withLimit(program, { profile: "heal", rule, comparison: 0, limit })!;
    const after = await backtested(record, sinceWall, changed, rule);
    // Cold, then warm: the first answer of all leaves other rules aside.
    const [quick, exact] = [await ask(limit, true), await ask(limit, false)];
    expect([told(exact.before), told(exact.after), exact.exact]).toEqual([before, after, true]);
    if (quick.exact) expect(quick).toEqual(exact);
    else expect(told(quick.after)).toEqual(expect.arrayContaining(after));
    expect(await ask(limit, true)).toEqual(exact);
    different.add(after.join());
  }
  expect(different.size).toBeGreaterThan(1);
});

test("runs that another profile governed then are judged where today's policies would give them to this one, and counted", async () => {
  const { record, sinceWall } = past;
  const asked = { profile: "heal", rule: "slow", comparison: 0, limit: 20, sinceWall };
  expect(await createWhatIf(config)(record, today, asked)).toMatchObject({ runs: 6, ofOtherProfiles: 1 });
  const elsewhere = programOf(policies.replace('"heal_*"', '"healing"'));
  const answer = await createWhatIf(config)(record, { ...today, program: elsewhere }, asked);
  expect([answer.runs, answer.ofOtherProfiles]).toEqual([5, 0]);
});

test("a run that goes on is read again once it has ended, and a set that has changed is judged anew", async () => {
  const { store, record, sinceWall } = recorded(3);
  using _ = store;
  const whatIf = createWhatIf(config);
  const asked = { profile: "heal", rule: "slow", comparison: 0, limit: 20, sinceWall };
  const from = Date.now() - 20_000;
  const going = (seconds: readonly number[]) => {
    for (const second of seconds) {
      for (const [metric, value] of [
        ["fps", second === 12 ? 5 : 50],
        ["memory.usage", 90],
      ] as const)
        store.sample(metric, value, from + second * 1000);
      store.sample("macro.memory", 1, from + second * 1000, "new");
    }
    store.flush();
  };
  store.write([{ kind: "run-start", session: "s", run: run("new", { startedWall: from }) }]);
  going([0, 1, 2, 3, 4, 5]);
  const first = await whatIf(record, today, asked);
  going([6, 7, 8, 9, 10, 11, 12, 13]);
  store.write([{ kind: "run-end", session: "s", run: "new", wall: from + 14_000, end: { kind: "lost" } }]);
  const second = await whatIf(record, today, asked);
  expect(told(second.before)).toEqual([`new ${new Date(from + 12_000).toISOString()}`, ...told(first.before)]);
  const calm = { ...today, program: programOf(policies.replace("fps < 20", "fps < 1")) };
  expect(told((await whatIf(record, calm, asked)).before)).not.toContain(told(second.before)[0]);
  record.close();
});
