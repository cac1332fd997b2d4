import { describe, expect, test } from "vitest";
import { analyze } from "../analyze.ts";
import type { ProgramProfile } from "../program/program.ts";
import { findings, policy, profileOf, programOf } from "../testing/analyze-text.ts";
import type { OverridesMode } from "./apply.ts";

const base = `
template standard {
  level risky
  grace 5s
  cooldown 1m
  notify discord on cancel, pause
  param cpu_usage_max = 80%
  param spare = 100% - cpu_usage_max
  param fps_min = 15
  param wait = 5s
  rule cpu_hot: cancel when cpu.usage > cpu_usage_max for wait
  rule low_fps: pause when fps < fps_min until fps > 2 * fps_min for wait
  rule lag: warn when latency > 500ms
  rule room: warn when 100% - spare < memory.usage
}
profile heal extends standard { match macro "heal_*" }
profile buff extends standard {}
`;

interface OverrideCase {
  readonly files: Readonly<Record<string, string>>;
  readonly mode?: OverridesMode;
}

const input = ({ files, mode = "allow" }: OverrideCase) => ({
  overrides: Object.entries(files).map(([path, text]) => ({ path, text })),
  overridesMode: mode,
});

function overridden(name: string, files: OverrideCase["files"]): ProgramProfile {
  return profileOf(programOf(base, input({ files })), name);
}

const actions = (profile: ProgramProfile) => profile.rules.map((rule) => `${rule.name} ${rule.action}`);

