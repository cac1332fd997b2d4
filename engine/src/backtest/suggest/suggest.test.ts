import { analyze, type Source } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { createEvaluator } from "../../runtime/evaluator.ts";
import { defaultStartWallMs, everyRow, simulate } from "../../runtime/simulate.ts";
import { type Random, randomFrom } from "../../runtime/testing/random.ts";
import { backtest, type NamedRecording } from "../backtest.ts";
import { allowed, parseRate } from "../rate.ts";
import { type Columns, recordingOf } from "../testing/recording.ts";
import { readTexts } from "./policy-texts.ts";
import { type SuggestOptions, suggest } from "./suggest.ts";
import type { Change } from "./tighten-back.ts";

interface Asked {
  readonly policy: string;
  readonly recordings: readonly NamedRecording[];
  readonly rate: string;
  readonly rule?: SuggestOptions["rule"];
  readonly overrides?: readonly Source[];
}

async function suggested({ policy, recordings, rate, rule = null, overrides = [] }: Asked) {
  const texts = readTexts([{ path: "p.macropolicy", text: policy }], { overrides });
  if (texts === null) throw new Error("the policy has errors");
  const found = await backtest({ program: texts.program, recordings, noisyPerHour: 6 });
  const options = { texts, recordings, found, rate: parseRate(rate)!, rule, judging: {} };
  const { profiles, texts: after } = await suggest(options);
  const text = after.analysis.files[0]!.file.source.text;
  return { profiles, text, lines: changedLines(policy, text) };
}

/** Lines that were not there before. */
function changedLines(before: string, after: string): string[] {
  const known = new Set(before.split(/\r?\n/));
  return after
    .split(/\r?\n/)
    .filter((line) => !known.has(line))
    .map((line) => line.trim());
}

/** Ten runs of half a minute, each with a burst of ten seconds at its start: of 81 % in the first, 82 % in the second, … */
const tenBursts = (profiles = ["p"]) =>
  Array.from({ length: 10 }, (_, at) =>
    recordingOf(`${at}`, 30, { "cpu.usage": (second) => (second < 10 ? 81 + at : 20) }, { profiles, restarts: false }),
  );

const told = ({ what, from, to, tighter }: Change) => `${what}: ${from} → ${to}, not ${tighter.to} (${tighter.fired})`;

