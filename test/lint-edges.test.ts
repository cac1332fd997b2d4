/** What the pages of the lint rules would be the longer for: where findings stand, once, and what is no finding after all. */

import { allLintCodes, analyze, type LintCode, lint, lintRules, type Source } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { proverOf } from "../engine/src/cli/lint/prover-of.ts";
import { createReplay } from "../engine/src/runtime/replay-witness.ts";

interface Given {
  readonly overrides?: readonly Source[];
  readonly intervalMs?: number;
}

/** `the text that is pointed at: the message`, of one rule or of all of its category. */
function told(code: LintCode | "bugs", text: string, { overrides = [], intervalMs = 1000 }: Given = {}): string[] {
  const files = [{ path: "p.macropolicy", text }];
  const analysis = analyze({ files, overrides });
  expect(analysis.diagnostics).toEqual([]);
  const levels = Object.fromEntries(
    allLintCodes.map((each) => [each, each === code || lintRules[each].category === code ? "warning" : "off"]),
  );
  const report = lint({
    analysis,
    overrides,
    prover: proverOf,
    replay: createReplay(),
    intervalMs,
    levels,
    today: "2026-06-15",
  });
  return report.findings.map((finding) => {
    const source = [...files, ...overrides].find(({ path }) => path === finding.file)!;
    const pointed = source.text.slice(finding.span.start, finding.span.end);
    return `${code === "bugs" ? `${finding.code} ` : ""}${pointed}: ${finding.message}`;
  });
}

const yaml = (text: string): Source => ({ path: "o.yaml", text });

describe("a rule that several profiles inherit", () => {
  test("is told of once, and of the profiles only where not all are concerned", () => {
    const template = "template t { param low = 50% rule r: cancel when cpu.usage > 120% for 5s }\n";
    const all = `${template}profile a extends t {}\nprofile b extends t {}`;
    expect(told("threshold-out-of-range", all)).toEqual([
      expect.stringMatching(/^cpu\.usage > 120%: `cpu\.usage > 120%` can never be true: /),
    ]);
    const some = `${template}profile a extends t {}\nprofile b extends t { override rule r: warn when cpu.usage > 90% }`;
    expect(told("threshold-out-of-range", some)).toHaveLength(1);
  });

  test("is told of at the `set` behind the param that it reads, however far", () => {
    const text = `template t {
        param base = 40%
        param limit = 2 * base
        rule r: cancel when cpu.usage > limit for 5s
      }
      template u extends t { set base = 60% }
      profile a extends u {}
      profile b extends u {}
      profile c extends t {}`;
    expect(told("threshold-out-of-range", text)).toEqual([
      "60%: in rule `r`, `cpu.usage > limit` can never be true: `cpu.usage` lies between 0% and 100%; choose a limit that it can pass",
    ]);
  });

  test("is told of in the override file that sets the param", () => {
    const text = "profile a { param limit = 80% rule r: cancel when cpu.usage > limit for 5s }";
    const overrides = [yaml("profiles: { a: { set: { limit: 100% } } }")];
    expect(told("threshold-out-of-range", text, { overrides })).toEqual([
      expect.stringMatching(/^100%: in rule `r`, .*can never be true/),
    ]);
  });

  test("is told of where it stands when an override file changes what it does", () => {
    const text = "template t { rule r: cancel when fps < 15 for 5s }\nprofile a extends t {}\nprofile b extends t {}";
    const overrides = [yaml("profiles: { b: { rules: { r: { action: pause } } } }")];
    expect(told("flapping-pause", text, { overrides })).toEqual([
      expect.stringMatching(/^cancel: this pause ends in `b` with the first sample/),
    ]);
  });
});

test("a template that no profile extends yet is looked at all the same", () => {
  const text = "template t { param low = 50% rule r: cancel when cpu.usage > 2 * low + 10% for 5s }";
  expect(told("threshold-out-of-range", text)).toEqual([expect.stringMatching(/^cpu\.usage > 2 \* low \+ 10%: /)]);
});

describe("one mistake is told of once", () => {
  test.each([
    [
      "a limit out of range makes a contradiction",
      "cancel when cpu.usage > 120% and fps < 10 for 5s",
      ["threshold-out-of-range cpu.usage > 120%"],
    ],
    [
      "… and is no needless part",
      "warn when fps < 10 or cpu.usage > 120%",
      ["threshold-out-of-range cpu.usage > 120%"],
    ],
    [
      "a contradiction has no needless parts",
      "warn when fps < 10 and fps > 20 and fps > 15",
      ["contradictory-condition fps < 10 and fps > 20 and fps > 15"],
    ],
    [
      "what is always true has none either",
      "warn when fps < 20 or fps > 10 or fps > 15",
      ["always-true fps < 20 or fps > 10 or fps > 15"],
    ],
    [
      "an `until` that is always true is not inverted as well",
      "pause when fps < 15 until fps > 10 or fps < 12",
      ["always-true fps > 10 or fps < 12"],
    ],
    [
      "a needless group hides its needless parts",
      "warn when fps < 10 and (fps < 20 or fps < 15)",
      ["redundant-condition (fps < 20 or fps < 15)"],
    ],
    [
      "a limit that is never equal is out of range",
      "warn when cpu.usage == 130%",
      ["threshold-out-of-range cpu.usage == 130%"],
    ],
    [
      "a contradiction is not turned round",
      "pause when fps > 30 and fps < 20 until fps > 40",
      ["contradictory-condition fps > 30 and fps < 20"],
    ],
  ])("%s", (_, rule, expected) => {
    expect(told("bugs", `profile a { rule r: ${rule} }`).map((line) => line.split(": ")[0])).toEqual(expected);
  });

  test("rules that mean the same are no shadows of each other", () => {
    const text = "profile a { rule x: cancel when fps < 15 for 5s rule y: cancel when 15 > fps for 5000ms }";
    expect(told("bugs", text).map((line) => line.split(": ")[0])).toEqual(["duplicate-rule y"]);
  });
});

