import { describe, expect, test } from "vitest";
import type { MetricReading } from "../../host.ts";
import { viewOf } from "../../testing/view.ts";
import { complete } from "./complete.ts";
import { documentation } from "./documentation.ts";
import type { Completion, Item } from "./item.ts";

const set = `
let LIMIT = 80%
let WAIT = 5s
schedule raid_night = fri 20:00-22:00
metric guild.queue: count "Players waiting"
## Stays out of the way.
template calm {
  ## Above it, something is done.
  param cpu_max = 90%
  param hold = 5s
  rule hot: warn when cpu.usage > cpu_max for hold
    message "CPU at {cpu.usage}"
  rule lag: cancel when latency > 1s
}
profile fish extends calm { set cpu_max = 70% }
`;

function at(
  text: string,
  rest: Readonly<Record<string, string>> = {},
  trigger: string | null = null,
): Completion | null {
  const { view, path, offset } = viewOf({ "a.macropolicy": text, "set.macropolicy": set, ...rest });
  return complete(view, path, offset, trigger);
}

const itemsAt = (...asked: Parameters<typeof at>): readonly Item[] => at(...asked)?.items ?? [];
const labelsAt = (...asked: Parameters<typeof at>) => itemsAt(...asked).map(({ label }) => label);
const inRule = (text: string) => `profile heal extends calm {\n  rule x: cancel when ${text}`;
const inTest = (text: string) => `test "t" {\n  profile fish\n  ${text}`;

