import { describe, expect, test } from "vitest";
import { format } from "./format.ts";

const formatted = (text: string, width?: number) => format({ path: "a.macropolicy", text }, { width });
/** A template's body, dedented and formatted with `width` columns. */
const body = (text: string, width?: number) =>
  formatted(`template t {\n${text}\n}\n`, width).split("\n").slice(1, -2).join("\n");

test("one statement a line, however they were written", () => {
  expect(
    formatted('profile  heal{level safe match macro"a","b" grace 3s}let a=5s test "t"{profile heal expect no warn}'),
  ).toBe(`profile heal {
  level safe
  match macro "a", "b"
  grace 3s
}

let a = 5s

test "t" {
  profile heal
  expect no warn
}
`);
});

test("a body without anything in it takes no lines", () => {
  expect(formatted("profile heal extends a,b {\n\n}")).toBe("profile heal extends a, b {}\n");
  expect(formatted("profile heal { # later\n}")).toBe("profile heal { # later\n}\n");
  expect(formatted("profile heal {\n\n# later\n\n}")).toBe("profile heal {\n  # later\n}\n");
});

test("every kind of declaration and step", () => {
  const text = `schedule night = fri - sat,mon 20:00 - 00:30 or daily in"Europe/Warsaw"
metric guild . queue:count"Players"
`.replace("guild . queue", "guild.queue");
  expect(formatted(text)).toBe(
    'schedule night = fri-sat, mon 20:00-00:30 or daily in "Europe/Warsaw"\nmetric guild.queue: count "Players"\n',
  );
  const steps = `test "t"{profile p every 500ms start"2026-01-05T12:00:00Z"trace"a.csv"run 1m given a=5%,b.c=missing,d=-5s
expect no cancel all by x before 25s expect clear at 5s from 5s to 10s:a=6%->7%,e=1->limit}
assert a{profile p,q cancels when x>5 for 5s warns when y<2*3}`;
  expect(formatted(steps)).toBe(`test "t" {
  profile p
  every 500ms
  start "2026-01-05T12:00:00Z"
  trace "a.csv"
  run 1m
  given a = 5%, b.c = missing, d = -5s
  expect no cancel all by x before 25s
  expect clear at 5s
  from 5s to 10s: a = 6% -> 7%, e = 1 -> limit
}

assert a {
  profile p, q
  cancels when x > 5 for 5s
  warns   when y < 2 * 3
}
`);
});

describe("columns", () => {
  test("of one kind that follow each other are aligned", () => {
    expect(
      body("level safe cooldown 5m param a=5 param longer=6 rule a:pause when x rule bcd:cancel all when y for 5s"),
    ).toBe(`  level    safe
  cooldown 5m
  param a      = 5
  param longer = 6
  rule a:   pause      when x
  rule bcd: cancel all when y for 5s`);
  });

  test("end at a blank line, not at a comment", () => {
    expect(body("set a = 5\n# a comment\nset bcd = 6\n\nset ef = 7")).toBe(
      "  set a   = 5\n  # a comment\n  set bcd = 6\n\n  set ef = 7",
    );
  });

  test("are no matter of what takes several lines, or would with them", () => {
    expect(body('rule a: warn when x\nrule bcd: warn when y message "z"\nrule efghi: pause when z')).toBe(
      '  rule a: warn when x\n  rule bcd: warn when y\n    message "z"\n  rule efghi: pause when z',
    );
    expect(body("rule a: warn when x > 55\nrule bcd: warn when y", 26)).toBe(
      "  rule a: warn when x > 55\n  rule bcd: warn when y",
    );
  });

  test("are those of declarations and of a test's times, too", () => {
    expect(formatted("let a = 5s\nlet bcd = 6s\nschedule n = daily\n")).toBe(
      "let a   = 5s\nlet bcd = 6s\nschedule n = daily\n",
    );
    expect(formatted('test "t" {\nat 5s: a = 5\nat 10s: a = 6\nexpect warn\n}')).toBe(
      'test "t" {\n  at 5s:  a = 5\n  at 10s: a = 6\n  expect warn\n}\n',
    );
  });
});

describe("what is too long", () => {
  const rule =
    'override rule runaway: pause when forecast(memory.usage, 30s) > 97% and macro.memory > 1GiB for 5s until macro.memory < 0.5GiB message "…"';

  test("breaks a rule before until, then before when, then before for and the operators", () => {
    expect(body(rule, 120).split("\n")).toHaveLength(3);
    expect(body(rule, 90)).toBe(`  override rule runaway: pause
    when forecast(memory.usage, 30s) > 97% and macro.memory > 1GiB for 5s
    until macro.memory < 0.5GiB
    message "…"`);
    expect(body(rule, 50)).toBe(`  override rule runaway: pause
    when forecast(memory.usage, 30s) > 97%
      and macro.memory > 1GiB
    for 5s
    until macro.memory < 0.5GiB
    message "…"`);
  });

  test("breaks the loosest operators first, then what is in parentheses", () => {
    expect(
      body("rule a: warn when fps < 15 and latency > 500ms or not (cpu.usage > 80% or memory.usage > 70%)", 40),
    ).toBe(`  rule a: warn
    when fps < 15 and latency > 500ms
      or not (
        cpu.usage > 80%
        or memory.usage > 70%
      )`);
  });

  test("breaks sums and calls at last", () => {
    expect(
      body("rule a: warn when abs(macro.memory + macro.memory) > share(fps < 15fps, 10s)", 31),
    ).toBe(`  rule a: warn
    when abs(
      macro.memory
        + macro.memory
    )
      > share(fps < 15fps, 10s)`);
  });

  test("fills lists", () => {
    expect(body('match macro "aaaa", "bbbb", "cccc", "dddd"', 30)).toBe(
      '  match macro "aaaa", "bbbb",\n    "cccc", "dddd"',
    );
    expect(formatted("profile heal extends aaaaaaa, bbbbbbb {level safe}", 30)).toBe(
      "profile heal\n    extends aaaaaaa, bbbbbbb {\n  level safe\n}\n",
    );
  });
});

