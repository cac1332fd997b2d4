import { describe, expect, test } from "vitest";
import { viewOf } from "../testing/view.ts";
import { declaration, definition, implementations, type Origin } from "./definition.ts";

type Ask = typeof definition;

/** The names that an answer points at are those that are marked, in that order. */
function expectMarked(ask: Ask, files: Readonly<Record<string, string>>): Origin | null {
  const { view, path, offset, places } = viewOf(files);
  const found = ask(view, path, offset);
  expect(found?.targets.map(({ name }) => name) ?? []).toEqual(places);
  return found;
}

describe("the definition of", () => {
  test("a let, with all that belongs to it", () => {
    const origin = expectMarked(definition, {
      "a.macropolicy": "let [[LIMIT]] = 80%\nprofile p { rule r: warn when cpu.usage > LI|MIT }",
    });
    expect(origin!.targets[0]!.whole).toEqual({ start: 0, end: "let LIMIT = 80%".length });
  });

  test("a param is what sets it there", () => {
    expectMarked(definition, {
      "a.macropolicy": "template t { param m = 80% }",
      "b.macropolicy": "profile p extends t { set [[m]] = 3% rule r: warn when cpu.usage > m| }",
    });
  });

  test("a param that nothing sets is its declaration", () => {
    expectMarked(definition, {
      "a.macropolicy": "template t { param [[m]] = 80% }",
      "b.macropolicy": "profile p extends t { rule r: warn when cpu.usage > m| }",
    });
  });

  test("what a `set` sets is what the bases have", () => {
    expectMarked(definition, {
      "a.macropolicy":
        "template t { param m = 80% } template u extends t { set [[m]] = 4% } profile p extends u { set m| = 3% }",
    });
  });

  test("what an override overrides, and a removal removes", () => {
    const text =
      "template t { rule [[r]]: warn when fps < 3 } profile p extends t { override rule r: warn when fps < 4 } profile q extends t { remove rule r }";
    expectMarked(definition, { "a.macropolicy": text.replace("override rule r", "override rule r|") });
    expectMarked(definition, { "a.macropolicy": text.replace("remove rule r", "remove rule r|") });
  });

  test("the rule of an expectation is the one that the profile runs", () => {
    expectMarked(definition, {
      "a.macropolicy": `template t { rule r: warn when fps < 3 }
        profile p extends t { override rule [[r]]: warn when fps < 4 }
        test "x" { profile p expect warn by r| }`,
    });
  });

  test("keys of override files", () => {
    const policy = "template t { param m = 3fps rule r: warn when fps < m } profile p extends t { }";
    expectMarked(definition, {
      "a.macropolicy": policy.replace("profile p", "profile [[p]]"),
      "config/macro_safety/x.yaml": "profiles: { p|: { set: { m: 5fps } } }",
    });
    expectMarked(definition, {
      "a.macropolicy": policy.replace("param m", "param [[m]]"),
      "config/macro_safety/x.yaml": "profiles: { p: { set: { m|: 5fps } } }",
    });
    expectMarked(definition, {
      "a.macropolicy": policy.replace("rule r", "rule [[r]]"),
      "config/macro_safety/x.yaml": "profiles: { p: { rules: { r|: { enabled: false } } } }",
    });
  });

  test("a channel is in the configuration", () => {
    expectMarked(definition, {
      "a.macropolicy": "profile p { notify scr|een on cancel }",
      "macro-engine.yaml": "channels: { [[screen]]: { kind: desktop } }",
    });
  });

  test("what two declarations claim is both of them", () => {
    expectMarked(definition, {
      "a.macropolicy": "let [[L]] = 3%\nschedule [[L]] = daily\nprofile p { rule r: warn when cpu.usage > L| }",
    });
  });

  test("what is built in is nowhere", () => {
    expectMarked(definition, { "a.macropolicy": "profile p { rule r: warn when cpu.us|age > 3% }" });
    expectMarked(definition, { "a.macropolicy": "profile p { rule r: warn when av|g(cpu.usage, 3s) > 3% }" });
  });
});

describe("the declaration of", () => {
  test("a param is where it was first declared, whatever sets it", () => {
    expectMarked(declaration, {
      "a.macropolicy": "template t { param [[m]] = 80% }",
      "b.macropolicy": "profile p extends t { set m = 3% rule r: warn when cpu.usage > m| }",
    });
  });

  test("a rule is the one that all others override", () => {
    expectMarked(declaration, {
      "a.macropolicy": `template t { rule [[r]]: warn when fps < 3 }
        template u extends t { override rule r: warn when fps < 4 }
        profile p extends u { override rule r|: warn when fps < 5 }`,
    });
  });

  test("what two bases bring is both", () => {
    expectMarked(declaration, {
      "a.macropolicy":
        "template t { param [[m]] = 80% } template u { param [[m]] = 3% } profile p extends t, u { set m| = 5% }",
    });
  });
});

describe("implementations of", () => {
  test("a template are the bodies that extend it", () => {
    expectMarked(implementations, {
      "a.macropolicy": "template t| {} template [[u]] extends t {} profile [[p]] extends t {} profile q {}",
    });
  });

  test("a rule are what overrides it, and a param what sets it", () => {
    const text =
      "template t { param m = 3fps rule r: warn when fps < m } profile p extends t { set m = 4fps override rule r: warn when fps < 4 }";
    expectMarked(implementations, {
      "a.macropolicy": text.replace("rule r:", "rule r|:").replace("override rule r", "override rule [[r]]"),
    });
    expectMarked(implementations, {
      "a.macropolicy": text.replace("param m", "param m|").replace("set m", "set [[m]]"),
    });
  });

  test("a metric are none, whatever tests assign", () => {
    expectMarked(implementations, {
      "a.macropolicy":
        'metric a.b|: count profile p { rule r: warn when a.b > 3 } test "x" { profile p given a.b = 3 expect no warn }',
    });
  });
});
