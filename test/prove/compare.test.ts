/** What changes in behaviour between two policies: proved where nothing does, shown where something does. */

import { comparePrograms, type ProfileComparison } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { programOf } from "../../dsl/src/testing/analyze-text.ts";
import { roomOf } from "./proof-room.ts";

function compared(before: string, after: string) {
  return comparePrograms(programOf(before), programOf(after), roomOf);
}

/** Of a profile `p` with these members. */
function changes(before: string, after: string): ProfileComparison {
  return compared(`profile p { ${before} }`, `profile p { ${after} }`).profiles[0]!;
}

const relation = (before: string, after: string) => changes(before, after).relation;

describe("a wait over a run's duration is a longer duration", () => {
  const after = (condition: string) =>
    changes("rule r: cancel when duration > 60s for 10s", `rule r: cancel when ${condition}`);

  test.each([
    ["duration >= 65s", "stricter", []],
    ["duration >= 70s", "stricter", ["macros start and snapshots are taken at whole milliseconds"]],
    // With snapshots at halves of seconds it comes later.
    ["duration >= 71s", "incomparable", []],
    ["duration >= 65s for 10s", "laxer", []],
  ])("%s: %s", (condition, relation, assumes) => {
    expect(after(condition)).toMatchObject({ relation, assumes });
  });
});

describe("a pause split in two over two metrics", () => {
  const whole = "rule r: pause when cpu.usage > 80% or fps < 9";
  const split = "rule a: pause when cpu.usage > 80% rule b: pause when fps < 9";

  test("is laxer: where one is missing the whole goes on, and the other half does not", () => {
    const { relation, rules } = changes(whole, split);
    expect(relation).toBe("laxer");
    const { lost } = rules.find(({ kind }) => kind === "removed")!;
    expect(lost!.witness.rows.every(({ samples }) => Object.keys(samples).length === 1)).toBe(true);
    expect(changes(split, whole).relation).toBe("stricter");
  });

  test("is laxer where each half ends for itself", () => {
    const until = (cpu: string, fps: string) =>
      `rule a: pause when cpu.usage > 80% until ${cpu} rule b: pause when fps < 9 until ${fps}`;
    const ended = "cpu.usage < 50% and fps > 20";
    expect(relation(`${whole} until ${ended}`, until("cpu.usage < 50%", "fps > 20"))).toBe("laxer");
    expect(relation(`${whole} until ${ended}`, until(ended, ended))).toBe("equivalent");
  });

  test("with waits is not the same: the halves may be true by turns", () => {
    const waiting = "rule a: pause when cpu.usage > 80% for 3s rule b: pause when fps < 9 for 3s";
    expect(relation(`${whole} for 3s`, waiting)).toBe("laxer");
  });
});

describe("no change in behaviour", () => {
  test.each([
    [
      "another layout",
      "rule r: cancel when cpu.usage > 80% for 5s",
      "rule r:\n cancel when (cpu.usage > 80%)\n for 5s # so\n",
    ],
    ["another unit", "rule r: warn when latency > 0.5s for 1m", "rule r: warn when latency > 500ms for 60s"],
    ["a param for a number", "rule r: warn when fps < 15", "param fps_min = 15fps rule r: warn when fps < fps_min"],
    [
      "another order",
      "rule a: warn when fps < 15 rule b: cancel when fps < 5",
      "rule b: cancel when fps < 5 rule a: warn when fps < 15",
    ],
    [
      "parts in another order",
      "rule r: warn when fps < 9 and latency > 1s",
      "rule r: warn when latency > 1s and fps < 9",
    ],
    ["another name", "rule r: warn when fps < 9", "rule slow: warn when not (fps >= 9)"],
    ["sides exchanged", "rule r: warn when cpu.usage > memory.usage", "rule r: warn when memory.usage < cpu.usage"],
    [
      "double negation",
      "rule r: warn when fps < 9 or latency > 1s",
      "rule r: warn when not (fps >= 9 and latency <= 1s)",
    ],
    [
      "a rule split in two",
      "rule r: cancel when fps < 9 or latency > 1s",
      "rule a: cancel when fps < 9 rule b: cancel when latency > 1s",
    ],
    [
      "a pause split in two, over one metric",
      "rule r: pause when cpu.usage < 10% or cpu.usage > 90%",
      "rule a: pause when cpu.usage < 10% rule b: pause when cpu.usage > 90%",
    ],
    [
      "a pause split in two that end alike",
      "rule r: pause when cpu.usage > 80% or fps < 9 until cpu.usage < 50% and fps > 20 for 5s",
      `rule a: pause when cpu.usage > 80% until cpu.usage < 50% and fps > 20 for 5s
       rule b: pause when fps < 9 until cpu.usage < 50% and fps > 20 for 5s`,
    ],
    ["a needless rule less", "rule a: cancel when fps < 9 rule b: cancel when fps < 5", "rule a: cancel when fps < 9"],
    ["a needless part", "rule r: warn when fps < 9 and fps < 20", "rule r: warn when fps < 9"],
    ["notify spelt out", "notify d on cancel", "notify d on cancel, cancel all"],
    ["the usual grace", "grace 5s", ""],
  ])("%s", (_, before, after) => {
    expect(relation(before, after)).toBe("equivalent");
    expect(relation(after, before)).toBe("equivalent");
  });

  test("templates taken apart", () => {
    const before =
      "template t { param max = 80% rule hot: cancel when cpu.usage > max } profile p extends t { set max = 90% }";
    const after =
      "template a { param limit = 90% } template b extends a { rule hot: cancel when cpu.usage > limit } profile p extends b {}";
    expect(compared(before, after).relation).toBe("equivalent");
  });

  test("a message is text, and is told apart", () => {
    const { relation, texts, rules, kind } = changes(
      'rule r: warn when fps < 9 message "slow"',
      'rule r: warn when fps < 9 message "{fps} is slow"',
    );
    expect({ relation, texts, rules, kind }).toEqual({
      relation: "equivalent",
      texts: ["message of `r`"],
      rules: [],
      kind: "changed",
    });
  });
});

