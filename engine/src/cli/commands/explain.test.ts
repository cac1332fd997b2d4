/** The command over recordings and over records that are made here; real engines are in the end-to-end tests. */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decisionEntries } from "../../store/entries.ts";
import { openStore } from "../../store/sqlite-store.ts";
import { bounds, decision, noon, run, sessionStart } from "../../store/testing/example.ts";
import { explainCommand } from "./explain.ts";
import { openWorkshop, type Workshop } from "./testing/workshop.ts";

const policy = `template careful {
  param cpu_max = 90%
  rule cpu_hot: cancel when cpu.usage > cpu_max for 5s
}
profile heal extends careful {
  match macro "heal_*"
  set cpu_max = 85%
  rule low_fps: pause when fps < 15 for 3s until fps > 25 for 5s
  rule lag: cancel when latency > 500ms or missing(latency, 1h)
  rule crowd: warn when queue > 10 and not (fps >= 20 or cpu.usage < 10%)
}
profile bare { }
metric queue: count "Waiting"
`;

const csv = (...rows: string[]) => `${rows.join("\n")}\n`;
const hot = csv(
  "time,cpu.usage,fps,latency,queue",
  ...Array.from(
    { length: 20 },
    (_, t) => `${t},${t < 5 ? 30 : 90 + (t % 3)},${t < 8 ? 60 : 16},${t === 15 ? 700 : 50},12`,
  ),
);

async function shop(): Promise<Workshop> {
  return openWorkshop({
    "policies/heal.macropolicy": policy,
    "hot.csv": hot,
    "macro-engine.yaml": "policies: [policies]\nstore: { path: store.sqlite }\nzone: UTC\n",
  });
}

