import { describe, expect, test } from "vitest";
import type { Expression, Member, RuleMember, TestDeclaration } from "./ast.ts";
import { parse } from "./parse.ts";

const read = (text: string) => parse({ path: "a.macropolicy", text });

function declared(text: string) {
  const { file, diagnostics } = read(text);
  expect(diagnostics).toEqual([]);
  return file.declarations;
}

function members(text: string): readonly Member[] {
  const [body] = declared(`profile p { ${text} }`);
  return body?.kind === "profile" ? body.members : [];
}

/** With the fix of each error, which all have one, applied. */
function mendedOnce(text: string): string {
  const { diagnostics } = read(text);
  const edits = diagnostics.flatMap(({ fixes }) => fixes[0]?.edits ?? []);
  expect(edits).toHaveLength(diagnostics.length);
  let mended = text;
  for (const { span, text: replacement } of edits.toSorted(
    (a, b) => b.span.start - a.span.start || b.span.end - a.span.end,
  )) {
    mended = mended.slice(0, span.start) + replacement + mended.slice(span.end);
  }
  return mended;
}

const rule = (text: string) => members(text)[0] as RuleMember;

/** An expression with every operation in parentheses; the parentheses of the text as brackets. */
function grouped(expression: Expression): string {
  switch (expression.kind) {
    case "binary":
      return `(${grouped(expression.left)} ${expression.operator} ${grouped(expression.right)})`;
    case "unary":
      return `(${expression.operator} ${grouped(expression.operand)})`;
    case "group":
      return `[${grouped(expression.inner)}]`;
    case "call":
      return `${expression.callee.text}(${expression.arguments.map(grouped).join(", ")})`;
    case "reference":
      return expression.name;
    case "quantity":
      return expression.text;
    case "string":
      return JSON.stringify(expression.value);
    case "boolean":
      return String(expression.value);
    case "error":
      return "?";
  }
}

describe("conditions", () => {
  test.each([
    ["a or b and not c < 1 + 2 * 3", "(a or (b and (not (c < (1 + (2 * 3))))))"],
    ["a and b or c and d", "((a and b) or (c and d))"],
    ["not not a", "(not (not a))"],
    ["not a and b", "((not a) and b)"],
    ["a - b - c", "((a - b) - c)"],
    ["a / b * c", "((a / b) * c)"],
    ["-a * -5s + b", "(((- a) * (- 5s)) + b)"],
    ["(a or b) and c", "([(a or b)] and c)"],
    ["avg(fps, 5s) <= missing(latency)", "(avg(fps, 5s) <= missing(latency))"],
    ["share(fps < 15 or a, 1m) > 50%", "(share(((fps < 15) or a), 1m) > 50%)"],
    ['macro.name == "heal" or true', '((macro.name == "heal") or true)'],
    ["rate() > 5/m", "(rate() > 5/m)"],
    ["all == by and cancel == mon", "((all == by) and (cancel == mon))"],
  ])("%s", (text, expected) => {
    expect(grouped(rule(`rule r: warn when ${text}`).condition)).toBe(expected);
  });

  test("spans cover what was written", () => {
    const text = "let x = (a + 5 * b)";
    const { file } = read(text);
    const value = file.declarations[0]?.kind === "let" ? file.declarations[0].value : undefined;
    expect(text.slice(value?.span.start, value?.span.end)).toBe("(a + 5 * b)");
    const inner = value?.kind === "group" && value.inner.kind === "binary" ? value.inner : undefined;
    expect(text.slice(inner?.right.span.start, inner?.right.span.end)).toBe("5 * b");
    expect(text.slice(inner?.operatorSpan.start, inner?.operatorSpan.end)).toBe("+");
  });

  test("nesting and length have limits that are reported", () => {
    const wide = `profile p { rule r: warn when ${"a and ".repeat(2000)}b }`;
    const deep = `profile p { rule r: warn when ${"(".repeat(500)}a${")".repeat(500)} }`;
    const denied = `profile p { rule r: warn when ${"not ".repeat(100_000)}a }`;
    for (const text of [wide, deep, denied]) {
      expect(read(text).diagnostics.map(({ code }) => code)).toEqual(["syntax-error"]);
    }
  });
});