describe("stricter in one direction, laxer in the other", () => {
  test.each([
    ["a lower limit", "rule r: cancel when cpu.usage > 80%", "rule r: cancel when cpu.usage > 90%"],
    ["a limit that counts", "rule r: cancel when cpu.usage >= 80%", "rule r: cancel when cpu.usage > 80%"],
    ["a shorter wait", "rule r: cancel when cpu.usage > 80% for 4s", "rule r: cancel when cpu.usage > 80% for 5s"],
    ["a harsher action", "rule r: cancel when fps < 9", "rule r: pause when fps < 9"],
    ["one for all", "rule r: cancel all when fps < 9", "rule r: cancel when fps < 9"],
    ["a rule more", "rule r: cancel when fps < 9 rule s: warn when latency > 1s", "rule r: cancel when fps < 9"],
    ["a part less", "rule r: cancel when fps < 9", "rule r: cancel when fps < 9 and latency > 1s"],
    ["a later end", "rule r: pause when fps < 9 until fps > 30", "rule r: pause when fps < 9 until fps > 20"],
    [
      "a longer look at the end",
      "rule r: pause when fps < 9 until fps > 20 for 5s",
      "rule r: pause when fps < 9 until fps > 20 for 2s",
    ],
    ["an end of its own", "rule r: pause when fps < 9 until fps > 20", "rule r: pause when fps < 9"],
    ["silence that counts", "rule r: cancel when fps < 9 or missing(fps, 6s)", "rule r: cancel when fps < 9"],
    [
      "a window of greatest values",
      "rule r: cancel when max(cpu.usage, 4s) > 80%",
      "rule r: cancel when max(cpu.usage, 4s) > 90%",
    ],
    [
      "a mean",
      "rule r: cancel when avg(latency, 10s) > 300ms for 3s",
      "rule r: cancel when avg(latency, 10s) > 400ms for 3s",
    ],
    ["a share", "rule r: cancel when share(fps < 20, 10s) > 50%", "rule r: cancel when share(fps < 15, 10s) > 50%"],
    [
      "a forecast",
      "rule r: warn when forecast(memory.usage, 30s, 10s) > 90%",
      "rule r: warn when forecast(memory.usage, 30s, 10s) > 95%",
    ],
    [
      "a longer window of least values",
      "rule r: warn when min(fps, 20s) < 9",
      "rule r: warn when min(fps, 10s) < 9 and min(fps, 20s) < 9",
    ],
    ["a shorter grace", "grace 1s", "grace 2s"],
    ["a longer cooldown", "cooldown 2m", "cooldown 1m"],
    ["a higher level", "level dangerous", "level risky"],
    ["somebody more who hears", "notify d on cancel, warn", "notify d on cancel"],
    ["a pattern more", 'match macro "heal_*"', ""],
  ])("%s", (_, strict, lax) => {
    expect(relation(lax, strict)).toBe("stricter");
    expect(relation(strict, lax)).toBe("laxer");
  });

  test("both at once is neither", () => {
    expect(relation("rule r: cancel when cpu.usage > 80% for 5s", "rule r: cancel when cpu.usage > 90% for 3s")).toBe(
      "incomparable",
    );
    expect(relation("grace 1s cooldown 1m", "grace 2s cooldown 2m")).toBe("incomparable");
    expect(relation("rule r: cancel when fps < 9", "rule r: cancel when latency > 1s")).toBe("incomparable");
  });
});

