import { describe, expect, test } from "vitest";
import type { MetricReading } from "../host.ts";
import { viewOf } from "../testing/view.ts";
import { hover } from "./hover.ts";

/** What is said at the first cursor, without its links. */
function saidIn(files: Readonly<Record<string, string>>, readings?: ReadonlyMap<string, MetricReading>): string | null {
  const { view, path, offset } = viewOf(files, readings);
  return hover(view, path, offset)?.markdown.replace(/\]\(file:[^)]*\)/g, "]") ?? null;
}
const said = (text: string) => saidIn({ "a.macropolicy": text });
const block = (text: string) => `\`\`\`macropolicy\n${text}\n\`\`\``;

const relaxed = `
let tick = 1s
## Thresholds for macros that must never be felt.
template relaxed {
  ## Of all cores.
  param cpu_max = 90%
  param hold    = tick * 5
  rule cpu_hot: pause when cpu.usage > cpu_max for hold until cpu.usage < 50% for 10s
    message "CPU at {cpu.usage}"
}
`;

describe("metrics", () => {
  test("a built-in one: dimension, range, direction, scope, staleness", () => {
    const text = said("profile p { rule r: warn when cpu.us|age > 80% }");
    expect(text).toContain(block("metric cpu.usage: percent"));
    expect(text).toContain("Share of all cores that is busy.");
    expect(text).toContain(
      "From `0%` to `100%`. More is worse. Measured for the whole system. A sample counts for `5s`.",
    );
  });

  test("its value on this machine and where that comes from, or why there is none", () => {
    const at = (reading: MetricReading) =>
      saidIn({ "a.macropolicy": "profile p { rule r: warn when late|ncy > 1s }" }, new Map([["latency", reading]]));
    expect(at({ available: true, source: "game.example.net:443", value: 43.21 })).toContain(
      "**On this machine:** `43.2ms`, from game.example.net:443",
    );
    expect(at({ available: true, source: "measured later", value: null })).toContain(
      "**On this machine:** measured later",
    );
    expect(at({ available: false, reason: "no host is configured" })).toContain("not available: no host is configured");
  });

  test("a declared one, with its documentation and the staleness that the configuration gives it", () => {
    const text = saidIn({
      "a.macropolicy":
        '## Asked every minute.\nmetric guild.queue: count "Players waiting"\ntest "t" { given guild|.queue = 3 }',
      "macro-engine.yaml": "staleness: { guild.queue: 2m }",
    });
    expect(text).toContain("Asked every minute.\n\nPlayers waiting.");
    expect(text).toContain("A sample counts for `2m`.");
    expect(text).toContain("[Declared here]");
  });

  test("the dimension of a declaration", () => {
    expect(said("metric a.b: by|tes")).toBe(
      "A metric of dimension `bytes` is a size in bytes.\n\nUnits: `B` `KB` `MB` `GB` `TB` `KiB` `MiB` `GiB` `TiB`",
    );
  });
});

describe("rules", () => {
  test("what an inherited one comes to where it is declared, and in the profiles that read it otherwise", () => {
    const text = said(`${relaxed.replace("cpu_hot", "cpu|_hot")} profile heal extends relaxed { set cpu_max = 85% }`);
    expect(text).toContain(
      block(
        'rule cpu_hot: pause when cpu.usage > 90% for 5s\n  until cpu.usage < 50% for 10s\n  message "CPU at {cpu.usage}"',
      ),
    );
    expect(text).toContain(
      "Pauses the macro when `cpu.usage > 90% for 5s`, and lets it go on when `cpu.usage < 50% for 10s`.",
    );
    expect(text).toContain("Declared in template [`relaxed`].");
    expect(text).toContain(
      "Read by `heal`.\n\n- `heal`: `pause when cpu.usage > 85% for 5s until cpu.usage < 50% for 10s`",
    );
  });

  test("an override says what it takes the place of, with the thresholds of its own body", () => {
    const text = said(`${relaxed} profile heal extends relaxed {
      set cpu_max = 85%
      override rule cpu|_hot: cancel all when cpu.usage > cpu_max
    }`);
    expect(text).toContain(block("rule cpu_hot: cancel all when cpu.usage > 85%"));
    expect(text).toContain(
      "Declared in profile [`heal`], in the place of [`relaxed.cpu_hot`]: `pause when cpu.usage > 85% for 5s until cpu.usage < 50% for 10s`",
    );
  });

  test("in a test, as its profile has it without override files; in a profile, what those make of it", () => {
    const files = (cursor: string) => ({
      "a.macropolicy": `profile p { param max = 80% rule ${cursor === "rule" ? "h|ot" : "hot"}: cancel when cpu.usage > max }
        test "t" { profile p expect cancel by ${cursor === "test" ? "h|ot" : "hot"} }`,
      "config/macro_safety/o.yaml": "profiles: { p: { set: { max: 70% }, rules: { hot: { action: warn } } } }",
    });
    expect(saidIn(files("test"))).toContain(block("rule hot: cancel when cpu.usage > 80%"));
    const inProfile = saidIn(files("rule"));
    expect(inProfile).toContain(block("rule hot: cancel when cpu.usage > 70%"));
    expect(inProfile).toContain("In `p` it is made a `warn` by override file [`config/macro_safety/o.yaml`]");
  });

  test("a condition that is not written yet is left open", () => {
    const text = said(`${relaxed} profile heal extends relaxed {\n  override rule cpu|_hot: pause\n}`);
    expect(text).toContain(block("rule cpu_hot: pause when …"));
  });

  test("what is removed, and a condition with `or` that waits", () => {
    const text = said(
      "template t { rule r: warn when fps < 9 or latency > 1s for 2s } profile p extends t { remove rule r| }",
    );
    expect(text).toContain(block("rule r: warn when (fps < 9 or latency > 1s) for 2s"));
    expect(text).toContain("Inherited from template [`t`].");
  });
});