describe("rules", () => {
  test("every clause", () => {
    const read = rule('override rule lag: cancel all when a > 5s for 1m until a < 1s for hold message "now {a}"');
    expect(read).toMatchObject({ override: true, name: { text: "lag" }, action: { name: "cancel", all: true } });
    expect(grouped(read.hold!)).toBe("1m");
    expect(grouped(read.until!.condition)).toBe("(a < 1s)");
    expect(grouped(read.until!.hold!)).toBe("hold");
  });

  test("a message has text and values, with places in the file even behind escapes", () => {
    const text = String.raw`profile p { rule r: warn when a message "\u{1F600}\t{avg(a, 5s) + b}\} {c}" }`;
    const { file, diagnostics } = read(text);
    expect(diagnostics).toEqual([]);
    const body = file.declarations[0]!;
    const message = body.kind === "profile" && body.members[0]?.kind === "rule" ? body.members[0].message : null;
    const parts = message?.parts.map((part) => (part.kind === "text" ? part.text : grouped(part.value)));
    expect(parts).toEqual(["😀\t", "(avg(a, 5s) + b)", "} ", "c"]);
    const values = message?.parts.filter((part) => part.kind === "value") ?? [];
    expect(values.map(({ span }) => text.slice(span.start, span.end))).toEqual(["{avg(a, 5s) + b}", "{c}"]);
    expect(values.map(({ value }) => text.slice(value.span.start, value.span.end))).toEqual(["avg(a, 5s) + b", "c"]);
  });

  test("braces are literal in other strings", () => {
    expect(members('match macro "{a,b}_*", "c"')).toMatchObject([{ patterns: [{ value: "{a,b}_*" }, { value: "c" }] }]);
  });
});

describe("documentation", () => {
  test("comes from the comments directly above", () => {
    const [first, second, third] = declared(
      ["## Not this.", "", "## One", "##  two", "let a = 5s", "let b = 6s ## trailing", "let c = 7s"].join("\r\n"),
    );
    expect(first?.documentation).toBe("One\n two");
    expect(second?.documentation).toBe("");
    expect(third?.documentation).toBe("");
  });

  test("stands above rules, and a plain comment comes between", () => {
    const text =
      "profile p {\n  ## Why.\n  override rule a: warn when b\n  ## Not.\n  # plain\n  rule c: warn when d\n}";
    const [body] = declared(text);
    const rules = body?.kind === "profile" ? (body.members as readonly RuleMember[]) : [];
    expect(rules.map(({ documentation }) => documentation)).toEqual(["Why.", ""]);
  });
});

describe("declarations", () => {
  test("schedules", () => {
    const [schedule] = declared('schedule s = fri, sat-mon 20:00-00:30 or weekdays or 22:00-24:00 in "Europe/Warsaw"');
    expect(schedule).toMatchObject({
      zone: { value: "Europe/Warsaw" },
      spans: [
        {
          days: [
            { first: 4, last: 4 },
            { first: 5, last: 0 },
          ],
          times: { start: 1200, end: 30 },
        },
        { days: [{ first: 0, last: 4 }], times: null },
        { days: [], times: { start: 1320, end: 1440 } },
      ],
    });
  });

  test("words with a meaning elsewhere are ordinary names", () => {
    const [profile] = declared("profile all extends by, cancel { param daily = mon  set to = clear }");
    expect(profile).toMatchObject({ name: { text: "all" }, bases: [{ text: "by" }, { text: "cancel" }] });
  });

  test("a byte order mark and Windows line ends are no text", () => {
    expect(declared("\ufefflet a = 5s\r\n\r\nlet b = 6s\r\n")).toHaveLength(2);
  });
});