test("samples show what is lost and what is gained", () => {
  const { rules, answers } = changes(
    "rule r: cancel when cpu.usage > 80% for 5s",
    "rule r: cancel when cpu.usage > 85% for 5s",
  );
  const [{ lost, gained }] = rules as [ProfileComparison["rules"][number]];
  const values = lost!.witness.rows.map(({ samples }) => samples["cpu.usage"] as number);
  expect(values.every((value) => value > 80 && value <= 85)).toBe(true);
  expect(lost!.answer).toMatchObject({ rule: "r", action: "cancel" });
  expect(gained).toBe(null);
  expect(answers).toEqual([{ atLeast: 3, relation: "laxer" }]);
});

test("a pause that comes later and goes later is neither, among the rules of its grade as well", () => {
  const { rules, answers } = changes(
    "rule lag: pause when latency > 250ms for 1s until latency < 200ms for 3s rule busy: throttle when cpu.usage > 80% for 3s",
    "rule lag: pause when latency > 500ms for 3s until latency < 400ms for 5s rule busy: throttle when cpu.usage > 80% for 3s",
  );
  expect(rules).toMatchObject([{ relation: "incomparable" }]);
  expect(answers).toEqual([2, 1].map((atLeast) => ({ atLeast, relation: "incomparable" })));
});

test("no cooldown is told as no time", () => {
  expect(changes("cooldown 10s", "").settings).toMatchObject([{ before: "10s", after: "0s" }]);
});

test("a cancel that only pauses any more answers the same states, more gently", () => {
  const { answers } = changes("rule r: cancel when fps < 9", "rule r: pause when fps < 9");
  expect(answers).toEqual([{ atLeast: 3, relation: "laxer" }]);
});

test("what others still answer is not lost", () => {
  const { relation, rules } = changes(
    "rule a: cancel when fps < 9 rule b: cancel when fps < 5 for 3s",
    "rule a: cancel when fps < 9",
  );
  expect(relation).toBe("equivalent");
  expect(rules.map(({ kind, relation }) => `${kind} ${relation}`)).toEqual(["removed equivalent"]);
});

test("an answer that ends sooner is not given to as many states", () => {
  const before = "rule b: pause when fps < 20 and fps > 10 until fps < 20";
  const { answers } = changes(before, "rule b: pause when fps < 20 and fps > 10");
  // At 25 the one goes on, and the other is over.
  expect(answers.filter(({ relation }) => relation === "stricter" || relation === "equivalent")).toEqual([]);
});

describe("profiles that come and go", () => {
  const p = "profile p { rule r: cancel when fps < 9 }";

  test("are compared with what governs such a macro instead", () => {
    const fallback = "profile default { rule r: cancel when fps < 20 }";
    const [change] = compared(`${fallback} ${p}`, fallback).profiles.filter(({ name }) => name === "p");
    expect(change).toMatchObject({ kind: "removed", instead: "default", relation: "stricter" });
    expect(compared(fallback, `${fallback} ${p}`).profiles[1]).toMatchObject({ kind: "added", relation: "laxer" });
  });

  test("leave a macro alone where nothing does", () => {
    expect(compared(p, "let x = 1").profiles[0]).toMatchObject({ kind: "removed", instead: null, relation: "laxer" });
    expect(compared("let x = 1", p).profiles[0]).toMatchObject({ kind: "added", instead: null, relation: "stricter" });
  });
});

describe("patterns of profiles that come and go", () => {
  const heal = 'profile heal { match macro "heal_*" rule r: cancel when fps < 20 }';
  const party = 'profile party { match macro "heal_p*" rule r: warn when fps < 20 }';

  test("take macros from others, or give them back", () => {
    const added = compared(heal, `${heal} ${party}`).profiles.find(({ name }) => name === "party")!;
    expect(added).toMatchObject({ kind: "added", instead: null, relation: "incomparable" });
    expect(added.settings[0]!.note).toBe("a macro such as `heal_px` was governed by `heal` before");
    const removed = compared(`${heal} ${party}`, heal).profiles.find(({ name }) => name === "party")!;
    expect(removed).toMatchObject({ kind: "removed", instead: null, relation: "incomparable" });
  });

  test("say nothing where the same profile governs them as would by name", () => {
    const fallback = "profile default { rule r: warn when fps < 20 }";
    const { profiles } = compared(fallback, `${fallback} ${party}`);
    expect(profiles.find(({ name }) => name === "party")).toMatchObject({ relation: "equivalent", settings: [] });
  });
});