describe("names", () => {
  test("a param: its value at hand, and every place on the way to it", () => {
    const text = saidIn({
      "a.macropolicy": `${relaxed} template calm extends relaxed { set cpu_max = 85% }
        profile heal extends calm { set cpu_max = 80% override rule cpu_hot: warn when cpu.usage > cpu_ma|x }`,
      "config/macro_safety/o.yaml": "profiles: { heal: { set: { cpu_max: 75% } } }",
    });
    expect(text).toContain(block("param cpu_max = 75%"));
    expect(text).toContain("Of all cores.");
    expect(text).toContain(
      [
        "- `param cpu_max = 90%` in [template `relaxed`]",
        "- `set cpu_max = 85%` in [template `calm`]",
        "- `set cpu_max = 80%` in [profile `heal`]",
        "- `cpu_max: 75%` in override file [`config/macro_safety/o.yaml`]",
      ].join("\n"),
    );
  });

  test("a param where it is declared: what derived bodies make of it", () => {
    const text = said(`${relaxed.replace("hold ", "ho|ld ")} profile heal extends relaxed { set hold = 8s }`);
    expect(text).toContain(block("param hold = 5s"));
    expect(text).toContain("A duration: `5000ms` = `5s`");
    expect(text).toContain("- `param hold = tick * 5` in [template `relaxed`]");
    expect(text).toContain("- [`heal`] sets `8s`");
  });

  test("a let, with the value that its expression has", () => {
    const text = said("let a = 20s\nlet b = a * 3\nprofile p { rule r: warn when duration > b| }");
    expect(text).toContain(block("let b = 1m"));
    expect(text).toContain("Written as `a * 3`.");
    expect(text).toContain("A duration: `60_000ms` = `1m` = `60s`");
  });

  test("a schedule, with its time zone", () => {
    const text = said("schedule raid = fri, sat 20:00-00:30\nprofile p { rule r: warn when ra|id }");
    expect(text).toContain(block("schedule raid = fri, sat 20:00-00:30"));
    expect(text).toContain("A span that crosses midnight belongs to the day on which it starts.");
    expect(text).toContain("Read in the engine's time zone");
    expect(said('schedule rai|d = daily in "Europe/Warsaw"')).toContain("Read in the time zone `Europe/Warsaw`.");
  });

  test("a profile: settings and where they are from, matches, params, rules", () => {
    const text = said(`${relaxed.replace("template relaxed {", "template relaxed { grace 3s")}
      profile he|al extends relaxed { level safe match macro "heal_*" notify discord on cancel all, pause set cpu_max = 85% }`);
    expect(text).toContain(
      [
        "- level `safe`",
        "- grace `3s` from `relaxed`",
        "- cooldown `0s` by default",
        "- governs macro `heal`, macro `heal_*`",
        "- tells `discord` of cancel all, pause",
      ].join("\n"),
    );
    expect(text).toContain("Params: `cpu_max = 85%`, `hold = 5s`");
    expect(text).toContain("One rule:\n\n- `cpu_hot: pause when cpu.usage > 85% for 5s until cpu.usage < 50% for 10s`");
  });

  test("an assertion: what it claims, with the values of lets", () => {
    const text = said(
      "let hot = 95%\nprofile p {}\n## Whatever happens.\nassert usa|ble { profile p cancels when cpu.usage > hot for 10s }",
    );
    expect(text).toContain(block("assert usable {\n  profile p\n  cancels when cpu.usage > 95% for 10s\n}"));
    expect(text).toContain("Whatever happens.");
  });

  test("a template where it is extended", () => {
    const text = said(`${relaxed} profile heal extends rel|axed { }`);
    expect(text).toContain(block("template relaxed"));
    expect(text).toContain("Thresholds for macros that must never be felt.");
    expect(text).toContain("Extended by `heal`.");
  });
});

