import { describe, expect, test } from "vitest";
import { analyze } from "../analyze.ts";
import { matchesGlob } from "../program/glob.ts";
import { findings, policy, profileOf, programOf } from "../testing/analyze-text.ts";

const rules = (text: string, name = "p") =>
  profileOf(programOf(text), name).rules.map((rule) => `${rule.name} ${rule.action}`);

describe("rules", () => {
  const base = `
    template a { rule one: warn when fps < 15  rule two: warn when fps < 10 }
    template b { rule three: warn when fps < 5 }
  `;

  test("come from the bases, left to right, then from the body", () => {
    expect(rules(`${base} profile p extends b, a { rule four: warn when fps < 1 }`)).toEqual([
      "three warn",
      "one warn",
      "two warn",
      "four warn",
    ]);
  });

  test("keep the place of what they override", () => {
    const text = `${base} profile p extends a, b { rule four: warn when fps < 1  override rule one: cancel when fps < 2 }`;
    expect(rules(text)).toEqual(["one cancel", "two warn", "three warn", "four warn"]);
  });

  test("can be removed, and declared anew at the end", () => {
    const text = `${base} template c extends a { remove rule one } profile p extends c { rule one: pause when fps < 3 }`;
    expect(rules(text)).toEqual(["two warn", "one pause"]);
  });

  test("come once through a diamond", () => {
    expect(rules(`${base} template c extends a {} template d extends a {} profile p extends c, d {}`)).toEqual([
      "one warn",
      "two warn",
    ]);
  });

  test("know the body that wrote them", () => {
    const text = `${base} template c extends a { override rule one: pause when fps < 3 } profile p extends c {}`;
    expect(profileOf(programOf(text), "p").rules.map((rule) => rule.declaredIn)).toEqual(["c", "a"]);
  });

  test("that are overridden alike do not conflict", () => {
    const alike = (limit: string) => `extends a { override rule one: cancel when (fps < ${limit}) }`;
    const text = (limit: string) =>
      `${base} template c ${alike("3")} template d ${alike(limit)} profile p extends c, d {}`;
    expect(findings(text("3.0"))).toEqual([]);
    expect(findings(text("4"))).toEqual(["conflicting-bases: profile p extends c, d"]);
  });
});

describe("params", () => {
  const base = `
    template a {
      param limit = 80%
      param half = limit / 2
      rule hot: warn when cpu.usage > limit and memory.usage > half for wait
      param wait = 5s
    }
  `;

  test("are bound late: rules and other params see the final value", () => {
    const p = profileOf(programOf(`${base} profile p extends a { set limit = 60% }`), "p");
    expect(p.params).toEqual([
      { name: "limit", value: 60, dimension: "percent" },
      { name: "half", value: 30, dimension: "percent" },
      { name: "wait", value: 5000, dimension: "duration" },
    ]);
    expect(p.rules[0]!.threshold).toBe("cpu.usage > 60% and memory.usage > 30% for 5s");
    expect(p.rules[0]!.text).toBe("cpu.usage > limit and memory.usage > half for wait");
  });

  test("of one profile are not those of another", () => {
    const program = programOf(`${base} profile p extends a { set wait = 1s } profile q extends a {}`);
    expect(program.profiles.map((profile) => profile.rules[0]!.holdMs)).toEqual([1000, 5000]);
  });

  test("in conflict are settled by a set, for the rules of both bases", () => {
    const text = `
      template a { param wait = 5s  rule one: warn when fps < 15 for wait }
      template b { param wait = 7s  rule two: warn when fps < 10 for wait }
      profile p extends a, b { set wait = 9s }`;
    expect(profileOf(programOf(text), "p").rules.map((rule) => rule.holdMs)).toEqual([9000, 9000]);
  });

  test("that differ in dimension cannot be settled", () => {
    const text = `
      template a { param wait = 5s }
      template b { param wait = 7% }
      profile p extends a, b { set wait = 9s }`;
    expect(findings(text)).toEqual(["unit-mismatch: wait"]);
  });

  test("set to the same result do not conflict, however it is written", () => {
    const text = (limit: string) => `${base}
      template c extends a { set wait = 2 * 5s } template d extends a { set wait = ${limit} } profile p extends c, d {}`;
    expect(findings(text("10s"))).toEqual([]);
    expect(findings(text("11s"))).toEqual(["conflicting-bases: profile p extends c, d"]);
  });

  test("a set may use what it inherits, but not itself", () => {
    expect(findings(`${base} profile p extends a { set half = limit / 4 }`)).toEqual([]);
    expect(findings(`${base} profile p extends a { set limit = limit / 2 }`)).toEqual(["not-constant: limit"]);
  });

  test("a set takes a plain number where its param is a frame rate, and 0 anywhere", () => {
    const text =
      "template a { param least = 15fps  param most = 5s } profile p extends a { set least = 20 set most = 0 }";
    expect(profileOf(programOf(text), "p").params.map((param) => param.value)).toEqual([20, 0]);
  });
});