describe("what is claimed is so", () => {
  test("untils of one truth that wait for samples of different metrics are not the same", () => {
    const text = (wait: string) => `profile a {
      rule x: pause when fps < 10 until fps > 20${wait}
      rule y: pause when fps < 10 until fps > 20 or (fps > 30 and latency > 5ms)${wait}
    }`;
    // While fps is held over, a sample of latency lets y clear.
    expect(told("duplicate-rule", text(" for 5s"))).toEqual([]);
    expect(told("duplicate-rule", text(""))).toHaveLength(1);
  });

  test("what another rule of a dangerous profile cancels is not let go further", () => {
    const text = (limit: string) => `
      profile bot { level dangerous rule a: cancel when fps < 10 for 10s rule b: cancel when ${limit} }
      profile chat { level safe rule a: cancel when fps < 20 for 10s }`;
    expect(told("level-order", text("duration > 60s"))).toHaveLength(1);
    expect(told("level-order", text("duration > 5s"))).toEqual([]);
    expect(told("level-order", text("fps < 25 and latency > 1ms"))).toHaveLength(1);
  });

  test.each([
    ["missing(fps) or not missing(fps)", "fires as soon as the macro runs"],
    ["avg(fps, 1m) < 20 or avg(fps, 1m) > 10", "fires as soon as it is known"],
    ["(fps < 20 or fps > 10) for 5s", "fires whatever the macro does"],
    ["fps < 10 until missing(fps) or not missing(fps)", "clears as soon as it has fired"],
    ["fps < 10 until fps < 20 or fps > 10", "clears as soon as it is known"],
    ["fps < 10 until (fps < 20 or fps > 10) for 1m", "clears whatever the macro does"],
  ])("pause when %s: %s", (rule, consequence) => {
    const [found] = told("always-true", `profile a { rule r: pause when ${rule} }`);
    expect(found).toContain(`so the rule ${consequence}`);
  });
});

describe("missing data counts", () => {
  test.each([
    [
      "`not x > 5` is not `x <= 5` where x may be missing",
      "warn when not cpu.usage > 80% or cpu.usage > 70% or missing(cpu.usage)",
    ],
    [
      "a part that is known when the rest is unknown changes something",
      "warn when cpu.usage > 80% or not missing(fps) and fps < 10",
    ],
    ["without `until` a rule clears on false alone", "warn when fps < 10 and not missing(fps)"],
  ])("%s", (_, rule) => expect(told("redundant-condition", `profile a { rule r: ${rule} }`)).toEqual([]));

  test("what only unknown sets apart is needless where nobody asks for false", () => {
    const text = "profile a { rule r: cancel when fps < 10 and not missing(fps) }";
    expect(told("redundant-condition", text)).toEqual([
      expect.stringMatching(/^not missing\(fps\): `not missing\(fps\)` changes nothing/),
    ]);
  });

  test("a silent metric has no value: both cannot be", () => {
    expect(told("contradictory-condition", "profile a { rule r: warn when missing(fps) and fps < 15 }")).toHaveLength(
      1,
    );
    expect(told("contradictory-condition", "profile a { rule r: warn when missing(fps, 2s) and fps < 15 }")).toEqual(
      [],
    );
  });
});

describe("needless parts", () => {
  test("a comment in between is left for somebody to look at", () => {
    const text = "profile a { rule r: warn when fps < 10 # low\n and fps < 20 }";
    const analysis = analyze({ files: [{ path: "p", text }] });
    const levels = { "redundant-condition": "warning" } as const;
    const { findings } = lint({ analysis, prover: proverOf, levels, today: "2026-06-15" });
    expect(findings.filter(({ code }) => code === "redundant-condition").map(({ fixes }) => fixes)).toEqual([[]]);
  });

  test.each([
    ["under `not`", "warn when not (fps < 10 or fps < 5)", "fps < 5"],
    ["inside `share`", "warn when share(fps < 10 and fps < 20, 10s) > 50%", "fps < 20"],
    ["of three the middle one", "warn when fps < 10 and latency > 1s and (fps < 30 and cpu.usage > 50%)", "fps < 30"],
    ["a literal", "warn when fps < 10 and true", "true"],
  ])("%s", (_, rule, part) => {
    expect(told("redundant-condition", `profile a { rule r: ${rule} }`).map((line) => line.split(": ")[0])).toEqual([
      part,
    ]);
  });
});