describe("words, quantities, functions", () => {
  test.each([
    ["500m|s", "A duration: `500ms` = `0.5s`"],
    ["45|s", "A duration: `45_000ms` = `45s`"],
    ["1m3|0s", "A duration: `90_000ms` = `1m30s` = `1.5m` = `90s`"],
    ["1G|iB", "A size in bytes: `1_073_741_824B` = `1GiB` = `1024MiB`"],
    ["80|%", "A percentage."],
    ["1|5", "A plain number; it takes the dimension of what it is held against."],
  ])("the quantity %s", (quantity, text) => {
    expect(said(`let a = ${quantity}`)).toBe(`${block(quantity.replace("|", ""))}\n\n${text}`);
  });

  test.each([
    ["profile p { rule r: warn when fps < 1|5 }", "15", "A plain number, read as a frame rate."],
    ["profile p { rule r: warn when 0| < latency }", "0", "A plain number, read as a duration."],
    ['test "t" { profile p given macro.threads = 5| expect warn }', "5", "A plain number, read as a count."],
    [
      "profile p { rule r: warn when cpu.load1 * 2| > 3 }",
      "2",
      "A plain number; it takes the dimension of what it is held against.",
    ],
  ])("a number without a unit is what it is compared with: %s", (text, number, meaning) => {
    expect(said(text)).toBe(`${block(number)}\n\n${meaning}`);
  });

  test("a function, and `missing`, which is a word of tests besides", () => {
    const text = said("profile p { rule r: warn when fore|cast(memory.usage, 30s) > 97% }");
    expect(text).toContain(block("forecast(m, ahead [, W])"));
    expect(text).toContain("needs three samples.");
    expect(text).toContain("- `W`: a duration, may be left out");
    expect(said("profile p { rule r: warn when miss|ing(fps) }")).toContain(block("missing(m [, D])"));
    expect(said('test "t" { given fps = mis|sing }')).toContain("from now on it has no samples");
  });

  test.each([
    ["profile p { rule r: wa|rn when fps < 9 }", "Reports, and reports again when it is over."],
    ["profile p { rule r: warn when fps < 9 un|til fps > 20 }", "What clears a rule that has fired"],
    ["profile p { level da|ngerous }", "can do much harm"],
    ["schedule s = week|ends", "Saturday and Sunday."],
    ['test "t" { profile p expect n|o warn }', "What must not happen."],
  ])("%s", (text, meaning) => {
    expect(said(text)).toContain(meaning);
  });

  test("words that are names in their place are names", () => {
    expect(said("let day = 1d\nprofile fri { rule b|y: warn when duration > day }")).toContain(
      block("rule by: warn when duration > 1d"),
    );
  });
});

describe("codes of findings", () => {
  test("in a comment and in the configuration, with the page to fetch", () => {
    const { view, path, offset } = viewOf({
      "a.macropolicy": "# lint-ignore unused-let, unt|ested-rule because\nlet a = 1",
    });
    expect(hover(view, path, offset)).toMatchObject({ page: "untested-rule", place: { span: { start: 26, end: 39 } } });
    expect(said("# lint-ignore unused-let for nam|ing is hard\nlet a = 1")).toBeNull();
    const other = viewOf({ "macro-engine.yaml": "lint:\n  levels:\n    unused|-let: error\n" });
    expect(hover(other.view, other.path, other.offset)).toMatchObject({ page: "unused-let" });
  });
});