describe("our own files", () => {
  const heal = `
profiles:
  heal:
    level: dangerous
    grace: 2s
    cooldown: 1m30s
    set: { cpu_usage_max: 95%, fps_min: 20 }
    rules: { lag: { enabled: false }, low_fps: { action: warn }, cpu_hot: { action: "cancel all" } }
`;

  test("change the profile that they name, and no other", () => {
    const changed = overridden("heal", { "a.yaml": heal });
    expect(changed).toMatchObject({ level: "dangerous", graceMs: 2000, cooldownMs: 90_000 });
    expect(actions(changed)).toEqual(["cpu_hot cancel", "low_fps warn", "room warn"]);
    expect(changed.rules[0]).toMatchObject({ all: true, threshold: "cpu.usage > 95% for 5s" });
    expect(overridden("buff", { "a.yaml": heal })).toEqual(profileOf(programOf(base), "buff"));
  });

  test("reach params that depend on the one they set", () => {
    const changed = overridden("heal", { "a.yaml": heal });
    expect(changed.params).toContainEqual({ name: "spare", value: 5, dimension: "percent" });
  });

  test("apply in the order of their paths, and each key takes one value", () => {
    const files = { "b.yaml": "profiles: { heal: { grace: 3s } }", "a.yml": "profiles: { heal: { grace: 2s } }" };
    expect(findings(base, input({ files }))).toEqual(["duplicate-setting: grace"]);
    expect(overridden("heal", { ...files, "b.yaml": "profiles: { heal: { cooldown: 0s } }" })).toMatchObject({
      graceMs: 2000,
      cooldownMs: 0,
    });
  });

  test("may use one anchor as often as they like", () => {
    const sets = Array.from({ length: 20_000 }, (_, at) => `k${at}: *a`);
    const text = `profiles: { heal: { grace: &a 1s, set: { wait: *a, ${sets.join(", ")} } } }`;
    expect(findings(base, input({ files: { "a.yaml": text } })).length).toBe(20_000);
  });

  test("leave the policy's own tests alone", () => {
    const files = { "a.yaml": heal };
    const text = `${base} test "x" { profile heal given cpu.usage = cpu_usage_max expect no cancel }`;
    expect(programOf(text, input({ files })).tests[0]!.steps[0]).toMatchObject({ value: 80 });
  });

  test("may be JSON, empty, or made of aliases", () => {
    const json = '{ "profiles": { "heal": { "set": { "fps_min": 20, "cpu_usage_max": "50%" } } } }';
    expect(overridden("heal", { "a.json": json }).params[0]!.value).toBe(50);
    expect(overridden("heal", { "a.yaml": "", "b.yaml": "profiles:\n", "c.yaml": "profiles: { heal: }" })).toEqual(
      profileOf(programOf(base), "heal"),
    );
    const aliases = "profiles:\n  heal: &same { grace: 1s }\n  buff: *same\n";
    expect(overridden("buff", { "a.yaml": aliases }).graceMs).toBe(1000);
  });

  test.each([
    ["2e1", 20],
    ["2E+1", 20],
    ["1e-3", 0.001],
    ["0x10", 16],
  ])("hold %s for the number that YAML and JSON say it is", (number, value) => {
    const files: OverrideCase["files"][] = [
      { "a.yaml": `profiles: { heal: { set: { fps_min: ${number} } } }` },
      { "a.json": `{ "profiles": { "heal": { "set": { "fps_min": ${number} } } } }` },
    ];
    for (const file of files) {
      expect(overridden("heal", file).params).toContainEqual({ name: "fps_min", value, dimension: "number" });
    }
    const { diagnostics } = analyze({
      files: [policy(base)],
      overrides: [
        { path: "a.json", text: '{ "profiles": { "heal": { "grace": 1e1, "set": { "cpu_usage_max": 9e1 } } } }' },
      ],
    });
    expect(diagnostics.map(({ message }) => message)).toEqual([
      "`grace` is a duration; `10` has no unit: write `10s`",
      "`cpu_usage_max` is a percentage; `90` has no unit: write `90%`",
    ]);
  });

  test.each([
    ["profiles: { heal: { set: { fps_min: 1e400 } } }", "malformed-quantity: 1e400"],
    ["profiles: { heal: { set: { fps_min: .inf } } }", "not-a-quantity: .inf"],
    ["profiles: { heal: { grace: 2 } }", "missing-unit: 2"],
    ["profiles: { heal: { grace: 2% } }", "unit-mismatch: 2%"],
    ["profiles: { heal: { grace: -2s } }", "malformed-quantity: -2s"],
    ["profiles: { heal: { grace: 2s 3s } }", "not-a-quantity: 2s 3s"],
    ["profiles: { heal: { grace: 1m30 } }", "malformed-quantity: 1m30"],
    ["profiles: { heal: { grace: '5secs' } }", "unknown-unit: secs"],
    ["profiles: { heal: { grace: [2s] } }", "not-a-quantity: [2s]"],
    ["profiles: { heal: { grace: cpu_usage_max } }", "not-a-quantity: cpu_usage_max"],
    ["profiles: { heal: { set: { wait: -3s } } }", "malformed-quantity: -3s"],
    ["profiles: { heal: { set: { fps_min: 20fps } } }", "unit-mismatch: 20fps"],
    ["profiles: { heal: { rules: { hot: {} } } }", "unknown-rule: hot"],
    ["profiles: { heal: { rules: { low_fps: { action: cancel } } } }", "misplaced-setting: cancel"],
    ["profiles: { standard: {} }", "unknown-profile: standard"],
    ["heal: { grace: 2s }", "misplaced-setting: heal"],
    ["[profiles]", "syntax-error: [profiles]"],
    ["profiles: { heal: { grace: ~ } }", "not-a-quantity: ~"],
    ["profiles: { heal: { set: { wait: } } }", "not-a-quantity: "],
    ["a: {", "syntax-error: "],
  ])("%s", (text, finding) => expect(findings(base, input({ files: { "a.yaml": text } }))).toEqual([finding]));

  test.each([
    ["`null` is not a level; levels are safe", "a.yaml", "profiles: { heal: { level: } }"],
    ["it holds more than one document; keep one of them", "a.yaml", "profiles: {}\n---\nprofiles: {}\n"],
    ["this file cannot be read as JSON: ", "a.json", '{"heal": {'],
    ["it is nested too deeply", "a.json", '{"a":'.repeat(20_000)],
    ["no `&short` stands before `*short`", "a.yaml", "profiles: { heal: { grace: *short } }"],
  ])("%s", (message, path, text) => {
    const { diagnostics } = analyze({ files: [policy(base)], overrides: [{ path, text }] });
    expect(diagnostics.map((diagnostic) => diagnostic.message)).toEqual([expect.stringContaining(message)]);
  });

  test("are told of every value that makes a wait or a window impossible", () => {
    const text = "profile p { param w = 5s param h = 5s rule r: warn when avg(fps, w) < 5 for h }";
    const files = { "a.yaml": "profiles: { p: { set: { w: 0s, h: -1s } } }" };
    expect(findings(text, input({ files }))).toEqual(["wrong-arguments: 0s", "malformed-quantity: -1s"]);
    const off = { "a.yaml": "profiles: { p: { set: { w: 0s, h: -1s }, rules: { r: { enabled: false } } } }" };
    expect(findings(text, input({ files: off }))).toEqual([]);
  });

  test("are looked at even where the policy has errors", () => {
    const files = { "a.yaml": "profiles: { heal: { grace: 2 } }" };
    expect(findings(`${base} profile bad { rule r: warn when fps }`, input({ files }))).toEqual([
      "missing-unit: 2",
      "not-a-condition: fps",
    ]);
  });
});

