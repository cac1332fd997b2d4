import { expect, test } from "vitest";
import { actionsAt } from "../../testing/actions.ts";
import { linted } from "../../testing/linted.ts";
import { viewOf } from "../../testing/view.ts";

function at(files: Readonly<Record<string, string>>, wanted: string) {
  const view = linted(viewOf(files).view);
  const remark = view.remarks().find(({ code, message }) => code === "naming" && message.includes(`\`${wanted}\``))!;
  return actionsAt(view, remark.file, { start: remark.span.start, end: remark.span.start });
}

const rule = "rule cpuHot: cancel when cpu.usage > 80% for 5s";

test("a name that stands out is written as the others are, in every file", async () => {
  const files = {
    "a.macropolicy": `template base {\n  ${rule}\n}\n`,
    "b.macropolicy": `profile Heal extends base {\n  override ${rule}\n}\n`,
    "c.macropolicy": 'test "t" {\n  profile Heal\n  given cpu.usage = 90%\n  expect cancel by cpuHot\n}\n',
  };
  const rules = await at(files, "cpuHot").apply("Rename to `cpu_hot` everywhere");
  expect(rules["a.macropolicy"]).toContain("rule cpu_hot: cancel");
  expect(rules["b.macropolicy"]).toContain("override rule cpu_hot: cancel");
  expect(rules["c.macropolicy"]).toContain("by cpu_hot");
  const profiles = await at(files, "Heal").apply("Rename to `heal` everywhere");
  expect(profiles["b.macropolicy"]).toContain("profile heal extends base");
  expect(profiles["c.macropolicy"]).toContain("profile heal\n");
});

test("where another has that name, it says so", async () => {
  const files = { "a.macropolicy": `profile p {\n  ${rule}\n  rule cpu_hot: warn when cpu.usage > 70%\n}\n` };
  await expect(at(files, "cpuHot").apply("Rename to `cpu_hot` everywhere")).rejects.toThrow(
    "profile `p` has a rule `cpu_hot`, at a.macropolicy:3",
  );
});