describe("configuration and override files", () => {
  test("what a file of the earlier system makes of a profile's rules", () => {
    const files = {
      "a.macropolicy":
        "profile he|al { param fps_min = 20 rule slow: cancel when fps < fps_min rule lag: pause when latency > 1s until latency < 1s }",
      "config/macro_safety/old.json":
        '{ "heal": { "max_duration": 90, "auto_cancel_enabled": false, "discord_notify": true, "performance_thresholds": { "fps_min": 30 } } }',
    };
    const text = saidIn(files)!;
    expect(text).toContain("- by an override file, `discord` hears of cancel\n");
    expect(text).toContain(
      "3 rules:\n\n- `slow: cancel when fps < 30` (made a `warn`)\n- `lag: pause when latency > 1s until latency < 1s`\n- `max_duration: cancel when duration > 90s` (made a `warn`)\n",
    );
    const limit = { ...files, "a.macropolicy": files["a.macropolicy"].replace("|", "") };
    const json = limit["config/macro_safety/old.json"].replace("max_dur", "max_d|ur");
    expect(saidIn({ ...limit, "config/macro_safety/old.json": json })).toBe(
      "**`max_duration`**\n\nStands for rule `max_duration: cancel when duration > 90s`.",
    );
  });

  test.each([
    ["inter|val: 1s", "**`interval`**: time between two snapshots\n\nA duration, such as `1s`\n\nDefault: `1s`"],
    ["store:\n  retention:\n    sec|onds: 1d", "samples as they were taken"],
    [
      "chan|nels: {}",
      "where `notify` sends, by name\n\nSuch as\n\n```yaml\nchannels:\n  screen: { kind: desktop }\n```",
    ],
    ["sour|ces: []", "Such as\n\n```yaml\nsources:\n  - { kind: latency, host: game.example.net"],
    ["sources:\n  - kind: latency\n    ho|st: a", "**`host`**: the host to connect to (required)"],
    ["sources:\n  - kind: file\n    metrics: { f|ps: frames }", "metric fps: framerate"],
    ["on_exit: le|ave", "One of `stop`, `leave`"],
    ["nothing:\n  he|re: 1", null],
  ])("%s", (text, expected) => {
    const found = saidIn({ "macro-engine.yaml": text });
    if (expected === null) expect(found).toBeNull();
    else expect(found).toContain(expected);
  });

  const policy = "profile heal { param cpu_usage_max = 80% rule lag: cancel when cpu.usage > cpu_usage_max }";

  test.each([
    ["profiles:\n  he|al:\n    grace: 2s", "profile heal"],
    [
      "profiles:\n  he|al:\n    rules:\n      lag: { enabled: false }",
      "- `lag: cancel when cpu.usage > 80%` (turned off)",
    ],
    [
      "profiles:\n  he|al:\n    rules:\n      lag: { action: warn }",
      "- `lag: cancel when cpu.usage > 80%` (made a `warn`)",
    ],
    ["profiles:\n  heal:\n    gr|ace: 2s", "Time between asking a macro to stop"],
    ["profiles:\n  heal:\n    set: { cpu_usage|_max: 70% }", "param cpu_usage_max = 70%"],
    ["profiles:\n  heal:\n    rules:\n      l|ag: { enabled: false }", "turned off by override file"],
    ["profiles:\n  heal:\n    rules:\n      lag: { ena|bled: false }", "turns the rule off"],
    ["profiles:\n  heal:\n    rules:\n      lag: { action: wa|rn }", "Another action for the rule"],
  ])("%s", (text, expected) => {
    expect(saidIn({ "a.macropolicy": policy, "config/macro_safety/o.yaml": text })).toContain(expected);
  });

  test("the earlier system's files", () => {
    const json = (text: string) => saidIn({ "a.macropolicy": policy, "config/macro_safety/o.json": text });
    expect(json('{ "he|al": {} }')).toContain("profile heal");
    expect(json('{ "heal": { "performance_thresholds": { "cpu_usage|_max": 70 } } }')).toContain(
      "param cpu_usage_max = 70%",
    );
    expect(json('{ "heal": { "auto_cancel|_enabled": false } }')).toContain("into a warn");
  });
});

test("broken text, and offsets beyond it, are answered or not, but never thrown at", () => {
  const text =
    'profile p extends { rule : cancel when cpu. > for until "a {b" } test { given = } # lint-ignore \n let = 5sec set {';
  const { view } = viewOf({
    "a.macropolicy": text,
    "macro-engine.yaml": "a: [b, {c: ",
    "config/macro_safety/o.yaml": "profiles: {heal: [",
  });
  for (const path of view.sources.keys()) for (let at = -1; at < text.length + 3; at++) hover(view, path, at);
  expect(hover(view, "none.macropolicy", 0)).toBeNull();
});

describe("what an author has written stays in its place", () => {
  test("a block of code that a comment leaves open ends with the comment", () => {
    const open = said("## As in\n## ```\n## let a = 1s\nlet a| = 5s\n");
    expect(open).toContain("As in\n```\nlet a = 1s\n```\n\n");
    const closed = said("## As in\n## ~~~~ text\n## ```\n## ~~~~\nlet a| = 5s\n");
    expect(closed).toContain("~~~~ text\n```\n~~~~\n\n");
  });

  test("a pattern of several lines is on one", () => {
    expect(said('profile p| { match macro "a\\n\\n# b" }')).toContain("`a # b`");
  });

  test("a file whose name has brackets is led to", () => {
    const { view, path, offset } = viewOf({ "a)b (1).macropolicy": "let a| = 5s\n" });
    expect(hover(view, path, offset)?.markdown).toContain("](file:///set/a%29b%20%281%29.macropolicy#L1,5)");
  });
});
