/** Rules that were written for json-rules-engine by others, as policy. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyze } from "../analyze.ts";
import { format } from "../format/format.ts";
import { importRules, type RulesImport } from "./import-rules.ts";
import { type ImportProblem, placesIn, placeText } from "./json-place.ts";

type More = Partial<Omit<RulesImport, "data">>;

function read(data: unknown, more: More = {}) {
  return importRules({ data, facts: new Map(), events: new Map(), profile: "imported", policies: [], ...more });
}

/** One rule with these conditions. */
function rule(conditions: object, event: object = { type: "warn" }) {
  return [{ conditions, event }];
}

const problemText = ({ place, message }: ImportProblem) => `${placeText(place)}: ${message}`;

/** What stands behind `when`; the whole must analyse. */
function condition(conditions: object, more: More = {}): string {
  const { text, problems } = read(rule(conditions), more);
  expect(problems.map(problemText)).toEqual([]);
  expect(analyze({ files: [...(more.policies ?? []), { path: "a.macropolicy", text }] }).diagnostics).toEqual([]);
  expect(format({ path: "a.macropolicy", text })).toBe(text);
  return /when ([\s\S]*)\n\}/.exec(text)![1]!.replace(/\s+/g, " ");
}

function problems(data: unknown, more: More = {}): string[] {
  return read(data, more).problems.map(problemText);
}

const leaf = (fact: string, operator: string, value: unknown) => ({ fact, operator, value });

describe("conditions", () => {
  test.each([
    ["a number gets the metric's unit", leaf("latency", "greaterThan", 1500), "latency > 1.5s"],
    ["none where it has none", leaf("macros.running", "equal", 3), "macros.running == 3"],
    ["a text", leaf("macro.name", "notEqual", 'he"al'), 'macro.name != "he\\"al"'],
    ["true or false", leaf("power.on_battery", "equal", true), "power.on_battery"],
    ["and not", leaf("power.on_battery", "notEqual", true), "not power.on_battery"],
    ["another fact", leaf("latency", "lessThanInclusive", { fact: "response_time" }), "latency <= response_time"],
    ["one of several", leaf("macro.level", "in", ["safe", "risky"]), 'macro.level == "safe" or macro.level == "risky"'],
    [
      "none of several",
      leaf("macro.level", "notIn", ["safe", "risky"]),
      'macro.level != "safe" and macro.level != "risky"',
    ],
    ["one of none", leaf("macro.level", "in", []), "false"],
    ["silence", leaf("fps", "equal", null), "missing(fps)"],
    ["an expression of policy", leaf("avg(fps, 30s)", "lessThan", 20), "avg(fps, 30s) < 20fps"],
    ["less or more", { any: [leaf("fps", "lessThan", 5), leaf("fps", "greaterThan", 5)] }, "fps != 5fps"],
  ])("%s", (_, data, written) => {
    expect(condition({ all: [data] })).toBe(written);
  });

  test("are nested as deep as they come, with parentheses where they are needed", () => {
    const data = {
      any: [
        {
          all: [
            leaf("fps", "lessThan", 15),
            { any: [leaf("latency", "greaterThan", 1), leaf("cpu.usage", "greaterThan", 80)] },
          ],
        },
        { not: { all: [leaf("fps", "lessThan", 5), leaf("macro.level", "in", ["safe", "risky"])] } },
        { not: leaf("macro.level", "in", ["safe", "risky"]) },
      ],
    };
    expect(condition(data)).toBe(
      'fps < 15fps and (latency > 1ms or cpu.usage > 80%) or not (fps < 5fps and (macro.level == "safe" or macro.level == "risky"))' +
        ' or not (macro.level == "safe" or macro.level == "risky")',
    );
  });

  test("a check for null is left out where a comparison sees to it, and nowhere else", () => {
    const known = leaf("fps", "notEqual", null);
    expect(condition({ all: [known, leaf("fps", "lessThan", 5)] })).toBe("fps < 5fps");
    expect(condition({ all: [known, { any: [leaf("fps", "lessThan", 5), leaf("latency", "lessThan", 5)] }] })).toBe(
      "not missing(fps) and (fps < 5fps or latency < 5ms)",
    );
    expect(condition({ any: [known, leaf("fps", "lessThan", 5)] })).toBe("not missing(fps) or fps < 5fps");
  });

  test("an empty list is true, as the library has it", () => {
    expect(condition({ any: [] })).toBe("true");
  });

  test("facts are what a mapping says: a metric, or an expression that makes the unit another", () => {
    const facts = new Map([
      ["cpu", "cpu.usage"],
      ["lag_in_s", "latency / 1s"],
      ["slow", "fps < 20"],
      ["queue", "guild.queue"],
    ]);
    const policies = [{ path: "m.macropolicy", text: "metric guild.queue: count" }];
    const data = {
      all: [
        leaf("cpu", "greaterThan", 80),
        leaf("lag_in_s", "greaterThan", 0.5),
        leaf("slow", "equal", false),
        leaf("queue", "greaterThan", 3),
      ],
    };
    expect(condition(data, { facts, policies })).toBe(
      "cpu.usage > 80% and latency / 1s > 0.5 and not (fps < 20) and guild.queue > 3",
    );
  });
});

