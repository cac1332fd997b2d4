import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { openStore } from "../../store/sqlite-store.ts";
import { bounds, run } from "../../store/testing/example.ts";
import type { backtestJson } from "../report/backtest-json.ts";
import type { suggestionJson } from "../report/backtest-suggestion.ts";
import { backtestCommand, registerBacktest } from "./backtest.ts";
import { openWorkshop, type Workshop } from "./testing/workshop.ts";

const policy = `profile heal {
  level    safe
  match    macro "heal_*"
  cooldown 10s
  rule cpu_hot: cancel when cpu.usage > 80% for 5s
  rule low_fps: pause when fps < 15 until fps > 25
  rule lag:     warn when latency > 500ms
}
profile buff { rule low: warn when fps < 5 }
`;

/** A recording at 1 Hz of what the functions give. */
function csv(seconds: number, columns: Readonly<Record<string, (time: number) => number | string>>): string {
  const rows = Array.from({ length: seconds }, (_, time) =>
    [time, ...Object.values(columns).map((value) => value(time))].join(","),
  );
  return [`time,${Object.keys(columns).join(",")}`, ...rows, ""].join("\n");
}

const night = csv(60, {
  "cpu.usage": (time) => (time >= 10 && time < 20 ? 95 : 20),
  fps: (time) => (time === 5 ? 10 : 60),
});
const calm = csv(40, { "cpu.usage": () => 20, fps: () => 60, "macro.name": () => "heal_party" });

function openShop(files: Readonly<Record<string, string>> = {}) {
  return openWorkshop({
    "policies/heal.macropolicy": policy,
    "recordings/night.csv": night,
    "recordings/old/calm.csv": calm,
    "recordings/notes.txt": "no recording",
    ...files,
  });
}

type Report = ReturnType<typeof backtestJson> & { readonly suggestion?: ReturnType<typeof suggestionJson> };

async function judged(shop: Workshop, options: object) {
  const code = await backtestCommand({ traces: [], policies: ["policies"], format: "json", ...options }, shop.io);
  const [out, err] = [shop.out(), shop.err()];
  return { code, err, report: (out === "" ? null : JSON.parse(out)) as Report };
}

const counts = (report: Report): Record<string, string> =>
  Object.fromEntries(
    report.profiles.map(({ profile, runs, rules }) => [
      profile,
      [runs, ...rules.map(({ rule, fired }) => `${rule} ${fired}`)].join(", "),
    ]),
  );

test("for people: a table a profile, and what never fired or could not have", async () => {
  const { io, out, err } = await openShop();
  expect(await backtestCommand({ traces: ["recordings/night.csv"], policies: ["policies"] }, io)).toBe(0);
  expect(err()).toBe("");
  expect(out()).toBe(`1 recording, 59s

heal (safe) over 1 recording: 2 runs in 49s, 1 cancelled
  rule     action  fired  runs  per hour  lasted  longest  first
  cpu_hot  cancel      1     1      73.5       –        –  15s in recordings/night.csv
  low_fps  pause       1     1      73.5      1s       1s  5s in recordings/night.csv
  could not have fired, no latency in any recording: lag

buff (risky) over 1 recording: 1 run in 59s, 0 cancelled
  never fired: low
`);
});

test("names from recordings do nothing to a terminal", async () => {
  const { io, out, err, write } = await openShop();
  const named = csv(20, { fps: () => 3, "macro.name": () => "evil\u001b[2J" });
  await write({ "odd/\u001b[31mx.csv": csv(20, { fps: () => 3 }), "odd/y.csv": named });
  expect(await backtestCommand({ traces: ["odd"], policies: ["policies"] }, io)).toBe(0);
  expect(out() + err()).not.toContain("\u001b");
});

