/** Policies: profiles with their margins, limits to drag, files in colour, a copy to try changes in. */

import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { findBarriers } from "./harness/axe.ts";
import { cancelHeal, healArgs, healFiles, startHeal } from "./harness/heal.ts";
import { test } from "./harness/test.ts";

test("a profile shows its rules as they are in force, with how near they are", async ({ openDashboard }) => {
  const { page, picture } = await openDashboard({
    files: healFiles,
    args: healArgs,
    prepare: startHeal,
    view: "/policies",
  });
  await page
    .getByRole("navigation", { name: "Profiles, files and channels" })
    .getByRole("link", { name: "heal" })
    .first()
    .click();
  const rule = (name: string) => page.locator(".policy-rule", { has: page.getByRole("heading", { name }) });
  expect(await rule("too_slow").textContent()).toContain("fps < 30fps for 500ms");
  await expect.poll(() => rule("too_slow").textContent()).toContain("60fps, at least 30fps");
  expect(await rule("busy").locator(".margins li").count()).toBe(2);
  await picture("policies");
  expect(await findBarriers(page)).toEqual([]);
});

/** One that delivers, and one that never does. */
const notifying = {
  files: {
    ...healFiles,
    "heal.macropolicy": healFiles["heal.macropolicy"].replace("grace 1s", "grace 1s\n  notify siren on cancel"),
  },
  configuration: `channels:
  bell: { kind: command, command: ["true"] }
  siren: { kind: command, command: ["false"] }
`,
};

test("channels are tried, and what is not delivered is told with its reason", async ({ openDashboard }) => {
  const dashboard = await openDashboard({ ...notifying, args: healArgs, prepare: startHeal });
  const { page, picture, stage } = dashboard;
  await cancelHeal(dashboard);
  await page
    .locator(".banner", { hasText: "Notifications wait for siren" })
    .getByRole("link", { name: "Channels" })
    .click();
  const channel = (name: string) => page.getByRole("article", { name, exact: true });
  await channel("siren").getByText("1 waiting").waitFor();
  await channel("bell").getByText("Nothing waits to be delivered.").waitFor();
  await channel("bell").getByRole("button", { name: "Send a test" }).click();
  await channel("bell").getByText("the test was taken").waitFor();
  await channel("siren").getByRole("button", { name: "Send a test" }).click();
  await expect.poll(() => channel("siren").getByRole("status").textContent()).toContain("1");
  await picture("channels");
  expect(await findBarriers(page)).toEqual([]);
  // What waits for one that is configured no more is shown, and nothing can be sent over it.
  const configuration = readFileSync(stage.path("macro-engine.yaml"), "utf8");
  stage.write({ ...healFiles, "macro-engine.yaml": configuration.replace(/^ {2}siren: .*\n/m, "") });
  await channel("siren").getByText("removed").waitFor();
  expect(await channel("siren").getByRole("button").count()).toBe(0);
  expect(await channel("bell").getByRole("button").count()).toBe(1);
});

test("a limit that is dragged shows which cancellations vanish and which appear", async ({ openDashboard }) => {
  const dashboard = await openDashboard({ files: healFiles, args: healArgs, prepare: startHeal });
  const { page, show, picture } = dashboard;
  await cancelHeal(dashboard);
  await show("/policies/heal?rule=too_slow");
  const slider = page.getByRole("slider");
  const tally = (of: string) => page.locator(".tally", { hasText: of }).locator("b");
  await expect.poll(() => tally("as on record").textContent()).toBe("1");
  await slider.fill("10");
  await expect.poll(() => tally("vanish").textContent()).toBe("1");
  expect(await tally("as on record").textContent()).toBe("0");
  await picture("what-if");
  expect(await findBarriers(page)).toEqual([]);
  // By keyboard, step by step; each is 0.2 fps or more.
  const before = Number(await slider.inputValue());
  await slider.press("ArrowRight");
  expect(Number(await slider.inputValue())).toBeGreaterThan(before);
  await page.getByRole("button", { name: "Back to 30fps" }).click();
  await expect.poll(() => tally("as on record").textContent()).toBe("1");
  // 12 fps were above the limit of another rule, which would have fired too.
  const other = page.locator(".policy-rule", { has: page.getByRole("heading", { name: "frozen" }) });
  await other.getByText("What if the limit were another?").click();
  await other.getByRole("slider").fill("20");
  await expect.poll(() => other.locator(".tally", { hasText: "appear" }).locator("b").textContent()).toBe("1");
  await other.getByText("What if the limit were another?").click();
  await slider.fill("10");
  await page.locator(".changed").getByRole("link", { name: "on record" }).click();
  await page.getByRole("heading", { name: "heal by too_slow" }).waitFor();
});

test("a file is shown in colour, with what the language finds; a copy can be tried and changes nothing", async ({
  openDashboard,
}) => {
  const { page, stage, picture, show } = await openDashboard({
    files: healFiles,
    args: healArgs,
    view: "/policies/heal",
  });
  await page.getByRole("link", { name: "Source" }).click();
  await page.locator(".source-sheet .keyword", { hasText: "profile" }).waitFor();
  await page.locator(".source-sheet .declared", { hasText: "careful" }).waitFor();
  expect(await page.locator(".line.here").textContent()).toContain("profile heal");
  await page.locator(".findings li", { hasText: "lint" }).first().waitFor();
  await picture("policy-source");
  expect(await findBarriers(page)).toEqual([]);

  await page.getByRole("button", { name: "Try changes" }).click();
  const text = page.getByRole("textbox", { name: "Policy text to try" });
  await text.fill("profile heal extends careful {\n  rule warm: cancel when cpu.usage > 80\n}\n");
  await page.getByText("1 error").waitFor();
  expect(await page.locator(".squiggle.error").first().textContent()).toBe("80");
  await page.getByText("has no unit").first().waitFor();
  await text.press("End");
  await text.fill("profile heal extends careful {\n  override rule hot: cancel when cpu.usage > 80%\n}\n");
  await expect.poll(() => page.locator(".squiggle.error").count()).toBe(0);
  await page.getByRole("button", { name: "Back to what is in force" }).click();
  await expect.poll(() => page.locator(".source-sheet").textContent()).toContain("too_slow");
  expect(readFileSync(stage.path("heal.macropolicy"), "utf8")).toContain("too_slow");

  await show(`/policies?${new URLSearchParams({ file: "nothing.macropolicy" })}`);
  await page.getByText("no such file").or(page.getByRole("alert")).first().waitFor();
});

test("a policy that is saved is shown as it is then", async ({ openDashboard }) => {
  const { page, stage } = await openDashboard({ files: healFiles, args: healArgs, view: "/policies/heal" });
  await page.getByText("fps < 30fps for 500ms").waitFor();
  stage.write({ "careful.macropolicy": healFiles["careful.macropolicy"].replace("30fps", "25fps") });
  await page.getByText("fps < 25fps for 500ms").waitFor();
});