describe("rules", () => {
  const slow = { all: [leaf("fps", "lessThan", 15)] };

  test("have the name, the wait and the message of the event, and stand by priority", () => {
    const { text, rules } = read(
      {
        rules: [
          {
            name: "slow game",
            conditions: slow,
            event: { type: "pause", params: { forMs: 3000, message: "only {fps}!" } },
          },
          {
            name: "slow game",
            priority: 10,
            conditions: { any: [slow, slow] },
            event: { type: "x", params: { action: "cancel all" } },
          },
          { conditions: slow, event: { type: "alert", params: { forMs: 1500 } } },
          { name: "rule", conditions: slow, event: { type: "warn", params: { profile: "heal" } } },
        ],
      },
      { events: new Map([["alert", "warn"]]) },
    );
    expect(text).toBe(`profile imported {
  rule slow_game: cancel all when fps < 15fps or fps < 15fps
  rule slow_game_2: pause when fps < 15fps for 3s
    message "only \\{fps\\}!"
  rule rule_3: warn when fps < 15fps for 1.5s
}

profile heal {
  rule rule_rule: warn when fps < 15fps
}
`);
    expect(rules).toBe(4);
    expect(analyze({ files: [{ path: "a.macropolicy", text }] }).diagnostics).toEqual([]);
  });

  test("wait over the whole of an `or`", () => {
    const { text } = read(
      rule(
        { any: [leaf("fps", "lessThan", 5), leaf("latency", "greaterThan", 5)] },
        { type: "warn", params: { forMs: 1000 } },
      ),
    );
    expect(text).toContain("when (fps < 5fps or latency > 5ms) for 1s");
  });

  test("a single one needs no list", () => {
    expect(read({ conditions: slow, event: { type: "warn" } }).text).toContain("rule rule_1: warn when fps < 15fps");
    expect(problems({ conditions: { all: [leaf("fsp", "lessThan", 1)] }, event: { type: "warn" } })).toEqual([
      expect.stringMatching(/^conditions\.all\[0\]\.fact: /),
    ]);
  });

  test("where a missing value means another thing than in the library, the place is told", () => {
    const { differences } = read(rule({ all: [{ not: leaf("fps", "lessThan", 5) }, leaf("latency", "notEqual", 5)] }));
    expect(differences.map(placeText)).toEqual(["[0].conditions.all[0].not", "[0].conditions.all[1]"]);
  });
});