describe("recordings", () => {
  test("are files, folders with all below them, and patterns; each counts once", async () => {
    const shop = await openShop();
    const names = async (...traces: string[]) =>
      (await judged(shop, { traces })).report.recordings.map(({ name }: { name: string }) => name);
    expect(await names("recordings")).toEqual(["recordings/night.csv", "recordings/old/calm.csv"]);
    expect(await names("recordings/old", "recordings/night.csv", "recordings")).toEqual([
      "recordings/old/calm.csv",
      "recordings/night.csv",
    ]);
    expect(await names("recordings/*.csv")).toEqual(["recordings/night.csv", "recordings/old/calm.csv"]);
    expect(await names("rec*/**/c[a-c]lm.csv")).toEqual(["recordings/old/calm.csv"]);
    expect(await names("recordings/**/{night,calm}.csv")).toHaveLength(2);
  });

  test("that name their macro are judged under the profile that governs it, others under every profile", async () => {
    const { report } = await judged(await openShop(), { traces: ["recordings"] });
    expect(report.recordings).toEqual([
      {
        name: "recordings/night.csv",
        macro: null,
        startedAt: null,
        snapshots: 60,
        seconds: 59,
        profiles: ["heal", "buff"],
      },
      {
        name: "recordings/old/calm.csv",
        macro: "heal_party",
        startedAt: null,
        snapshots: 40,
        seconds: 39,
        profiles: ["heal"],
      },
    ]);
    expect(counts(report)).toEqual({ heal: "3, cpu_hot 1, low_fps 1, lag 0", buff: "1, low 0" });
  });

  test("are judged under the profiles asked for, as the macro asked for", async () => {
    const shop = await openShop();
    const traces = ["recordings"];
    expect(Object.keys(counts((await judged(shop, { traces, profile: ["buff"] })).report))).toEqual(["buff"]);
    expect(counts((await judged(shop, { traces, macro: "heal_x" })).report)).toEqual({
      heal: "3, cpu_hot 1, low_fps 1, lag 0",
    });
    expect(await judged(shop, { traces, profile: ["heel"] })).toMatchObject({
      code: 2,
      err: "there is no profile heel: the policies have heal, buff\n",
    });
    expect(await judged(shop, { traces, macro: "fishing" })).toMatchObject({
      code: 2,
      err: expect.stringContaining("recordings/night.csv: no profile governs fishing; it is left out\n"),
    });
  });

  test("end at the first cancel with --no-restart", async () => {
    const { report } = await judged(await openShop(), { traces: ["recordings/night.csv"], restart: false });
    expect(counts(report).heal).toBe("1, cpu_hot 1, low_fps 1, lag 0");
  });
});

test("as JSON: every firing, and how metrics were distributed", async () => {
  const { report } = await judged(await openShop(), { traces: ["recordings/night.csv"], noisy: 0 });
  const [hot, , lag] = report.profiles[0]!.rules;
  expect(hot).toEqual({
    rule: "cpu_hot",
    action: "cancel",
    threshold: "cpu.usage > 80% for 5s",
    file: "policies/heal.macropolicy",
    line: 5,
    fired: 1,
    runs: 1,
    perHour: 3600 / 49,
    seconds: 0,
    longestSeconds: 0,
    noisy: true,
    couldFire: true,
    firings: [
      {
        recording: "recordings/night.csv",
        run: 1,
        at: 15,
        since: 10,
        lasted: 0,
        ended: "cancelled",
        message: "cpu.usage > 80% for 5s (cpu.usage 95%)",
      },
    ],
    firingsLeftOut: 0,
  });
  expect(lag).toMatchObject({ couldFire: false, reason: "no latency in any recording", noisy: false });
  expect(report.metrics).toMatchObject([
    { metric: "cpu.usage", dimension: "percent", samples: 60, min: 20, max: 95 },
    { metric: "fps", samples: 60, min: 10, max: 60 },
  ]);
});

