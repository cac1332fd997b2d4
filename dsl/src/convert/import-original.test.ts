/** Importing the original's files and compiling comes to what the same files do as override files. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyze } from "../analyze.ts";
import { format } from "../format/format.ts";
import type { Program, ProgramProfile } from "../program/program.ts";
import type { Source } from "../syntax/source.ts";
import { policy } from "../testing/analyze-text.ts";
import { randomFrom } from "../testing/random.ts";
import { randomPolicy } from "../testing/random-policy.ts";
import { type ImportedOriginals, importOriginals } from "./import-original.ts";

const base = `
## The middle ground.
template standard {
  grace 2s
  param max_duration  = 5m
  param cpu_usage_max = 80%
  param room = 100% - cpu_usage_max
  notify discord on warn, cancel all
  rule time_up: cancel when duration >= max_duration message "Ran for {duration}"
  rule cpu_hot: cancel when cpu.usage # the machine's
    > cpu_usage_max
    for 5s
  ## Loading screens.
  rule fps_min: pause when fps < 15 until fps > 20 for 5s
  rule full: warn when memory.usage > room
}

template gentle extends standard { set cpu_usage_max = 90% }

## Heals.
## In fights.
profile heal extends gentle { # { a brace in a comment
  level safe # as it is
  match macro "heal_*"
  set max_duration = 60s
  param latency_max = 500ms
  notify discord, log on cancel
  notify log on pause
  override rule cpu_hot: cancel all when cpu.usage > cpu_usage_max for 3s
  rule lag: cancel when latency > latency_max
  remove rule full
  # the end
}

profile heal_more extends heal { cooldown 5s rule more: cancel when fps < 3 }
profile bare {}
profile dance extends standard { match macro "dance*" remove rule fps_min }
profile default extends standard { rule response_time_max: throttle when response_time > 2s until response_time < 1s }
`;

const original = (file: object): Source => ({ path: "old.json", text: JSON.stringify(file) });

/** What a set does: places and the declaring body are no part of it, nor is the order of profiles and of notifications. */
function meaning(program: Program) {
  const profiles = [...program.profiles].sort((a, b) => (a.name < b.name ? -1 : 1)).map(profileMeaning);
  return { metrics: program.metrics, schedules: program.schedules, profiles };
}

function profileMeaning({ place: _, notify, rules, ...profile }: ProgramProfile) {
  return {
    ...profile,
    notify: notify
      .map(({ channel, actions }) => {
        // `cancel` is told of `cancel all` too.
        const told = actions.filter((action) => action !== "cancel all" || !actions.includes("cancel"));
        return { channel, actions: [...told].sort() };
      })
      .sort((a, b) => (a.channel < b.channel ? -1 : 1)),
    rules: rules.map(({ place: _, declaredIn: __, ...rule }) => rule),
  };
}

/** The set with what was imported in it. */
function setOf({ files, profiles }: ImportedOriginals): Source[] {
  const made = profiles.filter(({ replaces }) => replaces === null).map(({ text }) => text);
  return [...files, { path: "imported.macropolicy", text: made.join("\n\n") }];
}

function programOf(files: readonly Source[], overrides: readonly Source[] = []): Program {
  const { program, diagnostics } = analyze({ files, overrides });
  expect(diagnostics, files.map(({ text }) => text).join("\n")).toEqual([]);
  return program!;
}

function imported(text: string, file: object): ImportedOriginals {
  const result = importOriginals(text === "" ? [] : [policy(text)], [original(file)]);
  expect(result.diagnostics).toEqual([]);
  return result;
}

const texts = (text: string, file: object) => imported(text, file).profiles.map((profile) => profile.text);

const number = fc.oneof(fc.integer({ min: 0, max: 4000 }), fc.double({ min: 0.001, max: 3000, noNaN: true }));
const thresholds = fc.record(
  { cpu_usage_max: number, memory_usage_max: number, fps_min: number, latency_max: number, response_time_max: number },
  { requiredKeys: [] },
);
const entry = fc.record(
  {
    name: fc.constantFrom("Heal Macro", "", 'A "quoted" {name} # here'),
    category: fc.constantFrom("combat", "a\nb"),
    description: fc.constantFrom("", "Heals.", "Two\nlines."),
    safety_level: fc.constantFrom("safe", "risky", "dangerous"),
    max_duration: number,
    auto_cancel_enabled: fc.boolean(),
    discord_notify: fc.boolean(),
    performance_thresholds: thresholds,
  },
  { requiredKeys: [] },
);
const ids = ["heal", "heal_more", "bare", "dance", "default", "heal_group", "zap", "dance2"];
const files = fc.dictionary(fc.constantFrom(...ids), entry, { maxKeys: 4 });