describe("unreachable rules", () => {
  test.each([
    [
      "of `cancel all` a plain cancel is no shadow",
      "rule x: cancel when fps < 20 for 5s rule y: cancel all when fps < 10 for 10s",
      [],
    ],
    ["`cancel all` is one of a cancel", "rule x: cancel all when fps < 20 rule y: cancel when fps < 10", ["y"]],
    ["a longer wait is no shadow", "rule x: cancel when fps < 20 for 10s rule y: warn when fps < 10 for 5s", []],
    [
      "neither is a rule that can never fire",
      "rule x: cancel when fps < 20 and fps > 30 rule y: warn when fps < 10",
      [],
    ],
    [
      "a pause that ends later adds something",
      "rule x: pause when fps < 20 until fps > 25 rule y: pause when fps < 10 until fps > 40",
      [],
    ],
    ["missing data leaves a gap", "rule x: cancel when fps < 20 and latency > 0ms rule y: warn when fps < 10", []],
  ])("%s", (_, rules, expected) => {
    expect(told("unreachable-rule", `profile a { ${rules} }`).map((line) => line.split(": ")[0])).toEqual(expected);
  });

  test("a profile's own rule may put an inherited one in the shade", () => {
    const text = `template t { rule warm: warn when cpu.usage > 90% }
      profile a extends t { rule hot: cancel when cpu.usage > 80% }
      profile b extends t {}`;
    expect(told("unreachable-rule", text)).toEqual([
      expect.stringMatching(/^warm: rule `warm` never acts in `a`: `hot` always/),
    ]);
  });
});

describe("single samples", () => {
  test.each([
    ["not fps >= 15", true],
    ["fps < 15 or avg(fps, 10s) < 20", true],
    ["not (fps >= 15 or avg(fps, 10s) >= 20)", false],
    ["fps < 15 and share(fps < 15, 10s) > 50%", false],
    ["duration > 60s or fps < 15 and p95(latency, 10s) > 1s", false],
    ["cpu.usage + gpu.usage > 150%", true],
    ["macro.memory > 1GiB and cpu.temperature > 90C", false],
    ["fps < 15 and duration > 10s", true],
    ["fps < 0", false],
  ])("cancel when %s: %s", (condition, flagged) => {
    expect(told("single-sample-cancel", `profile a { rule r: cancel when ${condition} }`).length > 0).toBe(flagged);
  });
});

describe("weakened", () => {
  test("a template that gives away what another cancels is told of itself, not each profile of it", () => {
    const text = `template t { rule r: cancel when fps < 15 for 5s }
      template u extends t { override rule r: cancel when fps < 10 for 5s }
      profile a extends u {}
      profile b extends u {}`;
    expect(told("weakened-override", text)).toEqual([
      expect.stringMatching(
        /^override rule r: with rule `r` as it is here, `u` protects less than `t`: fps = .* for 5s cancels a macro there/,
      ),
    ]);
  });

  test("of two bases that bring a rule of one name, both are held against what settles it", () => {
    const text = `template s { rule r: cancel when fps < 10 for 5s }
      template t { rule r: cancel when fps < 20 for 5s }
      profile a extends s, t { override rule r: cancel when fps < 15 for 5s }`;
    expect(told("weakened-override", text)).toEqual([expect.stringContaining("`a` protects less than `t`")]);
  });

  test("waiting longer is weaker, clearing later is not", () => {
    const base = "profile a { rule r: pause when fps < 15 for 3s until fps > 25 }\n";
    const changed = (rule: string) =>
      told("weakened-override", `${base}profile b extends a { override rule r: ${rule} }`);
    expect(changed("pause when fps < 15 for 10s until fps > 25")).toHaveLength(1);
    expect(changed("pause when fps < 15 for 3s until fps > 20")).toHaveLength(1);
    expect(changed("pause when fps < 15 for 3s until fps > 40")).toEqual([]);
    expect(changed("cancel when fps < 15 for 3s")).toEqual([]);
  });

  test("an override file that takes back a cancel is told of at its line", () => {
    const text = "profile a { rule r: cancel when fps < 15 for 5s rule s: cancel when fps < 20 for 2s }";
    const take = (rule: string) =>
      told("weakened-override", text, {
        overrides: [yaml(`profiles: { a: { rules: { ${rule}: { enabled: false } } } }`)],
      });
    expect(take("s")).toEqual([
      expect.stringMatching(/^\{ enabled: false \}: with this, rule `s` of `a` protects less/),
    ]);
    // What the one gives up the other has.
    expect(take("r")).toEqual([]);
  });
});

describe("sampling", () => {
  test("a window is open at its far end", () => {
    const rule = (window: string) => `profile a { rule r: warn when rate(macro.memory, ${window}) > 1MiB/s }`;
    expect(told("shorter-than-sampling", rule("1s"))).toHaveLength(1);
    expect(told("shorter-than-sampling", rule("1001ms"))).toEqual([]);
    expect(told("shorter-than-sampling", rule("1s"), { intervalMs: 500 })).toEqual([]);
  });
});
