import { analyze } from "@macro-engine/dsl";
import { expect, test } from "vitest";
import { actionsIn } from "../../testing/actions.ts";

const isFix = (kind: string) => kind === "quickfix";

async function declared(text: string, title: string): Promise<string> {
  const after = await actionsIn({ "a.macropolicy": text }, isFix).apply(title);
  const { diagnostics } = analyze({ files: [{ path: "a.macropolicy", text: after["a.macropolicy"]! }] });
  expect(diagnostics).toEqual([]);
  return after["a.macropolicy"]!;
}

test.each([
  [
    "profile p {\n  rule r: warn when guild.qu|eue > 80%\n}\n",
    "Declare metric `guild.queue`",
    "metric guild.queue: percent\n\nprofile p {\n  rule r: warn when guild.queue > 80%\n}\n",
  ],
  [
    "profile p {\n  rule r: warn when latency > longe|st\n}\n",
    "Declare param `longest` in `p`",
    "profile p {\n  param longest = 5s\n  rule r: warn when latency > longest\n}\n",
  ],
  [
    "let a = 1s\nprofile p {\n  rule r: warn when latency > longe|st for a\n}\n",
    "Declare let `longest`",
    "let a = 1s\nlet longest = 5s\n\nprofile p {\n  rule r: warn when latency > longest for a\n}\n",
  ],
  [
    "profile p {\n  rule r: warn when raidin|g and fps < 20\n}\n",
    "Declare schedule `raiding`",
    "schedule raiding = weekdays 09:00-17:00\n\nprofile p {\n  rule r: warn when raiding and fps < 20\n}\n",
  ],
  [
    "profile p extends unseen| {}\n",
    "Declare template `unseen`",
    "template unseen {}\n\nprofile p extends unseen {}\n",
  ],
  ["profile p extends unseen| {}\n", "Declare profile `unseen`", "profile unseen {}\n\nprofile p extends unseen {}\n"],
  [
    'test "t" {\n  profile unseen|\n  run 5s\n  expect no cancel\n}\n',
    "Declare profile `unseen`",
    'profile unseen {}\n\ntest "t" {\n  profile unseen\n  run 5s\n  expect no cancel\n}\n',
  ],
  [
    'profile p {}\ntest "t" {\n  profile p\n  given guild.qu|eue = 5s\n  expect no cancel\n}\n',
    "Declare metric `guild.queue`",
    'profile p {}\nmetric guild.queue: duration\n\ntest "t" {\n  profile p\n  given guild.queue = 5s\n  expect no cancel\n}\n',
  ],
])("%j", async (text, title, after) => {
  expect(await declared(text, title)).toBe(after);
});

test("what is to be replaced is marked", async () => {
  const text = "profile p {\n  rule r: warn when latency > longe|st\n}\n";
  const [edit] = await actionsIn({ "a.macropolicy": text }, isFix).edits("Declare param `longest` in `p`");
  expect(edit!.text.slice(edit!.placeholder!.start, edit!.placeholder!.end)).toBe("5s");
});

test("a template is not extended by a profile, so only a template is declared for it", () => {
  expect(actionsIn({ "a.macropolicy": "template t extends unseen| {}\n" }, isFix).titles).toEqual([
    "Declare template `unseen`",
  ]);
});

test("names that stand for something else are not declared", () => {
  const text =
    "template other { param seen = 5s }\nprofile p {\n  rule r: warn when latency > see|n and latency > p\n}\n";
  expect(actionsIn({ "a.macropolicy": text }, isFix).titles.filter((title) => title.startsWith("Declare"))).toEqual([]);
});