describe.each([
  ["on a set of every kind of member", base],
  ["on a set without a default", base.replace("profile default", "profile other")],
  ["on nothing", ""],
])("%s", (_, text) => {
  test("what is imported does what the file does as an override file", () => {
    const policies = text === "" ? [] : [policy(text)];
    fc.assert(
      fc.property(files, (file) => {
        const before = meaning(programOf(policies, [original(file)]));
        const result = imported(text, file);
        expect(meaning(programOf(setOf(result)))).toEqual(before);
        for (const { text: written } of result.profiles) expect(format(policy(`${written}\n`))).toBe(`${written}\n`);
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});

test("on random policies too", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const text = randomPolicy(randomFrom(seed));
    const names = Object.keys(Object.fromEntries(programOf([policy(text)]).profiles.map(({ name }) => [name, null])));
    const file = fc.dictionary(fc.constantFrom(...names, "zap"), entry, { maxKeys: 3 });
    const [sample] = fc.sample(file, { seed, numRuns: 1 });
    // A value of the file may make a window or a wait impossible.
    const overridden = analyze({ files: [policy(text)], overrides: [original(sample!)] });
    const result = importOriginals([policy(text)], [original(sample!)]);
    expect(result.diagnostics.map(({ code, span }) => [code, span])).toEqual(
      overridden.diagnostics.map(({ code, span }) => [code, span]),
    );
    if (overridden.program === null) continue;
    expect(meaning(programOf(setOf(result))), `seed ${seed}`).toEqual(meaning(overridden.program));
  }
});

test("a new id derives from what governed it, and writes only what differs", () => {
  const file = {
    heal_group: {
      name: "Heal the group",
      category: "combat",
      safety_level: "risky",
      max_duration: 45.5,
      discord_notify: true,
      performance_thresholds: { cpu_usage_max: 70, fps_min: 20 },
    },
  };
  expect(texts(base, file)).toEqual([
    `# Heal the group (combat)
profile heal_group extends heal {
  level risky
  set max_duration  = 45.5s
  set cpu_usage_max = 70%
  override rule fps_min: cancel when fps < 20fps
}`,
  ]);
});

test("where nothing governs it, it stands alone with what an unknown macro got", () => {
  expect(texts("", { zap: { description: "Zaps" }, "7 up": { max_duration: 60 } })).toEqual([
    "## Zaps\nprofile zap {\n  rule max_duration: cancel when duration > 5m\n}",
    `profile macro_7_up {\n  match macro "7 up"\n  rule max_duration: cancel when duration > 1m\n}`,
  ]);
});

describe("a profile of the set", () => {
  const after = (text: string, file: object) => imported(text, file).files[0]!.text;

  test("gets settings beside those of their kind, or where those mostly stand", () => {
    const policies = (heal: string) => `template limits {
  param max_duration  = 5m
  param cpu_usage_max = 80%
  rule time_up: cancel when duration > max_duration
  rule cpu_hot: cancel when cpu.usage > cpu_usage_max
}

profile heal extends limits {
${heal}
}
`;
    const limits = { max_duration: 60, performance_thresholds: { cpu_usage_max: 70 } };
    const file = { heal: { safety_level: "safe", discord_notify: true, ...limits } };
    const body = (heal: string) => after(policies(heal), file).split("extends limits {\n")[1];
    expect(
      body(`  match macro "heal_*" # by name
  grace 2s

  set max_duration = 30s # short
  rule low: warn when fps < 9`),
    ).toBe(`  level  safe
  match  macro "heal_*" # by name
  grace  2s
  notify discord on cancel

  set max_duration  = 1m # short
  set cpu_usage_max = 70%
  rule low: warn when fps < 9
}
`);
    expect(body("  rule low: warn when fps < 9")).toBe(`  level safe
  set max_duration  = 1m
  set cpu_usage_max = 70%
  notify discord on cancel
  rule low: warn when fps < 9
}
`);
  });

  test("is edited where it stands, comments and all", () => {
    const text = `
## Old.
profile heal { # a { in a comment
  level safe # as it is
  param latency_max = 500ms
  notify discord, log on cancel, pause
  rule lag: cancel when latency > latency_max # lost
  rule fps_min: pause when fps < 15 until fps > 20
  # the end
}
# after
`;
    const file = {
      heal: {
        description: "New.\nIn two lines.",
        safety_level: "risky",
        max_duration: 60,
        auto_cancel_enabled: false,
        discord_notify: false,
        performance_thresholds: { latency_max: 300, fps_min: 20 },
      },
    };
    expect(after(text, file)).toBe(`
## New.
## In two lines.
profile heal { # a { in a comment
  level risky # as it is
  param latency_max = 300ms
  notify log on cancel, pause
  notify discord on pause
  rule lag: warn when latency > latency_max # lost
  rule fps_min: warn when fps < 20fps
  # the end

  rule max_duration: warn when duration > 1m
}
# after
`);
  });

  test("is written out where a base says what no derived profile can take back", () => {
    const text = `template told { notify discord on cancel }
profile heal extends told {
  rule hot: cancel when cpu.usage > 80% for 5s
}`;
    expect(texts(text, { heal: { discord_notify: false } })).toEqual([
      "profile heal {\n  level risky\n  rule hot: cancel when cpu.usage > 80% for 5s\n}",
    ]);
  });

  test("that derives from a changed one is written out, so that it stays as it is", () => {
    const { profiles } = imported("profile a { param x = 5fps rule r: warn when fps < x } profile b extends a {}", {
      a: { safety_level: "safe" },
    });
    expect(profiles.map(({ name, macroId }) => `${name}: ${macroId}`)).toEqual(["a: a", "b: null"]);
    expect(profiles[1]!.text).toBe("profile b {\n  level risky\n  param x = 5fps\n  rule r: warn when fps < x\n}");
  });
});

test("ids that are no names, or taken, get a name and match the macro by its id", () => {
  const { profiles } = imported("template zap {} template a_b {}", {
    "a-b": { max_duration: 1 },
    zap: { max_duration: 1 },
    test: { max_duration: 1 },
    "[x]*": { max_duration: 1 },
    ü: { max_duration: 1 },
  });
  expect(profiles.map(({ name, macroId }) => `${macroId}: ${name}`)).toEqual([
    "a-b: a_b_2",
    "zap: zap_2",
    "test: test_macro",
    "[x]*: _x_",
    "ü: _",
  ]);
  const { program } = analyze({
    files: [policy(`template zap {} template a_b {}\n${profiles.map(({ text }) => text).join("\n")}`)],
  });
  expect(program!.profiles.map(({ patterns }) => patterns[0]?.glob)).toEqual(["a-b", "zap", "test", "[[]x][*]", "ü"]);
});

test("several files add up, and two values for one key are refused", () => {
  const { profiles } = importOriginals(
    [],
    [
      { path: "a.json", text: '{ "zap": { "max_duration": 60 } }' },
      { path: "b.json", text: '{ "zap": { "performance_thresholds": { "fps_min": 20 } } }' },
    ],
  );
  expect(profiles.map(({ text }) => text)).toEqual([
    "profile zap {\n  rule max_duration: cancel when duration > 1m\n  rule fps_min:      cancel when fps < 20fps\n}",
  ]);
  const twice = importOriginals(
    [],
    [original({ zap: { max_duration: 1 } }), { ...original({ zap: { max_duration: 2 } }), path: "b.json" }],
  );
  expect([twice.profiles, twice.diagnostics.map(({ code }) => code)]).toEqual([[], ["duplicate-setting"]]);
});

test("errors of the policies, of the file, and of what a value would make of them are told, and nothing is imported", () => {
  const codes = (text: string, file: Source) => {
    const { profiles, diagnostics } = importOriginals([policy(text)], [file]);
    expect(profiles).toEqual([]);
    return diagnostics.map(({ code }) => code);
  };
  expect(codes("profile p { rule r: warn when cpu.usage > 5s }", original({}))).toEqual(["unit-mismatch"]);
  expect(codes("", original({ heal: { max_duration: "60" } }))).toEqual(["not-a-quantity"]);
  expect(codes("", original({ heal: { max_durration: 60 } }))).toEqual(["misplaced-setting"]);
  expect(codes("", { path: "a.json", text: "{" })).toEqual(["syntax-error"]);
  const window = "profile p { param fps_min = 5 rule r: warn when avg(fps, 1s * fps_min) < 5fps }";
  expect(codes(window, original({ p: { performance_thresholds: { fps_min: 0 } } }))).toEqual(["wrong-arguments"]);
});
