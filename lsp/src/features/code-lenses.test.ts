import { describe, expect, test } from "vitest";
import { viewOf } from "../testing/view.ts";
import { codeLenses, type LensKind, lensAnswer } from "./code-lenses.ts";

const all = { tests: true, references: true, overrides: true, coverage: true };

function lensesIn(files: Readonly<Record<string, string>>, kinds: Readonly<Record<LensKind, boolean>> = all) {
  const { view } = viewOf(files);
  const { text } = view.sources.get("a.macropolicy")!;
  return codeLenses(view, "a.macropolicy", kinds).map((lens) => ({
    name: text.slice(lens.span.start, lens.span.end),
    answer: lensAnswer(view, "a.macropolicy", lens)!,
  }));
}
const told = (files: Readonly<Record<string, string>> | string, kinds?: Readonly<Record<LensKind, boolean>>) =>
  lensesIn(typeof files === "string" ? { "a.macropolicy": files } : files, kinds).map(
    ({ name, answer }) => `${name}: ${answer.title}`,
  );
const only = (kind: LensKind) => ({ tests: false, references: false, overrides: false, coverage: false, [kind]: true });

test("a test can be run, an assertion proved", () => {
  const text = 'profile p {}\ntest "t" { profile p expect no warn }\nassert a { profile p warns when fps < 9 }';
  expect(told(text, only("tests"))).toEqual(['"t": Run test', "a: Prove"]);
  const [lens] = lensesIn({ "a.macropolicy": text }, only("tests"));
  expect(lens!.answer.action).toEqual({ kind: "run", id: "test t", title: "t" });
});

test("references of everything that is declared, in other files and override files too", () => {
  expect(
    told(
      {
        "a.macropolicy": `let L = 1s
schedule s = daily
metric a.b: count
template t { param max = 80% rule r: warn when cpu.usage > max for L and s message "{max}" }
profile p extends t { set max = 70% }`.replace("for L and s", "and s for L"),
        "b.macropolicy": 'profile q extends t {}\ntest "x" { profile p given a.b = 3 expect warn }',
        "config/macro_safety/o.yaml": "profiles: { p: { set: { max: 60% } } }",
      },
      only("references"),
    ),
  ).toEqual([
    "L: 1 reference",
    "s: 1 reference",
    "a.b: 1 reference",
    "t: 2 references",
    "max: 4 references",
    "p: 2 references",
  ]);
  expect(told("let L = 1s", only("references"))).toEqual(["L: no references"]);
});

describe("overrides", () => {
  const text = `template relaxed { rule hot: warn when cpu.usage > 80%  rule lone: warn when fps < 9 }
profile p extends relaxed { override rule hot: cancel when cpu.usage > 90% }
profile q extends relaxed { remove rule hot }`;

  test("an override tells of what it takes the place of, that of what is put in its place", () => {
    expect(told(text, only("overrides"))).toEqual(["hot: overridden in 2 places", "hot: overrides relaxed.hot"]);
  });

  test("both lead there", () => {
    const [base, override] = lensesIn({ "a.macropolicy": text }, only("overrides"));
    const starts = (answer: typeof base) =>
      answer!.answer.action?.kind === "show" ? answer!.answer.action.places.map(({ span }) => span.start) : [];
    expect(starts(base)).toEqual([text.indexOf("hot: cancel"), text.lastIndexOf("hot")]);
    expect(starts(override)).toEqual([text.indexOf("hot: warn")]);
  });
});

describe("coverage", () => {
  const policy = `template t { rule hot: cancel when cpu.usage > 80%  rule slow: warn when fps < 9 }
profile p extends t {}
template nobody { rule unread: warn when fps < 9 }`;

  test("which expectations are about a rule, named or the only one meant; what nobody reads is not told of", () => {
    const tests = 'test "x" { profile p given cpu.usage = 90% expect cancel by hot expect no warn by slow }';
    const alone = 'test "y" { profile p given fps = 3 expect warn }';
    expect(told({ "a.macropolicy": policy, "b.macropolicy": tests }, only("coverage"))).toEqual([
      "hot: tested by 1 expectation",
      "slow: not tested",
    ]);
    expect(told({ "a.macropolicy": policy, "b.macropolicy": `${tests}\n${alone}` }, only("coverage"))).toEqual([
      "hot: tested by 1 expectation",
      "slow: tested by 1 expectation",
    ]);
  });

  test("in a set with errors only what is named counts", () => {
    const tests = 'test "x" { profile p expect cancel by hot expect warn }\nlet a = nothing';
    expect(told({ "a.macropolicy": policy, "b.macropolicy": tests }, only("coverage"))).toEqual([
      "hot: tested by 1 expectation",
      "slow: tests not counted",
    ]);
  });
});

test("each kind can be switched off", () => {
  const text = 'profile p { rule r: warn when fps < 9 }\ntest "t" { profile p expect no warn }';
  expect(told(text)).toEqual(["p: 1 reference", "r: not tested", '"t": Run test']);
  expect(told(text, { tests: false, references: false, overrides: false, coverage: false })).toEqual([]);
});

test("broken text is never thrown at", () => {
  const text =
    'let = 1 template t extends t { override rule r: remove rule q param } test { expect by } test "a" { profile';
  for (let end = 0; end <= text.length; end++) lensesIn({ "a.macropolicy": text.slice(0, end) });
});
