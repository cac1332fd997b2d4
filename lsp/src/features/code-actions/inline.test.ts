import { describe, expect, test } from "vitest";
import { actionsIn } from "../../testing/actions.ts";
import { expectSameMeaning } from "../../testing/same-meaning.ts";

const isInlining = (kind: string) => kind === "refactor.inline";

async function inlined(
  files: Readonly<Record<string, string>>,
  name: string,
): Promise<Readonly<Record<string, string>>> {
  const { apply, texts } = actionsIn(files, isInlining);
  const after = await apply(`Inline \`${name}\``);
  expectSameMeaning(texts, after);
  return after;
}

test("a param goes into all that inherit it, messages and tests too, and its declaration goes", async () => {
  const after = await inlined(
    {
      "a.macropolicy": "template t {\n  ## How hot.\n  param lim|it = 80%\n  rule r: warn when cpu.usage > limit\n}\n",
      "b.macropolicy": `profile p extends t {
  rule s: cancel when memory.usage > limit message "past {limit}"
}
test "t" {
  profile p
  given cpu.usage = limit
  expect no warn
}
`,
    },
    "limit",
  );
  expect(after["a.macropolicy"]).toBe("template t {\n  rule r: warn when cpu.usage > 80%\n}\n");
  expect(after["b.macropolicy"]).toContain('memory.usage > 80% message "past {80%}"');
  expect(after["b.macropolicy"]).toContain("given cpu.usage = 80%");
});

test("a let as well, from any of its uses; sums keep together", async () => {
  const after = await inlined(
    { "a.macropolicy": "let a = 5s + 1s\nprofile p {\n  rule r: warn when latency > 2 * a| for a\n}\n" },
    "a",
  );
  expect(after["a.macropolicy"]).toBe("profile p {\n  rule r: warn when latency > 2 * (5s + 1s) for 5s + 1s\n}\n");
});

describe("is refused", () => {
  const reasonOf = (files: Readonly<Record<string, string>>) => actionsIn(files, isInlining).actions[0]?.disabled;
  const body = "profile p {\n  param lim|it = 80%\n  rule r: warn when cpu.usage > limit\n}\n";

  test("where it has another value in a body that inherits it", () => {
    const files = { "a.macropolicy": body, "b.macropolicy": "profile q extends p {\n  set limit = 70%\n}\n" };
    expect(reasonOf(files)).toBe("`limit` has another value in b.macropolicy");
  });

  test("or in an override file", () => {
    const files = { "a.macropolicy": body, "config/macro_safety/o.yaml": "profiles: { p: { set: { limit: 70% } } }\n" };
    expect(reasonOf(files)).toContain("config/macro_safety/o.yaml");
  });
});

test("what nobody reads, and other names, are not offered", () => {
  expect(actionsIn({ "a.macropolicy": "let a| = 5s\n" }, isInlining).titles).toEqual([]);
  expect(actionsIn({ "a.macropolicy": "profile p| {}\n" }, isInlining).titles).toEqual([]);
});