describe("what policy cannot say is refused, with its path", () => {
  const fps = leaf("fps", "lessThan", 5);
  test.each([
    [
      { all: [fps, leaf("fps", "contains", 5)] },
      '[0].conditions.all[1].operator: "contains" has no like in policies, which know equal, notEqual, lessThan, lessThanInclusive, greaterThan, greaterThanInclusive, in, notIn',
    ],
    [
      { any: [{ ...fps, path: "$.now" }] },
      "[0].conditions.any[0].path: policies have no facts with `path`; give the value as a fact of its own",
    ],
    [
      { any: [{ ...fps, params: { of: "game" } }] },
      "[0].conditions.any[0].params: policies have no facts with `params`; give the value as a fact of its own",
    ],
    [
      { all: [{ condition: "late" }] },
      "[0].conditions.all[0].condition: it stands for a condition that is set in code; write that condition here",
    ],
    [
      { all: [leaf("cpu_usage", "lessThan", 5)] },
      '[0].conditions.all[0].fact: `cpu_usage` is no metric (did you mean `cpu.usage`?); say what it is by --map "cpu_usage"=METRIC',
    ],
    [{ all: [leaf("fps", "lessThan", "5")] }, '[0].conditions.all[0].value: `fps` is a number (framerate); "5" is not'],
    [{ all: [leaf("macro.name", "equal", 5)] }, "[0].conditions.all[0].value: `macro.name` is a text; 5 is not"],
    [{ all: [leaf("macro.name", "lessThan", "x")] }, expect.stringMatching(/^\[0\]\.conditions\.all\[0\]: .*</)],
    [
      { all: [leaf("power.on_battery", "greaterThan", true)] },
      "[0].conditions.all[0].value: `power.on_battery` is true or false; hold it against one of them by equal or notEqual",
    ],
    [
      { all: [leaf("fps", "greaterThan", null)] },
      "[0].conditions.all[0].value: only a metric itself can be held against `null`, by equal and notEqual",
    ],
    [
      { all: [leaf("fps", "in", [5, "x"])] },
      '[0].conditions.all[0].value[1]: `fps` is a number (framerate); "x" is not',
    ],
    [
      { all: [leaf("fps", "lessThan", { fact: "latency" })] },
      expect.stringMatching(/^\[0\]\.conditions\.all\[0\]: .*duration/),
    ],
    [
      { all: [leaf("fps } rule x: cancel when true", "lessThan", 5)] },
      expect.stringMatching(/^\[0\]\.conditions\.all\[0\]\.fact: /),
    ],
    [{ all: "fps" }, '[0].conditions.all: `all` has a list of conditions, not "fps"'],
    [5, "[0].conditions: a condition is an object, not 5"],
  ])("%j", (conditions, message) => {
    expect(problems(rule(conditions as object))).toEqual([message]);
  });

  test.each([
    [
      { type: "alert" },
      '[0].event.type: "alert" is no action; they are warn, throttle, pause, cancel, cancel all: say which it is by --event "alert"=ACTION',
    ],
    [{ type: "warn", params: { forMs: -1 } }, "[0].event.params.forMs: it is a time in milliseconds, not -1"],
  ])("%j", (event, message) => {
    expect(problems(rule({ all: [fps] }, event))).toEqual([message]);
  });

  test("a mapping that breaks off, without the brace that it was read before", () => {
    const facts = new Map([["lag", "latency +"]]);
    expect(problems(rule({ all: [leaf("lag", "lessThan", 5)] }), { facts })).toEqual([
      '[0].conditions.all[0].fact: fact `lag` is mapped to `latency +`, which no policy can read (expected a value before its end); say what it is by --map "lag"=METRIC',
    ]);
  });

  test("all of it at once, and what can be said is there for those who want a part", () => {
    const {
      text,
      problems: found,
      rules,
    } = read([...rule({ all: [fps] }), ...rule({ all: [leaf("a", "equal", 1), leaf("b", "equal", 1)] })]);
    expect(found.map(({ place }) => placeText(place))).toEqual([
      "[1].conditions.all[0].fact",
      "[1].conditions.all[1].fact",
    ]);
    expect([rules, text]).toEqual([1, "profile imported {\n  rule rule_1: warn when fps < 5fps\n}\n"]);
  });

  test("data without rules, and a profile that the set has", () => {
    expect(problems({ heal: {} })).toEqual([expect.stringMatching(/^the file: it holds no rules/)]);
    const policies = [{ path: "p.macropolicy", text: "profile imported {}" }];
    expect(problems(rule({ all: [fps] }), { policies })).toEqual([expect.stringMatching(/^the file: .*imported/)]);
  });
});