describe("over a recording", () => {
  test("the first cancel is explained: rule, parts, course, neighbours, changes", async () => {
    const { io, out, err } = await shop();
    expect(await explainCommand({ trace: "hot.csv", profile: "heal" }, io)).toBe(0);
    expect(err()).toBe("");
    expect(out()).toBe(
      [
        "heal, at 10s: cpu_hot (cancel) fires",
        "profile heal (risky)",
        "",
        " --> policies/heal.macropolicy:3:29",
        "  |",
        "3 |   rule cpu_hot: cancel when cpu.usage > cpu_max for 5s",
        "  |                             ^^^^^^^^^^^^^^^^^^^^^^^^^^",
        "",
        "The condition at 10s",
        "■ cpu.usage > 85%  91%  true    since 5s (5s)",
        "  ▁▁▁▁▁██████  30% … 92% over 10s, limit 85%",
        "",
        "Other rules that were near",
        "  crowd    warn        firing since 8s (queue > 10: 12)",
        "  low_fps  pause       at 93% of its limit (fps < 15fps: 16fps)",
        "",
        "What would have spared it, each alone",
        "  cpu.usage > 85%: a limit of at least 90%, as in set cpu_max = 90%",
        "  for 5s: more than 14s, as in for 15s",
        "  played until 19s, the end of the recording",
        "  not enough by itself: lag cancels as well, at 15s",
        "",
      ].join("\n"),
    );
  });

  test("a rule that did nothing is explained by what would have made it fire", async () => {
    const { io, out } = await shop();
    expect(await explainCommand({ trace: "hot.csv", profile: "heal", rule: "low_fps", at: "9s" }, io)).toBe(0);
    const text = out();
    expect(text).toContain("low_fps (pause) does not fire");
    expect(text).toContain("What would have made it fire by then");
    expect(text).toContain("fps < 15fps: a limit of more than 60fps, as in fps < 60.1fps");
    expect(text).toContain("for 3s: no change of it alone would have");
  });

  test("a time after the end of the recording is answered by its end, and that is said", async () => {
    const { io, out, err } = await shop();
    expect(await explainCommand({ trace: "hot.csv", profile: "heal", rule: "low_fps", at: "5m" }, io)).toBe(0);
    expect(err()).toBe("hot.csv: ends at 19s, before 5m: the end is explained\n");
    expect(out()).toContain("heal, at 19s: low_fps (pause)");
  });

  test("what comes after a cancel is said to", async () => {
    const { io, out } = await shop();
    expect(await explainCommand({ trace: "hot.csv", profile: "heal", rule: "crowd", at: "12s" }, io)).toBe(0);
    const text = out();
    expect(text).toContain("at 12s: crowd (warn) has been firing since 8s");
    expect(text).toContain("by then cpu_hot had cancelled it, at 10s");
    // Each part stands under the one that it is a part of.
    expect(text).toMatch(/^■ {3}not \(fps >= 20fps or cpu\.usage < 10%\) .*true .*since 8s \(4s\)$/m);
    expect(text).toMatch(/^· {5}fps >= 20fps or cpu\.usage < 10% .*false/m);
    expect(text).toMatch(/^· {7}cpu\.usage < 10% +90% +false +since the start \(12s\)$/m);
  });

  test("what is made of many parts is cut, so that its line is no longer than those of its parts", async () => {
    const workshop = await shop();
    const long = "(cpu.usage > 85% or avg(cpu.usage, 10s) > 75%) and (fps < 30 or latency > 500ms) and queue > 3";
    await workshop.write({ "policies/long.macropolicy": `profile long { rule all: cancel when ${long} }` });
    expect(await explainCommand({ trace: "hot.csv", profile: "long" }, workshop.io)).toBe(0);
    const lines = workshop.out().split("\n");
    const row = (start: string) => lines.find((line) => line.startsWith(start))!;
    expect(row("■ (cpu.usage > 85% or")).toMatch(/^■ \(cpu\.usage > 85% or avg\(cpu\.usage, 10s\)… .* true /);
    expect(row("■     cpu.usage > 85%").length).toBeLessThan(80);
    // In the frame the whole of it stands.
    expect(lines.some((line) => line.includes(`when ${long}`))).toBe(true);
  });

  test("the profile is found by the macro's name, and the same is there as JSON", async () => {
    const { io, out } = await shop();
    expect(await explainCommand({ trace: "hot.csv", macro: "heal_party", format: "json" }, io)).toBe(0);
    const json = JSON.parse(out());
    expect(json).toMatchObject({ macro: "heal_party", profile: "heal", event: null, reproduced: true });
    expect(json.explanation).toMatchObject({ rule: "cpu_hot", time: 10, fired: 10, playedTo: "end", playedUntil: 19 });
    expect(json.explanation.condition.course).toHaveLength(11);
    expect(json.explanation.changes[0]).toEqual({
      kind: "threshold",
      text: "cpu.usage > 85%",
      outcome: "found",
      reason: null,
      from: 85,
      bound: 90,
      inclusive: true,
      direction: "up",
      rounded: 90,
      rule: "cpu.usage > 90% for 5s",
      part: "cpu.usage > 90%",
      param: "cpu_max",
    });
    expect(json.explanation.otherCancels).toEqual([{ rule: "lag", time: 15 }]);
  });

  test.each([
    [{ trace: "hot.csv" }, "--trace needs --profile NAME or --macro NAME"],
    [{ trace: "hot.csv", profile: "heel" }, "there is no profile heel; did you mean heal?"],
    [{ trace: "hot.csv", profile: "heal", rule: "cpu_hit" }, "profile heal has no rule cpu_hit; did you mean cpu_hot?"],
    [{ trace: "hot.csv", profile: "bare" }, "profile bare has no rules: there is nothing to explain"],
    [{ trace: "hot.csv", profile: "heal", at: "soon" }, "--at: `soon` is not a duration; write a duration such as 15s"],
    [{ trace: "cold.csv", profile: "heal" }, "cold.csv: there is no such file"],
    [{ trace: "hot.csv", macro: "dance" }, "no profile governs dance"],
    [{ trace: "hot.csv", event: "1234" }, "an event's id and --trace are two questions"],
    [{ profile: "heal" }, "--profile is about a recording: name one with --trace FILE"],
    [{}, "there is no record at "],
  ])("%o is wrong use", async (options, message) => {
    const { io, out, err } = await shop();
    expect(await explainCommand(options, io)).toBe(2);
    expect(out()).toBe("");
    expect(err()).toContain(message);
  });

  test("broken policies explain nothing", async () => {
    const { io, err, write } = await shop();
    await write({ "policies/broken.macropolicy": "profile x { rule r: cancel when cpu.usage > 80 }\n" });
    expect(await explainCommand({ trace: "hot.csv", profile: "heal" }, io)).toBe(1);
    expect(err()).toContain("error[missing-unit]");
  });
});

/** A run of twelve seconds in the record of an engine: calm, hot from the fifth on, cancelled at the tenth. */
function record({ cwd }: Workshop, { ended = true, retention = bounds.retention } = {}): string {
  const store = openStore({ path: join(cwd, "store.sqlite"), ...bounds, retention });
  store.write([
    sessionStart("s", { startedWall: noon - 30_000 }),
    { kind: "run-start", session: "s", run: run("r", { startedWall: noon - 200 }) },
  ]);
  for (let second = -20; second <= 10; second += 1) {
    const wall = noon + 1000 * second + (second % 2);
    store.sample("cpu.usage", second < 5 ? 30 : 95, wall);
    store.sample("fps", 60, wall);
    store.sample("latency", 50, wall);
    if (second >= 0) store.sample("macro.memory", 2 ** 20, wall, "r");
  }
  const [entry] = decisionEntries(
    [
      decision({
        wall: noon + 10_000,
        time: 10_000,
        since: 5000,
        run: "r",
        values: { "cpu.usage": 95 },
        place: { file: "policies/heal.macropolicy", line: 3, column: 3 },
      }),
    ],
    { session: "s", dryRun: false },
  );
  store.write([entry!]);
  if (ended) {
    store.write([
      { kind: "run-end", session: "s", run: "r", wall: noon + 10_400, end: { kind: "cancelled", decision: null } },
      { kind: "session-end", session: "s", wall: noon + 60_000, how: "stopped" },
    ]);
  }
  for (const minute of [3, 4, 5]) {
    if (retention === bounds.retention) break;
    store.sample("cpu.usage", 30, noon + 60_000 * minute);
    store.tick(noon + 60_000 * minute + 1);
  }
  store.close();
  return entry!.decision.id;
}

describe("from the record", () => {
  test("the last cancellation is explained, as the engine decided it", async () => {
    const workshop = await shop();
    const id = record(workshop);
    expect(await explainCommand({}, workshop.io)).toBe(0);
    const text = workshop.out();
    expect(text).toContain("heal_group was cancelled by cpu_hot at 2026-01-05 12:00:10, 10s after it started");
    expect(text).toContain(`event ${id} · profile heal (safe)`);
    expect(text).toContain("■ cpu.usage > 85%  95%  true    since 12:00:05 (5s)");
    expect(text).toContain("cpu.usage > 85%: a limit of at least 95%, as in set cpu_max = 95%");
    expect(text).toContain("for 5s: more than 5s, as in for 6s");
    expect(text).toContain(
      "played until 12:00:10, when the macro was cancelled: nobody knows how it would have gone on",
    );
    for (const part of [id.slice(0, 8), id.slice(-6)]) {
      expect(await explainCommand({ event: part }, workshop.io)).toBe(0);
      expect(workshop.out()).toBe(text);
    }
  });

  test("events that are not there, or may be several, are answered with those that are", async () => {
    const workshop = await shop();
    const id = record(workshop);
    expect(await explainCommand({ event: "ffff" }, workshop.io)).toBe(2);
    expect(workshop.err()).toBe(
      `there is no event ffff\n  ${id}  2026-01-05 12:00:10  heal_group  cancel by cpu_hot\n`,
    );
    record(workshop);
    expect(await explainCommand({ event: id.slice(0, 6) }, workshop.io)).toBe(2);
    expect(workshop.err()).toMatch(/^.* may be one of several events\n(.*cancel by cpu_hot\n){2}$/);
    expect(await explainCommand({ macro: "dance" }, workshop.io)).toBe(1);
    expect(workshop.err()).toContain("nothing has been decided about dance");
  });

  test("the rule as it was is replayed after the policy has changed, and that is said", async () => {
    const workshop = await shop();
    record(workshop);
    await workshop.write({ "policies/heal.macropolicy": policy.replace("cpu_max = 85%", "cpu_max = 99%") });
    expect(await explainCommand({}, workshop.io)).toBe(0);
    const changed = workshop.out();
    expect(changed).toContain("policies/heal.macropolicy:3, as it was:\n  cpu.usage > 85% for 5s");
    expect(changed).toContain("a limit of at least 95%");
    expect(changed).toContain(
      "today heal.cpu_hot is `cancel when cpu.usage > 99% for 5s` (policies/heal.macropolicy:3)",
    );
    await workshop.write({ "policies/heal.macropolicy": "profile heal { rule other: warn when fps < 61 }\n" });
    expect(await explainCommand({}, workshop.io)).toBe(0);
    const gone = workshop.out();
    expect(gone).toContain("today there is no rule heal.cpu_hot");
    expect(gone).toContain("other  warn        firing since the start");
    await workshop.write({ "policies/heal.macropolicy": "profile heal {" });
    expect(await explainCommand({}, workshop.io)).toBe(0);
    const broken = workshop.out();
    expect(broken).toContain("The policies of today cannot be read");
    expect(broken).toContain("a limit of at least 95%");
  });

  test("no change is claimed of a replay that comes out otherwise", async () => {
    const workshop = await shop();
    record(workshop);
    const store = openStore({ path: join(workshop.cwd, "store.sqlite"), ...bounds });
    store.sample("cpu.usage", 20, noon + 7001);
    store.close();
    expect(await explainCommand({}, workshop.io)).toBe(0);
    const text = workshop.out();
    expect(text).toContain("Replaying what was recorded does not give this decision at that snapshot");
    expect(text).not.toContain("spared");
  });

  test("a cancellation that a mute has held up is explained by the firing that went on", async () => {
    const workshop = await shop();
    const store = openStore({ path: join(workshop.cwd, "store.sqlite"), ...bounds });
    store.write([
      sessionStart("s", { startedWall: noon - 30_000 }),
      { kind: "run-start", session: "s", run: run("r", { startedWall: noon - 200 }) },
    ]);
    for (let second = 0; second <= 20; second += 1) {
      store.sample("cpu.usage", second < 5 ? 30 : 95, noon + 1000 * second);
      store.sample("fps", 60, noon + 1000 * second);
      store.sample("macro.memory", 2 ** 20, noon + 1000 * second, "r");
    }
    const fired = (second: number, mute?: string) =>
      decision({
        wall: noon + second * 1000,
        time: second * 1000,
        since: 5000,
        run: "r",
        values: { "cpu.usage": 95 },
        place: { file: "policies/heal.macropolicy", line: 3, column: 3 },
        ...(mute === undefined ? {} : { mute }),
      });
    const entries = decisionEntries([fired(10, "m1"), fired(20)], { session: "s", dryRun: false });
    store.write(entries);
    store.close();
    expect(await explainCommand({}, workshop.io)).toBe(0);
    const acted = workshop.out();
    expect(acted).toContain("heal_group was cancelled by cpu_hot at 2026-01-05 12:00:20");
    expect(acted).not.toContain("does not give this decision");
    expect(acted).toContain("a limit of at least 95%");
    expect(await explainCommand({ event: entries[0]!.decision.id }, workshop.io)).toBe(0);
    const muted = workshop.out();
    expect(muted).toContain("heal_group would have been cancelled by cpu_hot at 2026-01-05 12:00:10");
    expect(muted).toContain("muted: it had no consequences");
  });

  test("summaries are shown where only they are left, and nothing is claimed", async () => {
    const workshop = await shop();
    record(workshop, { retention: { ...bounds.retention, secondsMs: 1000 } });
    expect(await explainCommand({}, workshop.io)).toBe(0);
    const text = workshop.out();
    expect(text).toContain("It cannot be replayed: of that time only summaries by the minute are left.");
    expect(text).toMatch(/cpu\.usage {2}[▁▂▃▄▅▆▇█]+ {2}30% … 95%, by the minute/);
    expect(text).not.toContain("spared");
  });

  test("of a long run's last hours nothing is said of when it began", async () => {
    const workshop = await shop();
    const store = openStore({ path: join(workshop.cwd, "store.sqlite"), ...bounds });
    store.write([
      sessionStart("s", { startedWall: noon - 4 * 3_600_000 }),
      { kind: "run-start", session: "s", run: run("r", { startedWall: noon - 3 * 3_600_000 }) },
    ]);
    for (let second = -3 * 3600; second <= 10; second += 1) {
      store.sample("cpu.usage", second < 5 ? 30 : 95, noon + 1000 * second);
      store.sample("fps", 14, noon + 1000 * second);
      store.sample("macro.memory", 1, noon + 1000 * second, "r");
    }
    const made = decision({ wall: noon + 10_000, time: 10_000, since: 5000, run: "r", values: { "cpu.usage": 95 } });
    store.write(decisionEntries([made], { session: "s", dryRun: false }));
    store.close();
    expect(await explainCommand({}, workshop.io)).toBe(0);
    const text = workshop.out();
    expect(text).toContain("12:00:10, 3h after it started");
    expect(text).toContain("low_fps  pause       firing since before 10:00:05 (fps < 15fps: 14fps)");
  });
});