describe("tests", () => {
  test("`at` belongs to an outcome unless a colon follows its time", () => {
    const [declaration] = declared(`test "t" {
      profile heal  every 500ms  start "2026-01-05T12:00:00Z"  trace "a.csv"  run 1m
      given a = 5%, b.c = missing, d = -5s
      expect no cancel all by x before 25s
      expect clear at 5s
      expect pause
      at 5s: a = 6%
      from 5s to 10s: a = 6% -> 7%, e = 1 -> limit
    }`);
    const { steps } = declaration as TestDeclaration;
    expect(steps.map(({ kind }) => kind)).toEqual([
      "profile-step",
      "every",
      "start",
      "trace",
      "run",
      "given",
      "expect",
      "expect",
      "expect",
      "at",
      "from",
    ]);
    expect(steps[5]).toMatchObject({ assignments: [{}, { metric: { text: "b.c" }, value: null }, {}] });
    expect(steps[6]).toMatchObject({ negated: true, outcome: { name: "cancel", all: true }, by: { text: "x" } });
    expect(steps[7]).toMatchObject({ outcome: { kind: "clear" }, when: { kind: "at" } });
    expect(steps[8]).toMatchObject({ when: null });
  });

  test("`profile NAME` before a brace or `extends` ends the test", () => {
    for (const header of ["profile a {", "profile a extends b {"]) {
      const { file, diagnostics } = read(`test "t" {\n  profile heal\n${header} level safe }`);
      expect(file.declarations.map(({ kind }) => kind)).toEqual(["test", "profile"]);
      expect(diagnostics).toMatchObject([{ code: "syntax-error", span: { start: 25, end: 25 } }]);
    }
  });
});

describe("after an error", () => {
  test("fixes, applied, leave nothing to report", () => {
    const text = `template calm {}
profil heal extends calm {
  grace 5 s
  match macro "a" "b"
  notify discord cancel
  param limit 80%
  rule a warn when cpu usage > 1m30
  rule b: cancle when fps = 15 fro 3s mesage "x"
  rule c: pause if fps < 15 && latency > 1sec;
`;
    expect(read(mendedOnce(text)).diagnostics).toEqual([]);
  });

  test.each([
    ["power.on_battery&&power.on_battery", "power.on_battery and power.on_battery"],
    ["power.on_battery||!power.on_battery", "power.on_battery or not power.on_battery"],
    ["fps < 5|fps.low1 < 5&fps > 1", "fps < 5 or fps.low1 < 5 and fps > 1"],
    ["(fps < 5)&&(fps > 1)", "(fps < 5) and (fps > 1)"],
    ["not(!power.on_battery)", "not(not power.on_battery)"],
    ["fps < 5&&!(fps < 1)", "fps < 5 and not(fps < 1)"],
    ['fps < 5;message "x"', 'fps < 5 message "x"'],
    ["fps > .5", "fps > 0.5"],
    ["macro.name == 'x'and fps > 1", 'macro.name == "x"and fps > 1'],
  ])("a word in the place of a sign runs into no other: %s", (written, meant) => {
    expect(mendedOnce(`profile p { rule r: warn when ${written} }`)).toBe(`profile p { rule r: warn when ${meant} }`);
  });

  test("a point behind a word is no number that wants a digit", () => {
    const { diagnostics } = read("profile p { rule r: warn when cpu.80% > 1% }");
    expect(diagnostics.map(({ code, fixes }) => [code, fixes])).toEqual([["malformed-quantity", []]]);
  });

  test("what was meant is in the tree", () => {
    const { file } = read("profil p { levle saef  rul a: cancle whne x = 5 adn y fro 5s }");
    const [body] = file.declarations;
    const [level, broken] = body?.kind === "profile" ? body.members : [];
    expect(level).toMatchObject({ kind: "level", level: { text: "safe" } });
    expect(broken).toMatchObject({ kind: "rule", name: { text: "a" }, action: { name: "cancel" } });
    expect(grouped((broken as RuleMember).condition)).toBe("((x == 5) and y)");
  });

  test("text that is no member is kept as a place to leave alone", () => {
    const { file } = read("profile p { what is this\n  level safe }");
    const [body] = file.declarations;
    expect(body?.kind === "profile" && body.members.map(({ kind }) => kind)).toEqual(["broken", "level"]);
  });

  test("lines as long as nobody writes them are read all the same", () => {
    const blanks = " ".repeat(20_000);
    const braces = " }".repeat(20_000);
    const texts = [`test "${blanks}x`, `test "x${braces}`, `let a = 1${"_".repeat(100_000)}x`, `let a = 1${blanks}x`];
    for (const text of texts) expect(read(text).diagnostics.length, text.slice(0, 20)).toBeGreaterThan(0);
  });
});

test("a value before a brace is read by itself, whatever the next line begins with", () => {
  const { file } = read("profile p { cooldown 2s\n}\nor.\n");
  expect(file.declarations).toMatchObject([{ members: [{ kind: "cooldown", value: { kind: "quantity" } }] }]);
});
