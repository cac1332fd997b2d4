import { describe, expect, test } from "vitest";
import { actionsIn } from "../../testing/actions.ts";
import { expectSameMeaning } from "../../testing/same-meaning.ts";

const title = "Organize the members of all bodies";

async function organized(text: string): Promise<string> {
  const { apply, texts } = actionsIn({ "a.macropolicy": text });
  const after = await apply(title);
  expectSameMeaning(texts, after);
  return after["a.macropolicy"]!;
}

test("settings, params, sets and rules come in this order, and comments go along", async () => {
  expect(
    await organized(`template t { param inherited = 1s }

profile p extends t {
  ## The first.
  rule a: warn when cpu.usage > limit # hot
  rule b: cancel when fps < 10

  # Of the group.
  param limit = 80% # high
  cooldown 5m
  set inherited = 2s
  level safe

  rule c: warn when latency > inherited
  match macro "x"
  # the end
}
`),
  ).toBe(`template t { param inherited = 1s }

profile p extends t {
  level safe
  match macro "x"
  cooldown 5m

  # Of the group.
  param limit = 80% # high

  set inherited = 2s

  ## The first.
  rule a: warn when cpu.usage > limit # hot
  rule b: cancel when fps < 10

  rule c: warn when latency > inherited
  # the end
}
`);
});

test("a file in the style stays in it", async () => {
  const text = "profile p {\n  rule a: warn when cpu.usage > 80%\n\n  cooldown 5m\n  level    safe\n}\n";
  expect(await organized(text)).toBe(
    "profile p {\n  level    safe\n  cooldown 5m\n\n  rule a: warn when cpu.usage > 80%\n}\n",
  );
});

test("one body alone is organized at its header", async () => {
  const body = (name: string) => `profile ${name} {\n  grace 3s\n  level safe\n}\n`;
  const { apply } = actionsIn({ "a.macropolicy": `${body("p").replace("p {", "p| {")}\n${body("q")}` });
  const after = await apply("Organize the members of `p`");
  expect(after["a.macropolicy"]).toBe(`profile p {\n  level safe\n  grace 3s\n}\n\n${body("q")}`);
});

describe("is not offered", () => {
  test.each([
    ["in order", "|profile p {\n  level safe\n  rule a: warn when cpu.usage > 80%\n}\n"],
    ["what cannot be read", "|profile p {\n  grace 3s\n  ???\n  level safe\n}\n"],
    ["members that share a line", "|profile p {\n  grace 3s level safe\n}\n"],
  ])("%s", (_, text) => {
    expect(actionsIn({ "a.macropolicy": text }).titles).not.toContain(title);
  });
});

test("Windows line ends stay", async () => {
  const after = await organized("profile p {\r\n  rule a: warn when cpu.usage > 80%\r\n  level safe\r\n}\r\n");
  expect(after).toBe("profile p {\r\n  level safe\r\n\r\n  rule a: warn when cpu.usage > 80%\r\n}\r\n");
});