describe("a value is changed where it comes from, and nothing else with it", () => {
  const changes = async (policy: string, rest: Partial<Asked> = {}) => {
    const names = [...policy.matchAll(/^profile (\w+)/gm)].map(([, name]) => name!);
    const { profiles, lines } = await suggested({ policy, recordings: tenBursts(names), rate: "3/10 runs", ...rest });
    const p = profiles.find(({ profile }) => profile === "p")!;
    return [...p.changes.map(told), ...lines];
  };

  // 87 % lets three bursts through, those at 88, 89 and 90 %.
  test("a number in a rule of the profile", async () => {
    expect(await changes("profile p {\n  rule hot: cancel when cpu.usage > 80%\n}\n")).toEqual([
      "rule hot in p: 80% → 87%, not 86% (4)",
      "rule hot: cancel when cpu.usage > 87%",
    ]);
  });

  test("a param of the profile", async () => {
    expect(await changes("profile p {\n  param top = 80%\n  rule hot: cancel when cpu.usage > top\n}\n")).toEqual([
      "param top in p: 80% → 87%, not 86% (4)",
      "param top = 87%",
    ]);
  });

  const template = "template t {\n  param top = 80%\n  rule hot: cancel when cpu.usage > top\n}\n";

  test("a `set` in the profile, of what a template gives it", async () => {
    expect(
      await changes(`${template}profile p extends t { }\nprofile q extends t { cooldown 1h }\n`, {
        recordings: tenBursts(),
      }),
    ).toEqual(["set top in p: 80% → 87%, not 86% (4)", "profile p extends t {", "set top = 87%"]);
  });

  test("the `set` that is there", async () => {
    const q = "profile q extends t { }\n";
    expect(
      await changes(`${template}profile p extends t {\n  set top = 75% # for now\n}\n${q}`, {
        recordings: tenBursts(),
      }),
    ).toEqual(["set top in p: 75% → 87%, not 86% (4)", "set top = 87% # for now"]);
  });

  test("a rule that overrides the template's, where its number is shared", async () => {
    const shared = 'template t {\n  ## Why.\n  rule hot: cancel when (cpu.usage > 80%)\n    message "hot"\n}\n';
    expect(
      await changes(`${shared}profile p extends t {\n  cooldown 1s\n  # The end.\n}\nprofile q extends t { }\n`, {
        recordings: tenBursts(),
      }),
    ).toEqual(["override rule hot in p: 80% → 87%, not 86% (4)", "override rule hot: cancel when (cpu.usage > 87%)"]);
  });

  test("a let that nobody else reads; else the rule", async () => {
    const set = "let top = 80%\nprofile p {\n  rule hot: cancel when top < cpu.usage\n}\n";
    expect(await changes(set)).toEqual(["let top: 80% → 87%, not 86% (4)", "let top = 87%"]);
    const other = "profile q { rule hot: warn when cpu.usage > top }\n";
    expect(await changes(set + other, { recordings: tenBursts() })).toEqual([
      "rule hot in p: 80% → 87%, not 86% (4)",
      "rule hot: cancel when 87% < cpu.usage",
    ]);
  });

  test("the param within a limit that is reckoned from it", async () => {
    const policy = "profile p {\n  param top = 80%\n  rule hot: cancel when not (cpu.usage <= (top + 5%) - 5%)\n}\n";
    expect(await changes(policy)).toEqual(["param top in p: 80% → 87%, not 86% (4)", "param top = 87%"]);
    const falling = "profile p {\n  param room = 20%\n  rule hot: cancel when cpu.usage > 100% - room\n}\n";
    expect(await changes(falling)).toEqual(["param room in p: 20% → 13%, not 14% (4)", "param room = 13%"]);
  });

  test("a limit from below goes down", async () => {
    const fps = (at: number): Columns => ({ fps: (second) => (second < 10 ? 19 - at : 60) });
    const policy = "profile p {\n  rule slow: cancel when avg(fps, 2s) < 20\n}\n";
    expect(
      await changes(policy, {
        recordings: tenBursts().map((one, at) => recordingOf(one.name, 30, fps(at), { restarts: false })),
      }),
    ).toEqual(["rule slow in p: 20fps → 13fps, not 14fps (4)", "rule slow: cancel when avg(fps, 2s) < 13fps"]);
  });

  test("where a limit that is reached counts, one step more", async () => {
    expect(await changes("profile p {\n  rule hot: cancel when cpu.usage >= 85%\n}\n", { rate: "0/h" })).toEqual([
      "rule hot in p: 85% → 91%, not 90% (1)",
      "rule hot: cancel when cpu.usage >= 91%",
    ]);
  });

  test("not the params that rules about other things share", async () => {
    const hot = 'rule hot: cancel when cpu.usage > 95% - 20% for patience message "{cpu.usage} for {patience}"';
    const slow = "rule slow: cancel when fps < 5 for patience";
    const policy = `template t {\n  param patience = 2s\n  ${hot}\n  ${slow}\n}\nprofile p extends t { }\n`;
    // The limit is no single number, so that the wait is what can be turned.
    expect(await changes(policy, { rate: "0/h" })).toEqual([
      "override rule hot in p: 2s → 10s, not 9s (10)",
      "profile p extends t {",
      'override rule hot: cancel when cpu.usage > 95% - 20% for 10s message "{cpu.usage} for 10s"',
    ]);
  });

  test("a wait that was not there", async () => {
    const policy = 'profile p { rule hot: cancel when cpu.usage > 70% + 1% message "hot" }\n';
    expect(await changes(policy, { rate: "0/h" })).toEqual([
      "rule hot in p: 0ms → 10s, not 9s (10)",
      'profile p { rule hot: cancel when cpu.usage > 70% + 1% for 10s message "hot" }',
    ]);
  });

  test("with the line ends of the file", async () => {
    const set = `${template}profile p extends t {\n  set top = 79%\n}\nprofile q extends p { }\nprofile r extends t { }\n`;
    const { text } = await suggested({
      policy: set.replaceAll("\n", "\r\n"),
      recordings: tenBursts(),
      rate: "3/10 runs",
    });
    expect(text).toContain("  set top = 87%\r\n}");
    const added = await suggested({
      policy: `${template}profile p extends t {\n  cooldown 1s\n}\nprofile r extends t { }\n`.replaceAll("\n", "\r\n"),
      recordings: tenBursts(),
      rate: "3/10 runs",
    });
    expect(added.text).toContain("  cooldown 1s\r\n  set top = 87%\r\n}\r\n");
  });
});

test("profiles that extend the changed one change with it, and that is told", async () => {
  const policy = "profile p {\n  rule hot: cancel when cpu.usage > 80%\n}\nprofile q extends p { }\n";
  const { profiles } = await suggested({ policy, recordings: tenBursts(["q", "p"]), rate: "3/10 runs" });
  expect(profiles.map(({ profile, outcome }) => [profile, outcome])).toEqual([
    ["p", "met by changes"],
    ["q", "meets it"],
  ]);
  expect(profiles[0]!.changes[0]).toMatchObject({ alsoProfiles: ["q"] });
});