describe("--suggest", () => {
  const options = { traces: ["recordings/night.csv"], policies: ["policies"], suggest: "no cancel in 20 runs" };

  test("says what would meet the rate and what it costs, and writes it as a patch that can be applied", async () => {
    const { io, out, cwd } = await openShop();
    expect(await backtestCommand({ ...options, patch: "calmer.patch", profile: ["heal"] }, io)).toBe(0);
    expect(out().split("Asked for: ")[1]).toBe(`no cancel in 20 runs

heal would meet it; now 1 firing in 2 runs, 0 allowed
  rule cpu_hot in heal: for 5s → for 10s
    for 9s would not do: 1 firing, 0 allowed then
    or instead, rule cpu_hot in heal: 80% → 95%
  with it: 0 firings in 1 run, 0 allowed
  cpu_hot fires 1 → 0 (gone: 15s in recordings/night.csv)

--- a/policies/heal.macropolicy
+++ b/policies/heal.macropolicy
@@ -2,7 +2,7 @@
   level    safe
   match    macro "heal_*"
   cooldown 10s
-  rule cpu_hot: cancel when cpu.usage > 80% for 5s
+  rule cpu_hot: cancel when cpu.usage > 80% for 10s
   rule low_fps: pause when fps < 15 until fps > 25
   rule lag:     warn when latency > 500ms
 }
`);
    execFileSync("git", ["apply", "calmer.patch"], { cwd });
    expect(await backtestCommand({ ...options, profile: ["heal"] }, io)).toBe(0);
    expect(out()).toContain("heal meets it: 0 firings in 1 run, 0 allowed");
  });

  test("leaves out other rules that fire as often as before", async () => {
    // Cancelled at 4s and started anew, the macro is older than 5s only at 12s; else at 6s. Once each.
    const { io, out } = await openWorkshop({
      "policies/a.macropolicy": `profile p {
  cooldown 2s
  rule hot: cancel when cpu.usage > 80% for 3s
  rule old: warn when duration > 5s
  rule late: warn when fps < 9
}`,
      "a.csv": csv(20, { "cpu.usage": (time) => (time >= 1 && time < 5 ? 95 : 20), fps: () => 60 }),
    });
    expect(await backtestCommand({ ...options, traces: ["a.csv"] }, io)).toBe(0);
    const told = out();
    expect(told).toMatch(/old +warn +1 /);
    expect(told.match(/^.* fires .*$/gm)).toEqual(["  hot fires 1 → 0 (gone: 4s in a.csv)"]);
  });

  test("as JSON; a rule alone, in one profile", async () => {
    const { code, report } = await judged(await openShop(), { ...options, suggest: "1/h", rule: "heal.low_fps" });
    expect(code).toBe(0);
    expect(report.suggestion).toMatchObject({
      asked: "1/h",
      profiles: [
        {
          profile: "heal",
          rules: ["low_fps"],
          outcome: "met by changes",
          before: { fired: 1, runs: 2, seconds: 49, allowed: 0 },
          changes: [
            {
              what: "rule low_fps in heal",
              kind: "wait",
              from: "0ms",
              to: "1s",
              tighter: { to: "0ms", fired: 1, allowed: 0 },
              alternatives: [{ kind: "threshold", from: "15fps", to: "10fps" }],
            },
          ],
          effects: [
            { rule: "low_fps", before: 1, after: 0, gone: [{ recording: "recordings/night.csv", run: 1, at: 5 }] },
          ],
        },
      ],
      patch: expect.stringContaining("+  rule low_fps: pause when fps < 15 for 1s until fps > 25\n"),
    });
  });

  test("tests of the policies that would fail with it are told", async () => {
    const tests = `
test "a hot processor cancels" {
  profile heal
  given cpu.usage = 95%
  run 8s
  expect cancel by cpu_hot at 5s
}
test "a cool one does not" {
  profile heal
  given cpu.usage = 20%
  run 8s
  expect no cancel
}
`;
    const { io, out } = await openShop({ "policies/heal.macropolicy": policy + tests });
    await backtestCommand({ ...options, profile: ["heal"] }, io);
    expect(out()).toContain(
      "\n1 test of the policies would fail with it:\n  a hot processor cancels (policies/heal.macropolicy:11)\n",
    );
  });

  test("assertions that would no longer hold with it are told, with samples that show it", async () => {
    const assertions = `
assert guarded { profile heal cancels when cpu.usage > 90% for 5s }
assert spared { profile heal cancels when cpu.usage > 90% for 60s }
`;
    const files = { "policies/heal.macropolicy": policy + assertions };
    const { io, out } = await openShop(files);
    const cancels = { ...options, suggest: "at most one cancel in 20 runs", profile: ["heal"] };
    expect(await backtestCommand(cancels, io)).toBe(0);
    expect(out()).toMatch(
      /\n1 assertion of the policies would no longer hold with it:\n {2}guarded: heal cancels when .* \(policies\/heal\.macropolicy:\d+\): nothing answers cpu\.usage = .*\n\n---/,
    );
    const { report } = await judged(await openShop(files), cancels);
    expect(report.suggestion!.brokenAssertions).toMatchObject([
      { assertion: "guarded", profile: "heal", verdict: "fails", file: "policies/heal.macropolicy" },
    ]);
    expect(report.suggestion!.brokenAssertions[0]!.because).toContain("nothing answers cpu.usage = ");
  });

  test("what cannot be met is told, with exit code 1: a rule that stands in no policy", async () => {
    const shop = await openShop({
      "config/macro_safety/old.json": '{ "heal": { "macro_id": "heal", "max_duration": 20 } }',
    });
    const { code, report } = await judged(shop, { ...options, suggest: "0/h", rule: "heal.max_duration" });
    expect([code, report.suggestion!.profiles[0]!.outcome]).toEqual([1, "cannot be met"]);
    expect(report.suggestion!.patch).toBe("");
    await backtestCommand({ ...options, suggest: "0/h", rule: "heal.max_duration" }, shop.io);
    expect(shop.out()).toMatch(
      /heal cannot meet it: \d+ firings? in .*, 0 allowed; no threshold or wait of max_duration brings it there\n$/,
    );
  });
});