describe("parentheses", () => {
  test("show what a for covers where an or could mislead", () => {
    expect(body("rule a: warn when x or y for 5s until u or v for 6s")).toBe(
      "  rule a: warn when (x or y) for 5s until (u or v) for 6s",
    );
    expect(body("rule a: warn when x and y for 5s until u or v")).toBe(
      "  rule a: warn when x and y for 5s until u or v",
    );
    expect(formatted("assert a {\nwarns when x or y for 5s\n}")).toContain("  warns when (x or y) for 5s\n");
  });

  test("that are doubled become single; all others stay", () => {
    expect(body("rule a: warn when (((x or y))) and ((z)) > ((1)+2)")).toBe(
      "  rule a: warn when (x or y) and (z) > ((1) + 2)",
    );
    expect(body("rule a: warn when ((x) # why\n)")).toBe("  rule a: warn\n    when (\n      (x) # why\n    )");
  });
});

describe("comments", () => {
  test("stay where they are: above, behind, within, below, at either end", () => {
    expect(
      formatted(`# first

#  about a
let a = 5s   # behind a
# about p
profile p { # behind the brace
   # above

   level safe# behind level
   rule x: warn when a > 5 # within
     and b > 6
   # last
} # behind p
# end`),
    ).toBe(`# first

#  about a
let a = 5s # behind a

# about p
profile p { # behind the brace
  # above

  level safe # behind level
  rule x: warn
    when a > 5 # within
      and b > 6
  # last
} # behind p
# end
`);
  });

  test("in odd places end their lines there", () => {
    expect(formatted("profile p extends a, # first\n# second\nb {}")).toBe(
      "profile p\n    extends a, # first\n    # second\n    b {}\n",
    );
    expect(formatted("let a # why\n= 5s")).toBe("let a # why\n  = 5s\n");
  });

  test("make no line too long, and become no documentation", () => {
    expect(formatted("let a = 5s # a comment of some length", 20)).toBe("let a = 5s # a comment of some length\n");
    expect(formatted("## not about a\n\nlet a = 5s\n")).toBe("## not about a\n\nlet a = 5s\n");
  });
});

describe("blank lines", () => {
  test("are kept, one at most, but not at the ends of a body or a file", () => {
    expect(formatted("\n\nlet a = 5s\n\n\n\nlet b = 6s\nprofile p {\n\n\nlevel safe\n\n\ngrace 5s\n\n}\n\n\n")).toBe(
      "let a = 5s\n\nlet b = 6s\n\nprofile p {\n  level safe\n\n  grace 5s\n}\n",
    );
  });

  test("stand between declarations of several lines, above the comments of the next", () => {
    expect(formatted("profile p {\nlevel safe\n}\n## About q.\nprofile q {}\nprofile r {}")).toBe(
      "profile p {\n  level safe\n}\n\n## About q.\nprofile q {}\nprofile r {}\n",
    );
  });
});

describe("files", () => {
  test("keep their line ends and their byte order mark, and end with a line end", () => {
    expect(formatted("\ufefflet a=5s\r\n\r\nprofile p {level safe}")).toBe(
      "\ufefflet a = 5s\r\n\r\nprofile p {\r\n  level safe\r\n}\r\n",
    );
    expect(formatted("")).toBe("");
    expect(formatted(" \n\n")).toBe("");
    expect(formatted("\ufeff# only this")).toBe("\ufeff# only this\n");
  });

  test("keep strings and quantities as they are written", () => {
    const text = String.raw`  rule a: warn when macro.name == "\u{41}" and x > 1_000.50ms
    message "{ a+b }  \{ {c}"`;
    expect(body(text)).toBe(text);
  });
});

describe("what cannot be read", () => {
  test("is left alone with its line, and the rest is formatted", () => {
    expect(
      formatted(`profile p{
      level   safe
        rule  a:  warn   wehn  x   > 5
      grace   3s
      what   is   this
        and  that
      cooldown   5m }
let   a   =  5sec
let   b   =  6s
`),
    ).toBe(`profile p {
  level safe
        rule  a:  warn   wehn  x   > 5
  grace 3s
      what   is   this
        and  that
  cooldown 5m
}
let   a   =  5sec
let b = 6s
`);
  });

  test("takes with it what stands on the same line", () => {
    const text = "profile p {\n  level   safe  rule  a: warn whne x  grace   3s\n  cooldown 5m\n}\n";
    expect(formatted(text)).toBe(text);
  });

  test("is a whole declaration where its header or its end is broken", () => {
    const broken = "profil  p  {\n   level   safe\n}\n";
    expect(formatted(`${broken}let   a  = 5s\n`)).toBe(`${broken}let a = 5s\n`);
    const open = "profile  p  {\n   level   safe\n";
    expect(formatted(`let   a  = 5s\n${open}`)).toBe(`let a = 5s\n${open}`);
  });

  test("is text outside of every declaration", () => {
    expect(formatted("let   a = 5s\nimport   this\nlet   b = 6s\n")).toBe("let a = 5s\nimport   this\nlet b = 6s\n");
  });
});