test("a param that an override file sets is left alone: another value in the policy would change nothing", async () => {
  const policy = "profile p {\n  param top = 70%\n  rule hot: cancel when cpu.usage > top\n}\n";
  const overrides = [{ path: "o.yaml", text: "profiles: { p: { set: { top: 80% } } }\n" }];
  const { lines } = await suggested({ policy, recordings: tenBursts(), rate: "0/h", overrides });
  expect(lines).toEqual(["rule hot: cancel when cpu.usage > 90%"]);
});

describe("what counts", () => {
  const both = `profile p {
  rule hot: cancel when cpu.usage > 80%
  rule warm: warn when cpu.usage > 80%
  rule long: cancel when duration > 50s
}
`;

  test("are cancels, and not limits of time, unless they are asked for", async () => {
    const rules = async (rate: string, rule?: SuggestOptions["rule"]) => {
      const { profiles } = await suggested({ policy: both, recordings: tenBursts(), rate, ...(rule ? { rule } : {}) });
      return profiles.map((one) => one.rules);
    };
    expect(await rules("1/h")).toEqual([["hot"]]);
    expect(await rules("at most one warn in an hour".replace("an hour", "1 hour"))).toEqual([["warm"]]);
    expect(await rules("1/h", { profile: null, name: "long" })).toEqual([["long"]]);
    expect(await rules("1/h", { profile: "other", name: "hot" })).toEqual([]);
  });

  test("several rules are loosened, the noisiest first, and none further than all need together", async () => {
    // Until the processor is no reason any more, nobody sees how slow the game was.
    const columns = (at: number): Columns => ({
      "cpu.usage": (second) => (second < 10 ? 81 + at : 20),
      fps: (second) => (second > 20 ? 5 + at : 60),
    });
    const policy =
      "profile p {\n  rule hot: cancel when cpu.usage > 80% for 1s\n  rule slow: cancel when fps < 20 for 2s\n}\n";
    const recordings = tenBursts().map(({ name }, at) => recordingOf(name, 30, columns(at), { restarts: false }));
    const { profiles, lines } = await suggested({ policy, recordings, rate: "3/10 runs" });
    expect(profiles[0]).toMatchObject({ outcome: "met by changes", before: { fired: 10, allowed: 3 } });
    expect(lines).toEqual(["rule hot: cancel when cpu.usage > 90% for 1s", "rule slow: cancel when fps < 8fps for 2s"]);
    expect(profiles[0]!.changes.map(({ tighter }) => [tighter.to, tighter.fired])).toEqual([
      ["89%", 4],
      ["9fps", 4],
    ]);
  });

  test("what no value of its own can meet is told", async () => {
    const always = 'profile p { rule named: cancel when macro.name == "p" and cpu.usage == cpu.usage for 31s }\n';
    const { profiles, lines } = await suggested({ policy: always, recordings: tenBursts(), rate: "0/h" });
    expect([profiles[0]!.outcome, lines]).toEqual(["meets it", []]);
    const policy =
      'profile p {\n  rule named: cancel when macro.name == "p"\n  rule named2: cancel all when cpu.usage > 0%\n}\n';
    const file = { path: "o.json", text: '{ "profiles": { "p": { "rules": { "named2": { "enabled": false } } } } }' };
    const none = await suggested({ policy, recordings: tenBursts(), rate: "0/h", overrides: [file] });
    expect(none.profiles[0]).toMatchObject({ rules: ["named"], outcome: "met by changes" });
  });
});

describe("a rule that meets the rate", () => {
  const policy = "profile p {\n  rule hot: cancel when cpu.usage > 88% for 2s\n}\n";

  test("is left as it is; how far it could be tightened is told of one that was named", async () => {
    const named = { policy, recordings: tenBursts(), rate: "3/10 runs", rule: { profile: null, name: "hot" } };
    const { profiles, lines } = await suggested(named);
    expect(lines).toEqual([]);
    expect(profiles[0]).toMatchObject({
      outcome: "meets it",
      before: { fired: 2, allowed: 3 },
      room: [
        { kind: "threshold", from: "88%", to: "87%", fired: 3 },
        { kind: "wait", from: "2s", to: "0ms", fired: 2 },
      ],
    });
    expect((await suggested({ ...named, rule: null })).profiles[0]).toMatchObject({ outcome: "meets it", room: [] });
  });
});

// --- Against replays ----------------------------------------------------------------------------------------------