test("--html writes a page", async () => {
  const { io, cwd, err } = await openShop();
  const options = { traces: ["recordings"], policies: ["policies"] };
  expect(await backtestCommand({ ...options, html: "page.html" }, io)).toBe(0);
  const page = readFileSync(`${cwd}/page.html`, "utf8");
  expect(page).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
  expect(page).toContain("recordings/night.csv");
  expect(await backtestCommand({ ...options, html: "no/such/folder/page.html" }, io)).toBe(2);
  expect(err()).toContain("no/such/folder/page.html cannot be written: there is no such folder\n");
});

describe("what the engine has recorded", () => {
  const dayMs = 86_400_000;

  /** Runs of a minute each, those of `hot` with a busy processor; `daysAgo` says when. */
  async function shopWithStore(
    runs: readonly { id: string; macro: string; profile: string; daysAgo: number; hot?: boolean }[],
  ) {
    const shop = await openShop({ "macro-engine.yaml": "policies: [policies]\nstore: { path: history.sqlite }\n" });
    const store = openStore({ path: `${shop.cwd}/history.sqlite`, ...bounds });
    const now = Date.now();
    for (const { id, macro, profile, daysAgo, hot } of runs) {
      const startedWall = Math.round(now - daysAgo * dayMs);
      store.write([{ kind: "run-start", session: "s", run: run(id, { macro, profile, startedWall }) }]);
      for (let second = -20; second < 60; second += 1) {
        const wall = startedWall + 100 + second * 1000;
        store.sample("cpu.usage", hot === true ? 95 : 20, wall);
        if (second < 0) continue;
        store.sample("macro.memory", 1e6, wall, id);
        store.sample("fps", second === 30 ? 10 : 60, wall, id);
      }
      store.write([{ kind: "run-end", session: "s", run: id, wall: startedWall + 60_000, end: { kind: "stopped" } }]);
    }
    store.close();
    return shop;
  }

  const recorded = [
    { id: "1", macro: "heal_a", profile: "heal", daysAgo: 9, hot: true },
    { id: "2", macro: "heal_b", profile: "heal", daysAgo: 1.5, hot: true },
    { id: "3", macro: "heal_c", profile: "gone", daysAgo: 1 },
    { id: "4", macro: "fishing", profile: "gone", daysAgo: 0.5 },
    { id: "5", macro: "odd", profile: "buff", daysAgo: 0.4 },
  ];

  test("is judged under the profile of each run, or the one that governs its macro now; a run is one run", async () => {
    const { code, err, report } = await judged(await shopWithStore(recorded), { fromStore: "7d" });
    expect([code, err]).toEqual([0, "runs of fishing left out: no profile governs it\n"]);
    expect(report.recordings.map(({ macro, profiles, seconds }) => [macro, ...profiles, seconds])).toEqual([
      ["heal_b", "heal", 59],
      ["heal_c", "heal", 59],
      ["odd", "buff", 59],
    ]);
    expect(counts(report)).toEqual({ heal: "2, cpu_hot 1, low_fps 1, lag 0", buff: "1, low 0" });
    expect(report.recordings[0]!.startedAt).toMatch(/^\d{4}-.*Z$/);
  });

  test("since a date, of one macro, with restarts where they are asked for", async () => {
    const shop = await shopWithStore(recorded);
    const since = new Date(Date.now() - 10 * dayMs).toISOString().slice(0, 10);
    const { report } = await judged(shop, { fromStore: since, macro: "heal_a", restart: true });
    expect(report.recordings).toHaveLength(1);
    // Cancelled at 5 s, and each 15 s after.
    expect(counts(report).heal).toBe("4, cpu_hot 4, low_fps 1, lag 0");
  });

  test("a date begins where the user is", async () => {
    const today = new Date(Math.floor(Date.now() / dayMs) * dayMs);
    const shop = await shopWithStore([
      // An hour before midnight in UTC is today on Kiritimati.
      { id: "1", macro: "heal_a", profile: "heal", daysAgo: (Date.now() - today.getTime() + 3_600_000) / dayMs },
    ]);
    const since = today.toISOString().slice(0, 10);
    const config = "policies: [policies]\nstore: { path: history.sqlite }\nzone: ";
    const runsIn = async (zone: string) => {
      writeFileSync(`${shop.cwd}/macro-engine.yaml`, config + zone);
      return (await judged(shop, { fromStore: since })).report?.recordings.length ?? 0;
    };
    expect([await runsIn("Pacific/Kiritimati"), await runsIn("UTC")]).toEqual([1, 0]);
  });

  test("runs whose samples are summed up by now are told", async () => {
    const shop = await openShop({ "macro-engine.yaml": "policies: [policies]\nstore: { path: history.sqlite }\n" });
    const store = openStore({ path: `${shop.cwd}/history.sqlite`, ...bounds });
    store.write([{ kind: "run-start", session: "s", run: run("1", { startedWall: Date.now() - dayMs }) }]);
    store.close();
    expect(await judged(shop, { fromStore: "7d" })).toMatchObject({
      code: 2,
      err:
        "1 run left out: of it no samples by the second are left (`store.retention.seconds` says how long they are kept), " +
        "or none were taken\nthere is nothing to judge\n",
    });
  });

  test("no run at all is told with those that there are", async () => {
    const shop = await shopWithStore(recorded.filter(({ daysAgo }) => daysAgo > 1));
    const told = async (options: Parameters<typeof judged>[1]) => {
      const { code, err } = await judged(shop, options);
      return [code, err.replace("there is nothing to judge\n", "").replace(/\d{4}-\S+Z/g, "DAY")];
    };
    expect(await told({ fromStore: "1h" })).toEqual([2, "no run began since DAY; the last one began at DAY\n"]);
    expect(await told({ fromStore: "1h", macro: "heal_a" })).toEqual([
      2,
      "no run of heal_a began since DAY; the last one began at DAY\n",
    ]);
    expect(await told({ fromStore: "1h", macro: "heel" })).toEqual([
      2,
      "no run of heel began since DAY; none is recorded\n",
    ]);
    const [, names] = await told({ fromStore: "30d", macro: "heel" });
    expect(names).toMatch(/^no run of heel began since then; there are runs of (\w+, )*heal_a(, \w+)*\n$/);
  });

  test("in another record than the configuration's", async () => {
    const shop = await shopWithStore(recorded);
    const elsewhere = await openShop();
    const { code, report } = await judged(elsewhere, { fromStore: "7d", store: `${shop.cwd}/history.sqlite` });
    expect(code).toBe(0);
    expect(report.recordings.map(({ macro }) => macro)).toEqual(["heal_b", "heal_c", "odd"]);
    expect((await judged(elsewhere, { fromStore: "7d", store: "none.sqlite" })).err).toContain(
      `there is no record at ${elsewhere.cwd}/none.sqlite`,
    );
  });

  test("there may be no store yet", async () => {
    const { code, err } = await judged(await openShop(), { fromStore: "7d" });
    expect(code).toBe(2);
    expect(err).toMatch(/^there is no record at \/.*: `macro-engine watch` and `run` make one\n$/);
  });
});