describe("tighten-only", () => {
  const judged = (settings: string) =>
    findings(base, input({ files: { "a.yaml": `profiles: { heal: { ${settings} } }` }, mode: "tighten-only" }));

  test.each([
    "grace: 5s, cooldown: 1m, level: risky",
    "grace: 1s, cooldown: 5m, level: dangerous",
    "set: { wait: 5s, cpu_usage_max: 80% }",
    "rules: { lag: { action: cancel, enabled: true }, low_fps: { action: pause } }",
  ])("allows %s", (settings) => expect(judged(settings)).toEqual([]));

  test.each([
    ["grace: 6s", "6s"],
    ["cooldown: 59s", "59s"],
    ["level: safe", "safe"],
    // The limit of cpu_hot falls, but room then warns later: what is laxer anywhere is refused.
    ["set: { cpu_usage_max: 90% }", "90%"],
    // A longer wait makes cpu_hot fire later; a shorter one lets low_fps clear sooner.
    ["set: { wait: 6s }", "6s"],
    ["set: { wait: 4s }", "4s"],
    ["rules: { lag: { enabled: false } }", "false"],
    ["rules: { low_fps: { action: throttle } }", "throttle"],
  ])("refuses %s", (settings, place) => expect(judged(settings)).toEqual([`misplaced-setting: ${place}`]));

  test.each([
    ["grace: 6s", "write 5s or less, or change the policy", "grace: 5s"],
    ["cooldown: 59s", "write 1m or more, or change the policy", "cooldown: 1m"],
    ["level: safe", "write `risky` or `dangerous`, or change the policy", "level: risky"],
    ["set: { wait: 6s }", "leave it out to keep 5s, or change the policy", ""],
    ["rules: { lag: { enabled: false } }", "leave it out, or change the policy", ""],
    [
      "rules: { low_fps: { action: throttle } }",
      "write `pause` or what is harsher, or change the policy",
      "rules: { low_fps: { action: pause } }",
    ],
  ])("says of %s: %s", (settings, remedy, remedied) => {
    const overrides = [{ path: "a.yaml", text: `profiles: { heal: { ${settings} } }` }];
    const { diagnostics } = analyze({ files: [policy(base)], overrides, overridesMode: "tighten-only" });
    expect(diagnostics.map(({ message }) => message.slice(message.lastIndexOf("; ") + 2))).toEqual([remedy]);
    expect(judged(remedied)).toEqual([]);
  });

  test("knows which way a param goes through other params, factors and negations", () => {
    const text = (condition: string) =>
      `profile p { param x = 10s param y = 30s - 2 * x rule r: warn when ${condition} }`;
    const allowed = (condition: string, value: string) =>
      findings(
        text(condition),
        input({ files: { "a.yaml": `profiles: { p: { set: { x: ${value} } } }` }, mode: "tighten-only" }),
      ).length === 0;
    expect(allowed("latency > x", "9s")).toBe(true);
    expect(allowed("latency > x", "11s")).toBe(false);
    expect(allowed("not (latency <= x)", "9s")).toBe(true);
    expect(allowed("latency > y", "11s")).toBe(true);
    expect(allowed("latency > y", "9s")).toBe(false);
    expect(allowed("latency + 0.5 * x > 5s", "11s")).toBe(true);
    expect(allowed("latency > -(2) * x", "11s")).toBe(true);
    expect(allowed("share(latency > x, 30s) > 50%", "9s")).toBe(true);
    expect(allowed("missing(fps, x)", "9s")).toBe(true);
    expect(allowed("latency == x", "9s")).toBe(false);
    expect(allowed("avg(latency, x) > 5s", "9s")).toBe(false);
    expect(allowed("latency > x or latency < x", "9s")).toBe(false);
    expect(allowed("duration > 1s", "9s")).toBe(true);
  });

  test("judges a param that stands in others many times over", () => {
    const params = Array.from({ length: 60 }, (_, at) => `param a${at} = a${at + 1} + a${at + 1}`).join("\n");
    const text = `profile p { ${params} param a60 = 1fps rule r: warn when fps < a0 }`;
    const set = (value: string) => ({ "a.yaml": `profiles: { p: { set: { a60: ${value} } } }` });
    expect(findings(text, input({ files: set("2fps"), mode: "tighten-only" }))).toEqual([]);
    expect(findings(text, input({ files: set("0.5fps"), mode: "tighten-only" }))).toEqual([
      "misplaced-setting: 0.5fps",
    ]);
  });

  test("is proved under the engine's zone: in another, a rule may seem never to fire", () => {
    const text = `
      schedule here  = 20:00-21:00
      schedule tokyo = 20:00-21:00 in "Asia/Tokyo"
      profile p { param x = 15fps rule r: cancel when here and tokyo and fps < x }`;
    const files = { "a.yaml": "profiles: { p: { set: { x: 5fps } } }" };
    const allowed = (zone: string) =>
      findings(text, { ...input({ files, mode: "tighten-only" }), proving: { zone } }).length === 0;
    expect(allowed("UTC")).toBe(true);
    expect(allowed("Asia/Tokyo")).toBe(false);
  });

  test("tells values as they are written", () => {
    const text = `
      profile q {
        grace 1m30s cooldown 90s param p = 1m30s param b = 1500MB
        rule r: warn when latency > p
        rule m: cancel when macro.memory > b
      }`;
    const settings = "grace: 2m30s, cooldown: 1m20s, set: { p: 1h30m, b: 2000MB }";
    const { diagnostics } = analyze({
      files: [policy(text)],
      overrides: [{ path: "a.yaml", text: `profiles: { q: { ${settings} } }` }],
      overridesMode: "tighten-only",
    });
    expect(diagnostics.map(({ message }) => message.replace(/^.*?: .*?: |; .*$/g, ""))).toEqual([
      "2m30s is longer than 1m30s",
      "1m20s is shorter than 90s",
      "with 1h30m instead of 1m30s, rule `r` would protect less",
      "with 2000MB instead of 1500MB, rule `m` would protect less",
    ]);
  });

  test("forbid refuses whole files", () => {
    const files = { "a.yaml": "profiles: { heal: { grace: 1s } }", "b.json": '{ "heal": {} }' };
    expect(findings(base, input({ files, mode: "forbid" }))).toEqual([
      "misplaced-setting: profiles",
      'misplaced-setting: "heal"',
    ]);
  });
});