describe("settings", () => {
  test("are those of the most derived body", () => {
    const text = `
      template root { level dangerous  grace 1s }
      template strict extends root { level safe }
      template plain extends root { cooldown 1m }
      profile p extends strict, plain {}
      profile q extends plain, strict {}
      profile r extends strict { level risky }
    `;
    const program = programOf(text);
    expect(program.profiles.map((profile) => profile.level)).toEqual(["safe", "safe", "risky"]);
    expect(profileOf(program, "p")).toMatchObject({ graceMs: 1000, cooldownMs: 60_000 });
  });

  test("that a base has replaced do not come back with another", () => {
    const text = `
      template root { grace 1s }
      template other { grace 2s }
      template both extends root, other {}
      profile p extends both, root {}
      profile q extends root, both {}
      profile r extends other, root {}
    `;
    expect(programOf(text).profiles.map((profile) => profile.graceMs)).toEqual([2000, 2000, 1000]);
  });

  test("have defaults", () => {
    expect(programOf("profile p {}").profiles[0]).toMatchObject({ level: "risky", graceMs: 5000, cooldownMs: 0 });
  });

  test("notify adds up, match is not inherited", () => {
    const text = `
      template a { notify discord on cancel }
      template b extends a { notify discord, desktop on pause }
      template c extends a { notify log on cancel all }
      profile p extends b, c { match macro "p_*" }
      profile q extends p { notify desktop on pause, warn }
    `;
    const program = programOf(text);
    expect(profileOf(program, "p").notify).toEqual([
      { channel: "discord", actions: ["cancel", "pause"] },
      { channel: "desktop", actions: ["pause"] },
      { channel: "log", actions: ["cancel all"] },
    ]);
    expect(profileOf(program, "q").notify[1]).toEqual({ channel: "desktop", actions: ["pause", "warn"] });
    expect(profileOf(program, "q").patterns).toEqual([]);
  });
});

describe("an error is reported once, where it is", () => {
  test("however many profiles inherit it", () => {
    const text = `
      template a { rule hot: warn when cpu.usage > 5s }
      profile p extends a {}
      profile q extends a {}`;
    expect(findings(text)).toEqual(["unit-mismatch: cpu.usage > 5s"]);
  });

  test("and what it leaves unknown is not complained about", () => {
    expect(findings("let a = nothing + 1 profile p { rule r: warn when cpu.usage > a for a }")).toEqual([
      "unknown-name: nothing",
    ]);
    expect(findings("metric x.y: nothing profile p { rule r: warn when x.y > 5s and x.y }")).toEqual([
      "unknown-name: nothing",
    ]);
    expect(findings("profile p extends none { rule r: warn when fps < least  set wait = 5s  remove rule q }")).toEqual([
      "unknown-base: none",
    ]);
  });

  test("while another beside it is still found", () => {
    expect(findings("profile p { rule r: warn when (cpu.usge > 5%) == (fps < 5s) and latency }")).toEqual([
      "unknown-metric: cpu.usge",
      "unit-mismatch: fps < 5s",
      "not-a-condition: latency",
    ]);
  });
});

