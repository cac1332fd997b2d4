import { describe, expect, test } from "vitest";
import { actionsAt } from "../../testing/actions.ts";
import { linted } from "../../testing/linted.ts";
import { viewOf } from "../../testing/view.ts";

/** What a set offers to heed its finding of a code, and what becomes of its policy. */
function heeding(text: string, code: string, configuration = "") {
  const view = linted(viewOf({ "a.macropolicy": `|${text}`, "macro-engine.yaml": configuration }).view);
  const remark = view.remarks().find((each) => each.code === code);
  if (remark === undefined) throw new Error(`no ${code} in ${text}`);
  const { actions, apply } = actionsAt(view, remark.file, { start: remark.span.start, end: remark.span.start });
  const isAdvice = ({ title }: { title: string }) => !/^(Ignore|Turn|Fix all|Generate)/.test(title);
  return {
    titles: actions.filter((action) => action.mends?.includes(remark) && isAdvice(action)).map(({ title }) => title),
    after: async (title: string) => (await apply(title))["a.macropolicy"],
  };
}

const rule = "rule hot: cancel when cpu.usage > 80% for 5s";

describe("what a finding advises is offered, and none of it preferred", () => {
  test.each([
    [
      "cooldown-missing",
      `profile p {\n  grace 3s # short\n  ${rule}\n}\n`,
      "Add `cooldown 1m`",
      `profile p {\n  grace 3s # short\n  cooldown 1m\n  ${rule}\n}\n`,
    ],
    [
      "cooldown-missing",
      `profile p {\n  ## Too hot.\n  ${rule}\n}\n`,
      "Add `cooldown 1m`",
      `profile p {\n  cooldown 1m\n  ## Too hot.\n  ${rule}\n}\n`,
    ],
    [
      "no-duration-limit",
      `profile p {\r\n  ${rule}\r\n}\r\n`,
      "Add rule `max_duration: cancel when duration >= 30m`",
      `profile p {\r\n  ${rule}\r\n  rule max_duration: cancel when duration >= 30m\r\n}\r\n`,
    ],
    [
      "missing-blind",
      "profile p {\n  level dangerous\n  rule fps_silent: warn when macro.memory > 1GiB\n  rule slow: cancel when fps < 9 for 5s\n}\n",
      "Add rule `fps_silent_2: cancel when missing(fps, 30s)`",
      "profile p {\n  level dangerous\n  rule fps_silent: warn when macro.memory > 1GiB\n  rule slow: cancel when fps < 9 for 5s\n  rule fps_silent_2: cancel when missing(fps, 30s)\n}\n",
    ],
    [
      "single-sample-cancel",
      "profile p {\n  rule lag: cancel when latency > 300ms or fps < 5\n}\n",
      "Add `for 3s`",
      "profile p {\n  rule lag: cancel when latency > 300ms or fps < 5 for 3s\n}\n",
    ],
    [
      "shorter-than-sampling",
      "profile p {\n  rule lag: cancel when latency > 300ms for 200ms\n}\n",
      "Write `1s`",
      "profile p {\n  rule lag: cancel when latency > 300ms for 1s\n}\n",
    ],
    [
      "message-without-value",
      'profile p {\n  rule lag: warn when latency > 300ms message "slow"\n}\n',
      "Add `{latency}`",
      'profile p {\n  rule lag: warn when latency > 300ms message "slow {latency}"\n}\n',
    ],
    [
      "equality-on-measurement",
      "profile p {\n  rule even: warn when fps == 30\n}\n",
      "Write `<=`",
      "profile p {\n  rule even: warn when fps <= 30\n}\n",
    ],
    [
      "undocumented-profile",
      `# Ours.\nprofile p {\n  ${rule}\n}\n`,
      "Say what it is for",
      `# Ours.\n## What p is for.\nprofile p {\n  ${rule}\n}\n`,
    ],
    [
      "duplicate-rule",
      `profile p {\n  ${rule}\n  ${rule.replace("hot", "warm")}\n}\n`,
      "Remove `warm`",
      `profile p {\n  ${rule}\n}\n`,
    ],
    ["unused-template", `template t {}\n\nprofile p {\n  ${rule}\n}\n`, "Remove `t`", `profile p {\n  ${rule}\n}\n`],
    [
      "unused-metric",
      `metric my.own: count\nprofile p {\n  ${rule}\n}\n`,
      "Remove `my.own`",
      `profile p {\n  ${rule}\n}\n`,
    ],
  ])("%s", async (code, text, title, expected) => {
    const { titles, after } = heeding(text, code);
    expect(titles).toContain(title);
    expect(await after(title)).toBe(expected);
  });
});

test("who hears of a cancellation is a channel of the configuration", async () => {
  const text = `profile p {\n  level dangerous\n  ${rule}\n}\n`;
  const { after } = heeding(text, "no-notification", "channels: { screen: { kind: desktop } }\n");
  expect(await after("Add `notify screen on cancel`")).toContain("  level dangerous\n  notify screen on cancel\n");
});

test("what something else names is not removed", () => {
  const named = `profile p {\n  ${rule}\n  ${rule.replace("hot", "warm")}\n}\ntest "t" {\n  profile p\n  given cpu.usage = 9%\n  expect no cancel by warm\n}\n`;
  expect(heeding(named, "duplicate-rule").titles).toEqual([]);
});
