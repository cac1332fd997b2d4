import { describe, expect, test } from "vitest";
import { actionsIn } from "../../testing/actions.ts";
import { expectSameMeaning } from "../../testing/same-meaning.ts";

const isExtraction = (kind: string) => kind === "refactor.extract";

async function extracted(text: string, title: string): Promise<string> {
  const { apply, texts } = actionsIn({ "a.macropolicy": text }, isExtraction);
  const after = await apply(title);
  expectSameMeaning(texts, after);
  return after["a.macropolicy"]!;
}

test("a threshold becomes a param, named for what it bounds, before the first rule", async () => {
  const text = "profile p {\n  grace 3s\n\n  ## Too hot.\n  rule r: cancel when cpu.usage > 8|0%\n}\n";
  expect(await extracted(text, "Extract `80%` to param `cpu_usage_max`")).toBe(
    "profile p {\n  grace 3s\n\n  param cpu_usage_max = 80%\n  ## Too hot.\n  rule r: cancel when cpu.usage > cpu_usage_max\n}\n",
  );
});

test("it joins the params that there are", async () => {
  const text = "profile p {\n  param a = 1s # first\n  rule r: cancel when fps < 1|5 for a\n}\n";
  expect(await extracted(text, "Extract `15` to param `fps_min`")).toContain(
    "  param a = 1s # first\n  param fps_min = 15\n  rule r: cancel when fps < fps_min for a",
  );
});

test("all that say the same of the same are extracted together", async () => {
  const text = `profile p {
  rule a: warn when cpu.usage > 8|0%
  rule b: cancel when 80% < cpu.usage for 5s
  rule c: cancel when memory.usage > 80%
}
`;
  const after = await extracted(text, "Extract all 2 `80%` to param `cpu_usage_max`");
  expect(after).toContain("rule b: cancel when cpu_usage_max < cpu.usage");
  expect(after).toContain("memory.usage > 80%");
});

test("or it becomes a let, above the body and its comments", async () => {
  const text = "# ours\n## Heals.\nprofile p { rule r: cancel when cpu.usage > 80% for 5|s }\n";
  expect(await extracted(text, "Extract `5s` to let `r_for`")).toBe(
    "let r_for = 5s\n\n# ours\n## Heals.\nprofile p { rule r: cancel when cpu.usage > 80% for r_for }\n",
  );
});

describe("names", () => {
  test.each([
    ["rule r: pause when fps < 10 until fps > 20 for 5|s", "r_clear_for"],
    ["rule r: warn when avg(latency, 30|s) > 1s", "avg_window"],
    ["rule r: warn when fps >= 2|0fps", "fps_max"],
    ["cooldown 5|m", "cooldown_time"],
    ["rule r: warn when 0.5 * latency > 1|s", "latency_max"],
    ["rule r: warn when 0.|5 * latency > 1s", "r_factor"],
  ])("%s: %s", (member, name) => {
    const { titles } = actionsIn({ "a.macropolicy": `profile p {\n  ${member}\n}\n` }, isExtraction);
    expect(titles[0]).toMatch(new RegExp(`param \`${name}\`$`));
  });

  test("are not those that something has", () => {
    const text =
      "let fps_min = 10\ntemplate t { param fps_min_2 = 1 }\nprofile p extends t {\n  rule r: warn when fps < 2|0\n}\n";
    const { titles } = actionsIn({ "a.macropolicy": text }, isExtraction);
    expect(titles).toEqual(["Extract `20` to param `fps_min_3`", "Extract `20` to let `fps_min_3`"]);
  });

  test("may be those of a body that this one has nothing to do with, for params", async () => {
    const text =
      "profile fps_min { param fps_max = 1 }\nprofile p {\n  rule r: warn when fps < 2|0\n  rule s: warn when fps > 5\n}\n";
    expect(await extracted(text, "Extract `20` to param `fps_min`")).toContain("fps < fps_min\n");
    expect(await extracted(text.replace("fps < 2|0", "fps > 2|0"), "Extract `20` to param `fps_max`")).toContain(
      "  param fps_max = 20\n",
    );
    expect(actionsIn({ "a.macropolicy": text.replace("fps < 2|0", "fps > 2|0") }, isExtraction).titles).toContain(
      "Extract `20` to let `fps_max_2`",
    );
  });

  test("are not those that a body which extends this one has", () => {
    const text =
      "template t {\n  rule r: warn when fps < 2|0\n}\nprofile p extends t {\n  param fps_min = 10\n  rule s: warn when fps < fps_min\n}\n";
    expect(actionsIn({ "a.macropolicy": text }, isExtraction).titles[0]).toContain("`fps_min_2`");
  });
});

test("what tests assign can be a let; their times cannot", async () => {
  const body = (at: string, value: string) =>
    `profile p { rule r: warn when cpu.usage > 80% }\ntest "t" {\n  profile p\n  at ${at}: cpu.usage = ${value}\n  expect warn\n}\n`;
  expect(await extracted(body("5s", "9|0%"), "Extract `90%` to let `cpu_usage_value`")).toContain(
    'let cpu_usage_value = 90%\n\ntest "t"',
  );
  expect(actionsIn({ "a.macropolicy": body("5|s", "90%") }, isExtraction).titles).toEqual([]);
});

test("a plain zero takes the dimension of its other side, and stays", () => {
  expect(actionsIn({ "a.macropolicy": "profile p { rule r: warn when cpu.usage > 0| }" }, isExtraction).titles).toEqual(
    [],
  );
});

test("Windows line ends stay", async () => {
  const text = "profile p {\r\n  rule r: cancel when cpu.usage > 8|0%\r\n}\r\n";
  const after = await extracted(text, "Extract `80%` to param `cpu_usage_max`");
  expect(after.replaceAll("\r\n", "")).not.toContain("\n");
});