describe("a diamond whose sides say the same by another name is no conflict", () => {
  const text = (left: string, right: string) => `
    let l = 2% let m = 2 * (l - 1%) let h = 5s
    template t { param p = 1% param q = 2% rule r: warn when cpu.usage > p }
    template a extends t { ${left} } template b extends t { ${right} }
    profile x extends a, b {}`;

  test.each([
    ["set p = l", "set p = 2%"],
    ["set p = m", "set p = l"],
    ["override rule r: warn when cpu.usage > l for h", "override rule r: warn when (cpu.usage > 2%) for 5000ms"],
  ])("%s, %s", (left, right) => expect(findings(text(left, right))).toEqual([]));

  test.each([
    ["set p = l", "set p = 3%"],
    // A param may yet be set to something else.
    ["set p = q", "set p = 2%"],
    ["override rule r: warn when cpu.usage > l for h", "override rule r: warn when cpu.usage > 2% for 6s"],
  ])("but %s, %s is one", (left, right) => {
    expect(findings(text(left, right))).toEqual(["conflicting-bases: profile x extends a, b"]);
  });
});

const each = (count: number, write: (index: number) => string) => Array.from({ length: count }, (_, at) => write(at));

describe("thousands of declarations that refer to each other", () => {
  const many = 10_000;
  const next = (index: number) => (index + 1) % many;

  test("in a circle of lets are one error, which names a few", () => {
    const { diagnostics } = analyze({ files: [policy(each(many, (at) => `let a${at} = a${next(at)}`).join("\n"))] });
    expect(diagnostics.map(({ message }) => message)).toEqual([
      "`a0` depends on itself: `a0` → `a1` → `a2` → `a3` → `a4` → `a5` → `a6` → `a7` → … → `a9999` → `a0`",
    ]);
  });

  test("in a circle of params are one error", () => {
    const params = each(many, (at) => `param a${at} = a${next(at)}`).join("\n");
    expect(findings(`profile p { ${params} rule r: warn when fps < a0 }`)).toEqual(["not-constant: a0"]);
  });

  test("in circles that all share one let are no more errors than a few", () => {
    const lets = each(many, (at) => `let a${at} = a${next(at)} + a0`).join("\n");
    expect(findings(lets).length).toBeLessThan(20);
  });

  test("in a chain of params are no problem, set or not", () => {
    const params = each(many, (at) => `param a${at} = ${at === many - 1 ? "1fps" : `a${at + 1}`}`).join("\n");
    const sets = each(many - 1, (at) => `set a${at} = a${at + 1}`).join("\n");
    const text = `template t { ${params} rule r: warn when fps < a0 } profile p extends t { ${sets} }`;
    expect(programOf(text).profiles[0]!.rules[0]!.threshold).toBe("fps < 1fps");
  });

  test.each([
    ["a circle", (at: number) => `template t${at} extends t${next(at)} {}`, "cyclic-extends"],
    ["a row", (at: number) => `template t${at} ${at === 0 ? "" : `extends t${at - 1}`} {}`, "misplaced-setting"],
  ])("in %s of bodies are one error", (_, write, code) => {
    const { diagnostics } = analyze({ files: [policy(each(many, write).join("\n"))] });
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
    expect(diagnostics[0]!.related.length).toBeLessThan(20);
  });
});

test("a pattern has a length that every process can be held against", () => {
  const nested = `${"{".repeat(20_000)}x${"}".repeat(20_000)}`;
  expect(matchesGlob(nested, "y")).toBe(false);
  const override = { overrides: [{ path: "a.json", text: '{ "zap": {} }' }] };
  expect(findings(`profile p { match macro "x", "${nested}" }`, override)).toEqual([`syntax-error: "${nested}"`]);
  expect(findings(`profile p { match macro "${"a".repeat(1000)}" }`)).toEqual([]);
});

test("a chain of thousands of declarations is no problem", () => {
  const lets = Array.from({ length: 3000 }, (_, index) => `let a${index} = a${index + 1} + 1s`);
  const bodies = Array.from({ length: 500 }, (_, index) => `template t${index} extends t${index + 1} {}`);
  const text = [...lets, "let a3000 = 0s", ...bodies, "template t500 { rule r: warn when duration > a0 }"].join("\n");
  const program = programOf(`${text}\nprofile p extends t0 {}`);
  expect(profileOf(program, "p").rules[0]!.threshold).toBe("duration > 50m");
});
