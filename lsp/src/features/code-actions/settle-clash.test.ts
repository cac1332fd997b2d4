import { analyze } from "@macro-engine/dsl";
import { expect, test } from "vitest";
import { actionsIn } from "../../testing/actions.ts";

const bases = `template left {
  param limit = 80%
  rule hot: warn when cpu.usage > limit
}
template right {
  param limit = 70% + 5%
  rule hot: cancel when cpu.usage > limit for 5s
}
`;

async function settled(text: string, ...titles: string[]): Promise<string> {
  let now = text;
  for (const title of titles) {
    now = (await actionsIn({ "a.macropolicy": now.replace("profile p", "profile |p") }).apply(title))["a.macropolicy"]!;
  }
  const { diagnostics } = analyze({ files: [{ path: "a.macropolicy", text: now }] });
  expect(diagnostics).toEqual([]);
  return now;
}

test("of bases that differ, either can hold", async () => {
  const text = `${bases}profile p extends left, right {\n  level safe\n}\n`;
  expect(await settled(text, "Take `limit` as `right` has it", "Take `hot` as `left` has it")).toContain(
    "  level safe\n  override rule hot: warn when cpu.usage > limit\n",
  );
  expect(await settled(text, "Take `limit` as `right` has it", "Remove rule `hot`")).toContain(
    "set limit = 70% + 5%\n",
  );
});

test("a body without members gets some", async () => {
  const text = `${bases}profile p extends left, right {}\n`;
  expect(await settled(text, "Take `limit` as `left` has it", "Take `hot` as `right` has it")).toContain(
    "override rule hot: cancel when cpu.usage > limit for 5s\n}",
  );
});

test("of two settings, either can stay", async () => {
  const { apply } = actionsIn({ "a.macropolicy": "profile p {\n  grace 1s\n  grac|e 2s\n}\n" });
  expect((await apply("Keep the earlier one"))["a.macropolicy"]).toBe("profile p {\n  grace 1s\n}\n");
  expect((await apply("Keep the later one"))["a.macropolicy"]).toBe("profile p {\n  grace 2s\n}\n");
});

test("and of two rules or params of one name", async () => {
  const rule = (action: string) => `  rule r: ${action} when cpu.usage > 80%\n`;
  const text = `profile p {\n${rule("warn")}${rule("pause").replace("r:", "r|:")}}\n`;
  const after = await actionsIn({ "a.macropolicy": text }).apply("Keep the later one");
  expect(after["a.macropolicy"]).toBe(`profile p {\n${rule("pause")}}\n`);
});