describe("declarations and members", () => {
  test("between declarations whole ones are offered, the likeliest first", () => {
    const items = itemsAt("|");
    expect(items.map(({ label }) => label)).toEqual([
      "profile",
      "template",
      "test",
      "assert",
      "let",
      "schedule",
      "metric",
    ]);
    expect(items[0]!.snippet).toMatch(/extends \$\{2:calm\} \{\n\tlevel \$\{3\|safe,risky,dangerous\|\}/);
    expect(items[0]!.text).toBe("profile");
  });

  test("where a line goes on, a keyword brings nothing with it", () => {
    expect(itemsAt("pro|file heal { }")[0]).toMatchObject({ label: "profile", snippet: null });
    expect(itemsAt("profile p { le| }").find(({ label }) => label === "level")!.snippet).not.toBeNull();
  });

  test("members that a body has are not offered again", () => {
    const labels = labelsAt("profile heal extends calm {\n  level safe\n  grace 3s\n  |\n}");
    expect(labels).toEqual(["rule", "override rule", "set", "param", "match", "notify", "cooldown", "remove rule"]);
    expect(labelsAt("profile heal {\n  lev|el safe\n}")).toContain("level");
  });

  test("nothing is overridden, set or removed where nothing is inherited, and templates match nothing", () => {
    const labels = labelsAt("template t {\n  |\n}");
    expect(labels).toEqual(["rule", "param", "level", "notify", "cooldown", "grace"]);
  });

  test("steps of which a test has one are not offered again", () => {
    expect(labelsAt(inTest("|\n}"))).not.toContain("profile");
    expect(labelsAt(inTest("|\n}"))).toEqual(["expect", "given", "at", "from", "run", "trace", "every", "start"]);
    expect(labelsAt(inTest("run 5s\n  |\n}"))).not.toContain("run");
  });
});

describe("values of the right dimension", () => {
  test("after a comparison: params, lets, a sensible limit, metrics and calls of the same dimension", () => {
    const items = itemsAt(inRule("cpu.usage > |"));
    expect(items.slice(0, 3).map(({ kind, label, detail }) => [kind, label, detail])).toEqual([
      ["param", "cpu_max", "90%"],
      ["let", "LIMIT", "80%"],
      ["quantity", "80%", "a limit to begin with"],
    ]);
    expect(items[2]!.snippet).toMatch(/^\$\{1:80\}%$/);
    const labels = items.map(({ label }) => label);
    expect(labels).toContain("memory.usage");
    expect(labels).toContain("avg");
    for (const other of ["hold", "WAIT", "latency", "raid_night", "cpu.usage", "missing", "true"]) {
      expect(labels).not.toContain(other);
    }
    expect(labelsAt(inRule("latency > |")).slice(0, 3)).toEqual(["hold", "WAIT", "500ms"]);
  });

  test("plain numbers, which fit as well, come after what has the dimension itself", () => {
    const items = itemsAt(inRule("fps < |"));
    const labels = items.map(({ label }) => label);
    expect(labels.indexOf("fps.low1")).toBeLessThan(labels.indexOf("cpu.load1"));
    expect(items.find(({ label }) => label === "avg")!.snippet).toMatch(/^avg\(\$\{1:fps\}, /);
  });

  test("a condition begins with what is measured", () => {
    const labels = labelsAt(inRule("|"));
    expect(labels[0]).toBe("cpu.usage");
    expect(labels).toEqual(expect.arrayContaining(["raid_night", "missing", "guild.queue", "not", "p95"]));
    expect(labels.indexOf("cpu.usage")).toBeLessThan(labels.indexOf("cpu_max"));
  });

  test("what stands behind the operator counts too", () => {
    const labels = labelsAt(inRule("| > 80% and fps < 5"));
    expect(labels).toEqual(expect.arrayContaining(["cpu.usage", "memory.usage", "cpu_max", "avg"]));
    for (const other of ["latency", "fps", "hold", "raid_night", "missing"]) expect(labels).not.toContain(other);
    expect(labelsAt(inRule("fps < 5 and | >= hold for 5s"))).toContain("latency");
    expect(labelsAt(inRule("fps < 5 and | >= hold for 5s"))).not.toContain("fps.low1");
    expect(labelsAt(inRule("| > "))).toContain("latency");
  });

  test("arithmetic keeps dimensions", () => {
    expect(labelsAt(inRule("latency > hold - |"))).toEqual(expect.arrayContaining(["WAIT", "5s"]));
    expect(labelsAt(inRule("latency > hold - |"))).not.toContain("LIMIT");
    expect(labelsAt(inRule("latency > 0.5 * |"))).toContain("hold");
    expect(labelsAt(inRule("latency > hold * |"))).not.toContain("WAIT");
    expect(labelsAt(inRule("latency / |"))).not.toContain("fps");
  });

  test("arguments are what their function takes", () => {
    expect(labelsAt(inRule("avg(|"))).not.toContain("macro.name");
    expect(labelsAt(inRule("avg(|"))).not.toContain("cpu_max");
    expect(labelsAt(inRule("missing(|"))).toContain("macro.name");
    expect(labelsAt(inRule("memory.usage > max(|"))).toEqual(expect.arrayContaining(["cpu.usage"]));
    expect(labelsAt(inRule("memory.usage > max(|"))).not.toContain("latency");
    expect(labelsAt(inRule("avg(latency, |"))).toEqual(["hold", "WAIT", "30s"]);
    expect(labelsAt(inRule("share(cpu.usage > |"))).toContain("cpu_max");
  });

  test("what lasts, and what is set or assigned, is constant", () => {
    expect(labelsAt(inRule("fps < 5 for |"))).toEqual(["hold", "WAIT", "5s"]);
    expect(labelsAt("profile heal extends calm { grace |")).toEqual(["hold", "WAIT", "5s"]);
    expect(labelsAt("profile heal extends calm { set cpu_max = |")).toEqual(["90%", "LIMIT"]);
    expect(labelsAt(inTest("given cpu.usage = |"))).toEqual(["80%", "LIMIT", "missing"]);
    expect(labelsAt(inTest("given power.on_battery = |"))).toEqual(["true", "false", "missing"]);
    expect(labelsAt(inTest("from 0s to 5s: latency = 1s |"))[0]).toBe("->");
    expect(labelsAt(inTest("from 0s to 5s: latency = 1s -> |"))).toEqual(["500ms", "WAIT"]);
    expect(labelsAt("let A = |")).not.toContain("A");
  });

  test("texts are those that a metric can have", () => {
    expect(labelsAt(inRule("macro.level == |")).slice(0, 3)).toEqual(['"safe"', '"risky"', '"dangerous"']);
    expect(labelsAt(inRule('macro.level == "|"'))).toEqual(["safe", "risky", "dangerous"]);
    expect(labelsAt(inRule('macro.name == "|"'))).toContain("fish");
  });

  test("behind a value its operators, behind a condition what joins and follows it", () => {
    expect(labelsAt(inRule("cpu.usage |")).slice(0, 2)).toEqual([">", ">="]);
    expect(labelsAt(inRule("fps |"))[0]).toBe("<");
    expect(labelsAt(inRule("fps < 5 |")).slice(0, 4)).toEqual(["for", "message", "and", "or"]);
    expect(labelsAt("profile p { rule r: pause when fps < 5 |")).toContain("until");
    expect(labelsAt(inRule("cpu.usage |"))).not.toContain("for");
    expect(labelsAt("profile p { rule r: pause |")).toEqual(["when"]);
    expect(labelsAt("profile p { rule r: cancel |")).toEqual(["when", "all"]);
    expect(labelsAt(inRule("macro.name |")).slice(0, 2)).toEqual(["==", "!="]);
    expect(labelsAt(inRule("raid_night |"))).not.toContain(">");
  });
});

describe("units", () => {
  test("right after a number come those of the dimension, in order of use", () => {
    expect(labelsAt(inRule("cpu.usage > 80|"))).toEqual(["80%"]);
    expect(labelsAt(inRule("latency > 500|"))).toEqual(["500s", "500ms", "500m", "500h", "500d", "500us"]);
    expect(itemsAt(inRule("latency > 500|"))[0]!.detail).toBe("500_000ms");
    expect(labelsAt(inRule("macro.memory > 1.5M|")).slice(0, 2)).toEqual(["1.5MiB", "1.5GiB"]);
    expect(labelsAt(inRule("disk.read > 5|"))[0]).toBe("5MiB/s");
    expect(labelsAt(inRule("macros.running > 5|"))).toEqual([]);
    expect(labelsAt("let A = 5|")).toEqual(expect.arrayContaining(["5%", "5s", "5GiB", "5fps"]));
    expect(labelsAt(inTest("run 70|"))[0]).toBe("70s");
  });

  test("the parts of a duration become smaller", () => {
    expect(labelsAt(inRule("latency > 1m30|"))).toEqual(["1m30s", "1m30ms", "1m30us"]);
  });

  test("the whole number and what stands of its unit is replaced", () => {
    expect(at(inRule("disk.read > 1.5Mi|B/s for 5s"))!.span).toEqual({ start: 62, end: 70 });
  });

  test("digits ask by themselves where a unit is needed", () => {
    expect(labelsAt(inRule("cpu.usage > 8|"), {}, "8")).toEqual(["8%"]);
    expect(labelsAt(inRule("fps > 8|"), {}, "8")).toEqual([]);
    expect(labelsAt("let A = 8|", {}, "8")).toEqual([]);
  });

  test("times of day get their minutes", () => {
    expect(labelsAt("schedule s = fri 20|")).toEqual(["20:00", "20:15", "20:30", "20:45"]);
    expect(labelsAt("schedule s = fri 20:3|")).toEqual(["20:30"]);
  });
});

describe("names", () => {
  test("rules that are inherited, with their text to change, but those that are overridden already", () => {
    const items = itemsAt("profile heal extends calm {\n  override rule |\n}");
    expect(items.map(({ label, text }) => [label, text])).toEqual([
      ["hot", 'hot: warn when cpu.usage > cpu_max for hold\n  message "CPU at {cpu.usage}"'],
      ["lag", "lag: cancel when latency > 1s"],
    ]);
    expect(itemsAt("profile heal extends calm {\n  override rule h|: warn when fps < 5\n}")[0]).toMatchObject({
      text: "hot",
    });
    expect(labelsAt("profile heal extends calm {\n  remove rule hot\n  remove rule |\n}")).toEqual(["lag"]);
    expect(labelsAt("profile heal extends calm {\n  rule |\n}")).toEqual([]);
  });

  test("params that are inherited, with their values", () => {
    const items = itemsAt("profile heal extends calm {\n  set hold = 3s\n  set |\n}");
    expect(items).toMatchObject([{ label: "cpu_max", detail: "90%", text: "cpu_max = " }]);
  });

  test("bases, without the body itself and what extends it", () => {
    expect(labelsAt("profile heal extends |")).toEqual(["calm", "fish"]);
    expect(labelsAt("profile heal extends calm, |")).toEqual(["fish"]);
    expect(labelsAt("template t extends | { }\ntemplate u extends t { }")).toEqual(["calm"]);
  });

  test("profiles in tests and assertions", () => {
    expect(labelsAt('test "t" { profile |')).toEqual(["fish"]);
    expect(labelsAt("assert a { profile |")).toEqual(["fish"]);
    expect(labelsAt("assert a { profile fish, |")).toEqual([]);
  });

  test("in a test, the metrics that its profile reads first, and rules that do what is expected", () => {
    expect(itemsAt(inTest("given |")).slice(0, 2)).toMatchObject([{ text: "cpu.usage = " }, { text: "latency = " }]);
    expect(labelsAt(inTest("given |"))).not.toContain("duration");
    expect(labelsAt(inTest("expect warn by |"))).toEqual(["hot"]);
    expect(labelsAt(inTest("expect cancel by |"))).toEqual(["lag"]);
    expect(labelsAt(inTest("expect |")).sort()).toEqual(["cancel", "clear", "no", "pause", "throttle", "warn"]);
  });

  test("levels, days, actions, dimensions", () => {
    expect(labelsAt("profile p { level |")).toEqual(["safe", "risky", "dangerous"]);
    expect(labelsAt("schedule s = |").slice(0, 7)).toEqual(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
    expect(labelsAt("profile p { rule x: |")).toEqual(["warn", "throttle", "pause", "cancel"]);
    expect(labelsAt("metric a: |")).toContain("bytes_per_second");
  });

  test("channels are those of the configuration; without one, those that the set names", () => {
    const text = "profile p { notify | on cancel }";
    const configuration = "channels:\n  screen: { kind: desktop }\n  phone: { kind: ntfy, url: 'https://ntfy.sh/x' }\n";
    expect(labelsAt(text, { "macro-engine.yaml": configuration })).toEqual(["screen", "phone"]);
    expect(labelsAt(text, { "b.macropolicy": "profile q { notify mail on cancel }" })).toEqual(["mail"]);
  });

  test("a dotted name is replaced as a whole", () => {
    const { span, cursor } = at(inRule("memory.us|age > 5%"))!;
    expect({ span, cursor }).toEqual({ span: { start: 50, end: 62 }, cursor: 59 });
    expect(labelsAt(inRule("memory.us|"))).toContain("memory.usage");
  });
});

describe("text", () => {
  test("time zones within the quotes, and with them where they do not stand yet", () => {
    expect(labelsAt('schedule s = fri in "Eur|')).toContain("Europe/Warsaw");
    expect(labelsAt("schedule s = fri in |")).toContain('"Europe/Warsaw"');
  });

  test("a message's braces see the rule's values", () => {
    const labels = labelsAt(`${inRule("fps < 5")}\n    message "at {|}"\n}`);
    expect(labels[0]).toBe("fps");
    expect(labels).toEqual(expect.arrayContaining(["cpu_max", "hold", "LIMIT", "avg"]));
    expect(labels).not.toContain("raid_night");
    expect(labelsAt(`${inRule("fps < 5")}\n    message "at |"\n}`)).toEqual([]);
  });

  test("patterns propose macros", () => {
    const configuration = 'macros:\n  healer: { command: ["x"] }\n';
    expect(labelsAt('profile heal { match macro "|"', { "macro-engine.yaml": configuration })).toEqual([
      "heal_*",
      "healer",
    ]);
  });

  test("comments are left alone, but for what they ignore", () => {
    expect(at("# profile |")).toBeNull();
    expect(labelsAt("# lint-|")).toEqual(["lint-ignore"]);
    const labels = labelsAt("# lint-ignore untested-rule, un|");
    expect(labels).toContain("unused-param");
    expect(labels).not.toContain("no-cancel");
    expect(at("# lint-ignore untested-rule because |")).toBeNull();
  });
});

test("blanks, quotes and braces that are typed ask only where something is wanted", () => {
  expect(labelsAt(inRule("cpu.usage > |"), {}, " ")).toContain("cpu_max");
  expect(at(inRule("cpu.usage |"), {}, " ")).toBeNull();
  expect(at("profile p {\n |", {}, " ")).toBeNull();
  expect(at("profile p {|", {}, "{")).toBeNull();
  expect(at('test "t"|', {}, '"')).toBeNull();
});

test("what is measured on this machine stands beside the metrics", () => {
  const readings = new Map<string, MetricReading>([
    ["cpu.usage", { available: true, source: "/proc/stat", value: 43.21 }],
    ["fps", { available: false, reason: "no source is configured" }],
  ]);
  const { view, path, offset } = viewOf({ "a.macropolicy": "profile p { rule r: warn when |" }, readings);
  const details = new Map(complete(view, path, offset)!.items.map(({ label, detail }) => [label, detail]));
  expect(details.get("cpu.usage")).toBe("percent, 0% to 100%; now 43.2%");
  expect(details.get("fps")).toContain("not measured here");
});

test("an item says what a hover says", () => {
  const { view } = viewOf({ "set.macropolicy": set });
  const said = (about: Parameters<typeof documentation>[1]) => documentation(view, about)?.markdown;
  expect(said({ kind: "metric", name: "cpu.usage" })).toContain("Share of all cores");
  expect(said({ kind: "function", name: "p95" })).toContain("95th percentile");
  expect(said({ kind: "param", name: "cpu_max", body: "fish" })).toContain("70%");
  expect(said({ kind: "rule", name: "hot", body: "fish" })).toContain("cpu.usage > 70%");
  expect(said({ kind: "body", name: "calm" })).toContain("Stays out of the way.");
  expect(said({ kind: "word", name: "until" })).toContain("clears");
  expect(said({ kind: "let", name: "LIMIT" })).toContain("80%");
  expect(said({ kind: "param", name: "gone", body: "fish" })).toBeUndefined();
  expect(documentation(view, { kind: "lint-code", name: "unused-let" })).toMatchObject({ page: "unused-let" });
});
