import { expect, test } from "vitest";
import { actionsIn } from "../../testing/actions.ts";

const isFix = (kind: string) => kind === "quickfix";
const rule = (condition: string) => `profile p {\n  rule r: cancel when ${condition}\n}\n`;

test.each([
  ["av|g(cpu.usage) > 80%", "avg(cpu.usage, 30s) > 80%"],
  ["for|ecast(memory.usage ) > 97%", "forecast(memory.usage, 30s) > 97%"],
  ["share(fps < 15 and |max(latency) > 1s, 1m) > 50%", "share(fps < 15 and max(latency, 30s) > 1s, 1m) > 50%"],
])("the window that a call lacks is offered: %s", async (condition, mended) => {
  expect((await actionsIn({ "a.macropolicy": rule(condition) }, isFix).apply("Add `30s`"))["a.macropolicy"]).toBe(
    rule(mended),
  );
});

test.each(["|avg() > 80%", "|abs(fps, fps) > 3", "|avg(cpu.usage + 5%, 30s) > 80%", "|missing()"])(
  "%s lacks something else",
  (condition) => {
    expect(actionsIn({ "a.macropolicy": rule(condition) }, isFix).titles).not.toContain("Add `30s`");
  },
);
