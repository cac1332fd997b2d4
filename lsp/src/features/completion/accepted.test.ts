/** What is offered can be taken: with it, the text reads. */

import { analyze, cursorAt, policyTokens } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { randomFrom } from "../../../../dsl/src/testing/random.ts";
import { randomPolicy } from "../../../../dsl/src/testing/random-policy.ts";
import { viewOf } from "../../testing/view.ts";
import { complete } from "./complete.ts";
import type { Item } from "./item.ts";

/** A snippet as it is when every field but those in `typed` is left as proposed; of choices the first is taken. */
function filled({ snippet, text }: Item, typed: Readonly<Record<string, string>> = {}): string {
  if (snippet === null) return text;
  const values: Record<string, string> = {};
  return snippet
    .replace(/\$\{\d+\|((?:[^|\\]|\\.)*)\|\}/g, (_, words: string) => words.split(",")[0]!)
    .replace(/\$\{(\d+):((?:[^}\\]|\\.)*)\}/g, (_, field: string, proposed: string) => {
      values[field] = typed[field] ?? proposed;
      return values[field];
    })
    .replace(/\$\{(\d+)\}/g, (_, field: string) => values[field]!)
    .replace(/\$0/g, "")
    .replace(/\\([\\$}])/g, "$1");
}

/** What is wrong with the text once an item is taken. */
function problemsWith(text: string, pick: (item: Item) => boolean = () => true): Record<string, string[]> {
  const { view, path, offset, texts } = viewOf({ "a.macropolicy": text });
  const found = complete(view, path, offset)!;
  const source = texts[path]!;
  const problems = found.items.filter(pick).map((each) => {
    const taken = source.slice(0, found.span.start) + filled(each) + source.slice(found.span.end);
    const { diagnostics } = analyze({ files: [{ path, text: taken }] });
    return [each.label, diagnostics.map(({ message }) => `${message} in ${JSON.stringify(taken)}`)] as const;
  });
  return Object.fromEntries(problems.filter(([, messages]) => messages.length > 0));
}

const base = `template calm {
  param cpu_max = 90%
  rule hot: warn when cpu.usage > cpu_max for 5s
    message "CPU at {cpu.usage}, limit {cpu_max}"
}
profile fish extends calm { rule slow: cancel when fps < 5 }
`;

describe("a whole declaration, member, step or claim is right as it is proposed", () => {
  test("between declarations", () => {
    expect(problemsWith(`${base}|`)).toEqual({});
  });

  test("a name that is typed in its place stands wherever it is meant", () => {
    const { view, path, offset } = viewOf({ "a.macropolicy": "|" });
    const offered = complete(view, path, offset)!.items;
    const declared = (label: string, typed: Record<string, string>) =>
      filled(offered.find((each) => each.label === label)!, typed);
    expect(declared("profile", { 1: "fish" })).toContain('match macro "fish_*"');
    const template = declared("template", { 1: "calm", 2: "cpu_max" });
    expect(analyze({ files: [{ path: "a.macropolicy", text: template }] }).diagnostics).toEqual([]);
    expect(template).toContain("cpu.usage > cpu_max");
  });

  test("in bodies", () => {
    const hasFields = ({ snippet }: Item) => snippet !== null;
    expect(problemsWith(`${base}profile heal extends calm {\n  |\n}`, hasFields)).toEqual({});
    expect(problemsWith(`${base}template t {\n  |\n}`, hasFields)).toEqual({});
  });

  test("in tests and assertions", () => {
    const isWhole = ({ label, snippet }: Item) => snippet !== null && label !== "expect";
    expect(problemsWith(`${base}test "t" {\n  profile fish\n  expect no cancel\n  |\n}`, isWhole)).toEqual({});
    expect(problemsWith(`${base}assert a {\n  profile fish\n  |\n}`, ({ snippet }) => snippet !== null)).toEqual({});
  });

  test("clauses of a rule", () => {
    const clause = ({ label }: Item) => label === "for" || label === "message";
    expect(problemsWith(`${base}profile p { rule r: warn when fps < 5 |\n}`, clause)).toEqual({});
  });
});

describe("what is offered for a value has the right dimension", () => {
  const rule = (text: string) => `profile heal extends calm {\n  rule x: warn when ${text}\n}`;
  const steps = (text: string) => `test "t" {\n  profile fish\n  ${text}\n  expect no cancel\n}`;

  test.each([
    rule("cpu.usage > |"),
    rule("latency <= |"),
    rule("macro.level == |"),
    rule("macros.running > |"),
    rule("cpu.usage > 2 * |"),
    rule("cpu.usage > cpu_max - |"),
    rule("fps < 5 for |"),
    rule("missing(|)"),
    rule("memory.available < 2|"),
    "profile heal extends calm { set cpu_max = | }",
    steps("given latency = |"),
    steps("run |"),
    "schedule night = daily 2|-05:00",
  ])("%s", (text) => {
    const isValue = ({ kind }: Item) => kind !== "keyword" && kind !== "operator";
    expect(problemsWith(`let LIMIT = 80%\n${base}${text}`, isValue)).toEqual({});
  });

  test("rules that are overridden come with their text, params that are set with their sign", () => {
    expect(problemsWith(`${base}profile heal extends calm {\n  override rule |\n}`)).toEqual({});
    expect(problemsWith(`${base}profile heal extends calm {\n  set |\n    50%\n}`)).toEqual({});
  });

  test("time zones are known to the language", () => {
    const some = ({ label }: Item) => /UTC|Warsaw|Kathmandu/.test(label);
    expect(problemsWith(`${base}schedule night = daily in |`, some)).toEqual({});
  });
});

/** Where the grammar lets a name stand, and whose name that is. A place that is not here is one that nobody has thought about. */
const places = {
  new: [
    "assertDeclaration",
    "bodyDeclaration",
    "letDeclaration",
    "scheduleDeclaration",
    "paramMember",
    "declaredMetric",
  ],
  known: ["bases", "setMember", "removeMember", "ruleMember", "expectStep", "profilesStep"],
  direct: ["levelMember", "notifyMember", "metricRest", "profileStep", "metricName", "operand", "call"],
};

test("every place for a name, and every kind of token, is one that completion knows", () => {
  const seen = new Set<string>();
  const types = new Set<string>();
  for (let seed = 0; seed < 30; seed++) {
    const source = { path: "a", text: randomPolicy(randomFrom(seed)) };
    for (const { span } of policyTokens(source)) {
      const cursor = cursorAt(source, span.start);
      for (const { type, rules } of cursor.kind === "code" ? cursor.expected : []) {
        types.add(type);
        if (type !== "Name") continue;
        const last = rules.at(-1)!;
        seen.add(last === "declaredName" || last === "metricName" ? rules.at(-2)! : last);
      }
    }
  }
  const known = [...places.new, ...places.known, ...places.direct, "assignment", "ramp"];
  expect([...seen].filter((place) => !known.includes(place))).toEqual([]);
  const punctuation = [
    "Colon",
    "Comma",
    "LeftBrace",
    "RightBrace",
    "LeftParen",
    "RightParen",
    "Assign",
    "Arrow",
    "Minus",
    "ValueClose",
  ];
  const values = ["Name", "DottedName", "Quantity", "String", "Time", "BinaryOperator", "ArithmeticOperator"];
  const words = ["ActionWord", "DayWord", "DayGroup", "TargetWord"];
  const others = [...types].filter(
    (type) => ![...punctuation, ...values, ...words].includes(type) && !/^[a-z]+$/.test(type),
  );
  expect(others.filter((type) => type !== "MessageOpen")).toEqual([]);
});
