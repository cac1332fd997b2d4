import { expect, test } from "vitest";
import { actionsIn } from "../../testing/actions.ts";

const title = "Fix all that is certain";

test("every certain repair of a file is made, and what comes to light by it", async () => {
  const text = `|profile p {
  rule r: cancl when cpu.usage > 80;
  rule guess: warn when cpu.usge > 80%
  rule unclear: warn when latency > 500
}
`;
  const texts = await actionsIn({ "a.macropolicy": text }).apply(title);
  expect(texts["a.macropolicy"]).toBe(`profile p {
  rule r: cancel when cpu.usage > 80%
  rule guess: warn when cpu.usge > 80%
  rule unclear: warn when latency > 500
}
`);
});

test("other files are left alone", async () => {
  const wrong = (name: string) => `profile ${name} {\n  rule r: cancel when cpu.usage > 80\n}\n`;
  const { edits } = actionsIn({ "a.macropolicy": `|${wrong("p")}`, "b.macropolicy": wrong("q") });
  expect(await edits(title)).toEqual([
    expect.objectContaining({ file: "a.macropolicy", text: "  rule r: cancel when cpu.usage > 80%\n" }),
  ]);
});

test("where nothing is certain it is not offered", () => {
  const { titles } = actionsIn({ "a.macropolicy": "|profile p {\n  rule r: warn when cpu.usge > 80%\n}\n" });
  expect(titles).not.toContain(title);
});