describe("wrong use", () => {
  test.each([
    [{}, "backtest needs recordings: name files and folders, or say --from-store 7d"],
    [
      { traces: ["recordings"], store: "history.sqlite" },
      "--store is for --from-store SINCE: it says where those runs were recorded",
    ],
    [
      { traces: ["recordings"], fromStore: "7d" },
      "backtest takes recordings from files or from the store, not from both",
    ],
    [
      { fromStore: "yesterday" },
      "--from-store yesterday: write how long ago, such as 7d, or a date, such as 2026-11-01",
    ],
    [{ traces: ["recordings"], suggest: "rarely" }, "--suggest rarely: write a rate such as"],
    [{ traces: ["recordings"], html: "-" }, "--html needs the name of a file: what is judged is printed already"],
    [{ traces: ["recordings"], suggest: "2/h", patch: "-" }, "--patch needs the name of a file"],
    [{ traces: ["recordings"], rule: "lag" }, "--rule belongs to a suggestion: say --suggest RATE as well"],
    [
      { traces: ["recordings"], suggest: "1/h", rule: "lags" },
      "there is no rule lags: there are cpu_hot, low_fps, lag, low",
    ],
    [
      { traces: ["recordings"], suggest: "1/h", rule: "heel.lag" },
      "there is no profile heel: the policies have heal, buff",
    ],
    [{ traces: ["gone.csv"] }, "gone.csv: there is no such file or folder"],
    [{ traces: ["gone/*.csv"] }, "gone/*.csv: no file has such a name"],
    [{ traces: ["policies"] }, "policies: no recording in this folder: they are *.csv, *.jsonl and *.ndjson"],
    [{ traces: ["recordings/notes.txt"] }, "recordings/notes.txt"],
    [{ traces: ["recordings"], policies: ["nowhere"] }, "nowhere"],
  ])("%j", async (options, message) => {
    const { code, err, report } = await judged(await openShop(), options);
    expect(err).toContain(message);
    expect([code, report]).toEqual([2, null]);
  });

  test("errors in the policies: shown, exit code 1", async () => {
    const shop = await openShop({ "policies/b.macropolicy": "profile x extends y {}\n" });
    const { code, err } = await judged(shop, { traces: ["recordings"] });
    expect(code).toBe(1);
    expect(err).toMatch(/unknown-base[\s\S]*Nothing was judged/);
  });
});

test("the options as they are typed", async () => {
  const shop = await openShop();
  const program = new Command();
  registerBacktest(program, () => shop.io);
  const before = process.exitCode;
  const typed = [
    "backtest",
    "--policies",
    "policies",
    "--profile",
    "heal",
    "--profile",
    "buff",
    "--no-restart",
    "recordings",
  ];
  await program.parseAsync([...typed, "--format", "json"], { from: "user" });
  expect(process.exitCode).toBe(0);
  process.exitCode = before;
  expect(counts(JSON.parse(shop.out())).heal).toBe("2, cpu_hot 1, low_fps 1, lag 0");
});