describe("the original's files", () => {
  const old = JSON.stringify({
    heal: {
      name: "Heal Macro",
      category: "combat",
      description: "Heals",
      safety_level: "safe",
      max_duration: 60,
      auto_cancel_enabled: false,
      discord_notify: false,
      performance_thresholds: { cpu_usage_max: 70.5, fps_min: 20, latency_max: 300 },
    },
  });

  test("set params of their names, add cancel rules for the rest, and turn cancels into warns", () => {
    const heal = overridden("heal", { "a.json": old });
    expect(heal).toMatchObject({ level: "safe", description: "Heals" });
    expect(heal.notify).toEqual([{ channel: "discord", actions: ["pause"] }]);
    expect(heal.rules.map((rule) => `${rule.name}: ${rule.action} when ${rule.threshold}`)).toEqual([
      "cpu_hot: warn when cpu.usage > 70.5% for 5s",
      "low_fps: pause when fps < 20",
      "lag: warn when latency > 500ms",
      "room: warn when 100% - 29.5% < memory.usage",
      "max_duration: warn when duration > 1m",
      "latency_max: warn when latency > 300ms",
    ]);
  });

  test("make a profile of a new id, on what governed that macro until now", () => {
    const files = { "a.json": '{ "heal_group": { "max_duration": 30 }, "zap-2": { "safety_level": "dangerous" } }' };
    const program = programOf(base, input({ files }));
    const group = profileOf(program, "heal_group");
    expect(actions(group)).toEqual([...actions(profileOf(program, "heal")), "max_duration cancel"]);
    expect(group).toMatchObject({ patterns: [], place: { file: "a.json", line: 1, column: 3 } });
    const zap = profileOf(program, "zap-2");
    expect(zap).toMatchObject({ level: "dangerous", graceMs: 5000 });
    expect(zap.rules.map((rule) => rule.threshold)).toEqual(["duration > 5m"]);
    expect(program.metrics.map((metric) => metric.name)).toContain("duration");
  });

  test.each([
    ["1e400", "malformed-quantity"],
    // Too large in milliseconds only.
    ["1e306", "malformed-quantity"],
    ['"60"', "not-a-quantity"],
    ["[60]", "not-a-quantity"],
  ])("hold a limit that is a number: %s is none", (limit, code) => {
    const files = { "a.json": `{ "heal": { "max_duration": ${limit} } }` };
    expect(findings(base, input({ files }))).toEqual([`${code}: ${limit}`]);
  });

  test.each(["name", "category", "description"])("hold a %s that is a text", (key) => {
    const files = { "a.json": `{ "heal": { "${key}": ["x"] } }` };
    expect(findings(base, input({ files }))).toEqual([`syntax-error: ["x"]`]);
  });

  test("may be followed by our own about a profile that they make", () => {
    const files = {
      "a.json": '{ "zap": { "max_duration": 30 } }',
      "b.yaml": "profiles: { zap: { grace: 1s, rules: { max_duration: { action: warn } } } }",
    };
    expect(overridden("zap", files)).toMatchObject({
      graceMs: 1000,
      rules: [{ name: "max_duration", action: "warn" }],
    });
    const unknown = "profiles: { zap: { set: { wait: 1s }, rules: { lag: {} } } }";
    expect(findings(base, input({ files: { ...files, "b.yaml": unknown } }))).toEqual([
      "unknown-param: wait",
      "unknown-rule: lag",
    ]);
    // What governed the macro is not known where the policy has errors.
    expect(findings(`${base} let x = y`, input({ files: { ...files, "b.yaml": unknown } }))).toEqual([
      "unknown-name: y",
    ]);
  });

  test("make profiles that our own may not loosen either", () => {
    const files = {
      "a.json": '{ "heal_group": {} }',
      "b.yaml":
        "profiles: { heal_group: { level: safe, grace: 6s, cooldown: 1s, rules: { low_fps: { action: warn } } } }",
    };
    expect(findings(base, input({ files, mode: "tighten-only" }))).toEqual([
      "misplaced-setting: safe",
      "misplaced-setting: 6s",
      "misplaced-setting: 1s",
      "misplaced-setting: warn",
    ]);
  });

  test("may not take a pause back by way of a cancel that warns", () => {
    const text = "profile p { rule latency_max: pause when latency > 500ms until latency < 400ms }";
    const tightened = (files: OverrideCase["files"]) => findings(text, input({ files, mode: "tighten-only" }));
    const limit = '"performance_thresholds": { "latency_max": 300 }';
    const flag = '"auto_cancel_enabled": false';
    expect(tightened({ "a.json": `{ "p": { ${limit} } }` })).toEqual([]);
    expect(tightened({ "a.json": `{ "p": { ${limit}, ${flag} } }` })).toEqual(["misplaced-setting: false"]);
    const inTwo = { "a.json": `{ "p": { ${flag} } }`, "b.json": `{ "p": { ${limit} } }` };
    expect(tightened(inTwo)).toEqual(["misplaced-setting: 300"]);
  });

  test("may not take an `until` back, in whatever order", () => {
    const text = "profile p { rule latency_max: pause when latency > 300ms until latency < 200ms }";
    const limit = '{ "p": { "performance_thresholds": { "latency_max": 250 } } }';
    const pause = (name: string, action: string) => ({
      [name]: `profiles: { p: { rules: { latency_max: { action: ${action} } } } }`,
    });
    const tightened = (files: OverrideCase["files"], policyText = text) =>
      findings(policyText, input({ files, mode: "tighten-only" }));
    expect(tightened({ "b.json": limit, ...pause("c.yaml", "pause") })).toEqual(["misplaced-setting: pause"]);
    expect(tightened({ "b.json": limit, ...pause("a.yaml", "pause") })).toEqual(["misplaced-setting: 250"]);
    expect(tightened({ "b.json": limit, ...pause("c.yaml", "cancel") })).toEqual([]);
    expect(tightened({ "b.json": limit, ...pause("c.yaml", "pause") }, text.replace(/ until.*/, " }"))).toEqual([]);
    const warns = { "b.json": limit, "c.json": '{ "p": { "auto_cancel_enabled": false } }' };
    expect(tightened(warns, text.replace("pause", "warn"))).toEqual(["misplaced-setting: false"]);
  });

  test("may not make a profile in the place of one that matches the process", () => {
    const text = (pattern: string) => `
      profile strict { match process "${pattern}" rule r: cancel when fps < 50 }
      profile lax { match macro "heal*" rule q: warn when fps < 5 }`;
    const judged = (pattern: string, mode: OverridesMode = "tighten-only") =>
      findings(text(pattern), input({ files: { "a.json": '{ "heal_bot": { "max_duration": 30 } }' }, mode }));
    expect(judged("*bot*")).toEqual([]);
    expect(judged("*bots*")).toEqual(['misplaced-setting: "heal_bot"']);
    expect(judged("*{long_enough,bots}*")).toEqual(['misplaced-setting: "heal_bot"']);
    expect(judged("*bots*", "allow")).toEqual([]);
    // It governs by its process as before.
    expect(judged("*heal_bot.ahk")).toEqual([]);
  });

  test("may only tighten where that is asked for", () => {
    const files = {
      "a.json": `{ "heal": { "max_duration": 30, "auto_cancel_enabled": false, "discord_notify": false,
        "performance_thresholds": { "fps_min": 10, "cpu_usage_max": 60 } } }`,
    };
    expect(findings(base, input({ files, mode: "tighten-only" }))).toEqual([
      "misplaced-setting: false",
      "misplaced-setting: false",
      "misplaced-setting: 10",
    ]);
  });

  test.each([
    ["warn", []],
    ["warn, cancel all", ["misplaced-setting: false"]],
  ])("may silence Discord about cancels where it hears of %s: refused %j", (actions, refused) => {
    const text = `profile p { notify discord on ${actions} rule r: cancel all when fps < 5 }`;
    const files = { "a.json": '{ "p": { "discord_notify": false } }' };
    expect(findings(text, input({ files, mode: "tighten-only" }))).toEqual(refused);
  });

  test("may be indented with tabs, and hold null for what is not limited", () => {
    const text = '{\n\t"heal": {\n\t\t"performance_thresholds": {\n\t\t\t"latency_max": null\n\t\t}\n\t}\n}';
    expect(findings(base, input({ files: { "a.json": text } }))).toEqual([]);
  });
});