test("conditions deeper or longer than policy allows are refused", () => {
  const deep = (levels: number): object => (levels === 0 ? leaf("fps", "lessThan", 5) : { not: deep(levels - 1) });
  expect(problems(rule({ all: [deep(300)] }))).toEqual([
    expect.stringMatching(/conditions below it are more than 100 deep$/),
  ]);
  const long = { any: Array.from({ length: 1500 }, (_, at) => leaf("fps", "equal", at)) };
  expect(problems(rule(long))).toEqual([expect.stringMatching(/^\[0\]\.conditions: /)]);
});

test("no data makes it throw", () => {
  const value = fc.jsonValue();
  const name = fc.constantFrom("fps", "latency", "macro.name", "power.on_battery", "avg(fps, 1s)", "__proto__", "x y");
  const operator = fc.constantFrom("equal", "notEqual", "lessThan", "in", "notIn", "contains", "toString");
  const found = fc.oneof(value, fc.record({ fact: name }));
  const { condition } = fc.letrec((tie) => ({
    condition: fc.oneof(
      fc.record({ fact: name, operator, value: found }),
      fc.record({ all: fc.array(tie("condition"), { maxLength: 3 }) }),
      fc.record({ any: fc.array(tie("condition"), { maxLength: 3 }) }),
      fc.record({ not: tie("condition") }),
      value,
    ),
  }));
  const params = fc.oneof(
    value,
    fc.record({ forMs: value, message: value, rule: value, profile: value, by: value }, { requiredKeys: [] }),
  );
  const type = fc.constantFrom("warn", "cancel", "clear", "x");
  const one = fc.record({ conditions: condition, event: fc.record({ type, params }), priority: value, name: value });
  const ours = fc.record({
    format: fc.constant("macro-engine rules"),
    rules: fc.array(one),
    profiles: value,
    schedules: value,
    metrics: fc.array(value),
  });
  fc.assert(
    fc.property(fc.oneof(fc.array(one, { maxLength: 3 }), ours, value), (data) => {
      const { text, problems: found } = read(data);
      // What is imported whole analyses.
      const { diagnostics } = analyze({ files: [{ path: "a.macropolicy", text }] });
      if (found.length === 0) expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    }),
    { seed: 3, numRuns: 500 },
  );
});

test("what exported files say can become no more than it is", () => {
  const { text, problems: found } = read({
    format: "macro-engine rules",
    metrics: [{ name: "a: count let b = 1 metric c", dimension: "count", custom: true }],
    schedules: [{ name: "s = daily schedule t", spans: [{ days: [0], start: 0, end: 1440 }] }],
    profiles: [{ name: "p { rule x: cancel when true } profile q", level: "safe" }],
    rules: rule(
      { all: [leaf("fps", "lessThan", 5)] },
      { type: "warn", params: { rule: "r", threshold: "fps < 5", message: 'x" rule y: cancel when true message "' } },
    ),
  });
  expect(found).toEqual([]);
  expect(text).toBe(`profile imported {
  rule r: warn when fps < 5fps
    message "x\\" rule y: cancel when true message \\""
}
`);
});

test("places have lines and columns, what is missing those of what should hold it", () => {
  const at = placesIn({ path: "r.json", text: '{\n\t"rules": [\n\t\t{ "event": { "type": "x" } }\n\t]\n}' });
  expect(at(["rules", 0, "event", "type"])).toEqual({ line: 3, column: 24 });
  expect(at(["rules", 0, "conditions"])).toEqual({ line: 3, column: 3 });
  expect(at([])).toEqual({ line: 1, column: 1 });
});