function randomRecordings(random: Random): NamedRecording[] {
  return Array.from({ length: 2 + random.below(3) }, (_, at) => {
    const walks = { "cpu.usage": 60, fps: 50, "memory.usage": 60 };
    const rows = Array.from({ length: 60 + random.below(90) }, () => {
      for (const name of Object.keys(walks) as (keyof typeof walks)[]) {
        walks[name] = Math.min(100, Math.max(0, walks[name] + random.below(31) - 15));
      }
      return { ...walks };
    });
    const columns: Columns = Object.fromEntries(
      (Object.keys(walks) as (keyof typeof walks)[]).map((name) => [name, (second: number) => rows[second]![name]]),
    );
    return recordingOf(`r${at}`, rows.length, columns, { restarts: random.chance(0.7) });
  });
}

function randomPolicy(random: Random): string {
  const hold = () => random.pick(["", "", " for 2s", " for hold"]);
  const rules = [
    () => `rule hot: cancel when cpu.usage > ${random.pick(["top", "70%", "limit", "top - 5%"])}${hold()}`,
    () => `rule slow: cancel when fps ${random.pick(["<", "<="])} ${random.pick(["20", "low", "2 * low"])}${hold()}`,
    () => `rule full: cancel when avg(memory.usage, 3s) > 80% and cpu.usage >= 50%${hold()}`,
    () => `rule warm: warn when cpu.usage > top${hold()}`,
  ];
  const body = rules.filter(() => random.chance(0.7)).map((rule) => `  ${rule()}\n`);
  const own = random.chance(0.5) ? "  set top = 72%\n" : "";
  const params = "  param top = 75%\n  param low = 15fps\n  param hold = 3s\n";
  const cooldown = random.pick(["0s", "7s"]);
  return `let limit = 68%\ntemplate t {\n${params}${body.join("")}}\nprofile p extends t {\n  cooldown ${cooldown}\n${own}}\nprofile q extends t { }\n`;
}

/** Firings of rules, by `replay` alone. */
async function replayed(
  text: string,
  profile: string,
  rules: readonly string[],
  recordings: readonly NamedRecording[],
) {
  const { program } = analyze({ files: [{ path: "p.macropolicy", text }] });
  const counts = { fired: 0, runs: 0, observedMs: 0 };
  const { cooldownMs } = program!.profiles.find(({ name }) => name === profile)!;
  for (const recording of recordings) {
    let last: { readonly run: string; readonly timeMs: number } | null = null;
    const end = await simulate(
      {
        evaluator: createEvaluator(program!, { intervalMs: 1000 }),
        macro: profile,
        profile,
        startWallMs: defaultStartWallMs,
        restartAfterMs: recording.restarts ? cooldownMs : null,
        onDecision: ({ kind, rule }) => {
          if (kind === "fire" && rules.includes(rule)) counts.fired += 1;
        },
        onSnapshot: ({ timeMs }, run) => {
          if (run === null) return;
          if (last?.run === run) counts.observedMs += timeMs - last.timeMs;
          last = { run, timeMs };
        },
      },
      everyRow(recording.rows()),
    );
    counts.runs += end.runs;
  }
  return counts;
}

test("what is suggested holds when it is replayed, and the next tighter value does not: 16 random policies", async () => {
  let changes = 0;
  let tightened = 0;
  for (let seed = 1; seed <= 16; seed += 1) {
    const random = randomFrom(seed);
    const policy = randomPolicy(random);
    const recordings = randomRecordings(random);
    const rate = parseRate(random.pick(["1/20 runs", "1/3 runs", "0/h", "20/h", "100/h"]))!;
    const asked = { policy, recordings, rate: `${rate.count}/${rate.per} ${rate.unit}s` };
    const { profiles, text } = await suggested(asked);
    for (const { profile, rules, outcome, changes: made } of profiles) {
      const counts = await replayed(text, profile, rules, recordings);
      const within = counts.fired <= allowed(rate, counts);
      expect(within, `seed ${seed}: ${profile} ${outcome}`).toBe(outcome !== "cannot be met");
      changes += made.length;
      for (const { rule, kind, to, tighter } of outcome === "met by changes" ? made : []) {
        const isIt = (one: string) => one.includes(to) && (one.includes(`rule ${rule}:`) || !one.includes("rule "));
        const line = changedLines(policy, text).find(isIt)!;
        const [written, back] =
          kind === "wait" && line.includes("rule") ? [` for ${to}`, ` for ${tighter.to}`] : [to, tighter.to];
        const tight = text.replace(line, line.replace(written, back === " for 0ms" ? "" : back));
        const tighterCounts = await replayed(tight, profile, rules, recordings);
        expect(tighterCounts.fired, `seed ${seed}: ${line}`).toBe(tighter.fired);
        expect(tighterCounts.fired).toBeGreaterThan(allowed(rate, tighterCounts));
        tightened += 1;
      }
    }
  }
  expect(changes).toBeGreaterThan(15);
  expect(tightened).toBeGreaterThan(5);
});