describe("declarations that mean something else", () => {
  test("schedules are compared by the times at which they are true", () => {
    const policy = (span: string) => `schedule night = ${span} profile p { rule r: cancel when night and fps < 9 }`;
    expect(compared(policy("22:00-06:00"), policy("daily 22:00-06:00")).relation).toBe("equivalent");
    const longer = compared(policy("22:00-06:00"), policy("21:00-06:00"));
    expect(longer.relation).toBe("stricter");
    expect(longer.declarations).toEqual(["schedule `night` is true at other times"]);
    const inParts = compared(policy("mon 10:00-12:00"), policy("mon 10:00-11:00 or mon 11:00-12:00"));
    expect([inParts.relation, inParts.declarations]).toEqual(["equivalent", []]);
    const elsewhere = compared(policy("22:00-06:00"), policy('22:00-06:00 in "UTC"'));
    expect(elsewhere.declarations).toEqual(["schedule `night` is true at other times"]);
    const reordered = `schedule late = 23:00-24:00 ${policy("22:00-06:00")}`;
    expect(compared(policy("22:00-06:00"), reordered).relation).toBe("equivalent");
  });

  test("a metric of another dimension is another metric", () => {
    const policy = (dimension: string) => `metric queue: ${dimension} profile p { rule r: cancel when queue > 5 }`;
    const { profiles, declarations } = compared(policy("count"), policy("number"));
    expect(declarations).toEqual(["metric `queue` is declared otherwise"]);
    expect(profiles[0]).toMatchObject({ relation: "not-analysed" });
    expect(profiles[0]!.rules[0]!.reason).toBe("`queue` is not the same before and after");
  });

  test("so is a level that rules read", () => {
    const rule = 'rule r: cancel when macro.level == "safe"';
    expect(relation(`level safe ${rule}`, `level risky ${rule}`)).toBe("not-analysed");
  });
});

describe("who is governed", () => {
  const match = (text: string) => changes("", `match ${text}`).settings;

  test("patterns match in any case, and their order says nothing", () => {
    expect(relation('match macro "a*", "b*"', 'match macro "B*" match macro "a*"')).toBe("equivalent");
  });

  test("an example says who governed it before", () => {
    expect(match('macro "heal_{a,b}?[!x]*"')[0]).toMatchObject({
      relation: "stricter",
      note: "a macro such as `heal_axyx` was governed by no profile before",
    });
    const other = 'profile other { match macro "heal_*" }';
    const { profiles } = compared(`${other} profile p {}`, `${other} profile p { match macro "heal_b*" }`);
    expect(profiles[1]!.settings[0]).toMatchObject({
      relation: "incomparable",
      note: "a macro such as `heal_bx` was governed by `other` before",
    });
  });

  test.each([
    ["a pattern that matches less", 'macro "heal_*"', 'macro "heal_x*"', "laxer"],
    ["an alternative less", 'macro "{x,y}*"', 'macro "x*"', "laxer"],
    ["a set that is smaller", 'macro "[a-d]1"', 'macro "[a-c]1"', "laxer"],
    ["a set written otherwise", 'macro "[a-d]1"', 'macro "{a,b,[cd]}1"', "equivalent"],
    ["a pattern that another holds", 'macro "heal_*", "heal_b*"', 'macro "heal_*"', "equivalent"],
    ["two for one", 'macro "a?*"', 'macro "a?", "a??*"', "equivalent"],
    ["a slash that is turned", 'process "C:/x y.exe"', 'process "c:\\\\x y.exe"', "equivalent"],
  ])("%s", (_, before, after, expected) => {
    expect(relation(`match ${before}`, `match ${after}`)).toBe(expected);
  });

  test("of equal patterns the first governs", () => {
    const profile = (name: string) => `profile ${name} { match macro "x*" rule r: cancel when fps < 9 }`;
    const { profiles } = compared(`${profile("a")} ${profile("b")}`, `${profile("b")} ${profile("a")}`);
    expect(profiles.find(({ name }) => name === "b")).toMatchObject({
      relation: "incomparable",
      settings: [{ setting: "match", note: "a macro such as `x` was governed by `a` before" }],
    });
  });

  test("nothing moves where a more specific pattern of another profile governs all the same", () => {
    const other = 'profile other { match macro "heal_x*" }';
    const [, p] = compared(`${other} profile p {}`, `${other} profile p { match macro "heal_x*" }`).profiles;
    expect(p).toMatchObject({ relation: "equivalent" });
  });

  test("a pattern may outrank that of a process, whose macro it then governs", () => {
    const bots = 'profile bots { match process "bot.exe*" }';
    const [, p] = compared(
      `${bots} profile p { match macro "heal_*" }`,
      `${bots} profile p { match macro "heal_*", "heal_xyz*" }`,
    ).profiles;
    expect(p!.settings[0]).toMatchObject({ relation: "incomparable", after: 'macro "heal_xyz*"' });
    expect(p!.settings[0]!.note).toMatch(/with a process `bot.exe` was governed by `bots` before/);
  });
});
