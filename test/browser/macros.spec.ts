/** The macros view, against real macros: what it shows of them, and every control there is. */

import { expect } from "vitest";
import { idling } from "../end-to-end/testing/stage.ts";
import { findBarriers } from "./harness/axe.ts";
import { findOverflow } from "./harness/overflow.ts";
import { type Dashboard, phone, test } from "./harness/test.ts";

const files = {
  "game.macropolicy": `profile heal { level safe match process "*STAGE/heal.sh"
  rule too_long: cancel when duration > 1h
  rule choppy: warn when fps < 30fps for 6s
}
profile craft { level risky rule too_long: cancel when duration > 2h }
profile dance { level dangerous match process "*STAGE/dance.sh" rule hot: warn when fps < 1fps }
`,
  "craft.sh": idling,
};
const longName = "walk_the_dog_around_the_whole_village_and_back_again";
const configuration = `macros: { craft: { command: [sh, craft.sh], profile: craft }, ${longName}: { command: [sh, craft.sh] } }`;
const play = { files, configuration, args: ["game.macropolicy"], view: "/macros" };

const card = ({ page }: Dashboard, name: string) => page.getByRole("article", { name, exact: true });
const message = ({ page }: Dashboard, text: string | RegExp) => page.locator(".message", { hasText: text });

test("a macro's rules are seen with their margins, count down, fire and clear", async ({ openDashboard }) => {
  const dashboard = await openDashboard({ ...play, prepare: (stage) => void stage.macro("heal") });
  const heal = card(dashboard, "heal");
  await heal.getByText("of 1h").first().waitFor();
  expect(await heal.getByText("safe", { exact: true }).first().isVisible()).toBe(true);
  const choppy = heal.getByRole("listitem").filter({ hasText: "choppy" });
  await choppy.getByText("60fps, at least 30fps").waitFor();
  expect(await choppy.getByRole("progressbar").getAttribute("aria-label")).toBe("50% of the limit of choppy");

  dashboard.stage.report({ fps: 12 });
  await choppy.getByText(/fires in [1-6]s/).waitFor();
  await choppy.getByText(/firing for/).waitFor();
  await message(dashboard, "heal: choppy").waitFor();
  await dashboard.page.getByRole("link", { name: /Macros.*1 firing/ }).waitFor();
  await dashboard.picture("macros-firing");
  expect(await findBarriers(dashboard.page)).toEqual([]);

  dashboard.stage.report({ fps: 60 });
  await choppy.getByText("idle").waitFor();
});

test("a macro is paused, resumed and stopped", async ({ openDashboard }) => {
  let pid = 0;
  const dashboard = await openDashboard({
    ...play,
    prepare: (stage) => {
      pid = stage.macro("heal").pid;
    },
  });
  const heal = card(dashboard, "heal");
  await heal.waitFor();
  await dashboard.page.getByRole("button", { name: "Check now" }).click();
  await message(dashboard, "Every rule was judged, and none fired").waitFor();
  await heal.getByRole("button", { name: "Pause heal" }).click();
  await message(dashboard, /heal: paused 1 process/).waitFor();
  await heal.getByText("paused", { exact: true }).waitFor();
  await heal.getByRole("button", { name: "Resume heal" }).click();
  await heal.getByText("running", { exact: true }).waitFor();
  await heal.getByRole("button", { name: "Stop heal" }).click();
  await message(dashboard, "heal is being stopped").waitFor();
  await heal.waitFor({ state: "detached" });
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

test("a macro of the configuration is started at a level, and given another", async ({ openDashboard }) => {
  const dashboard = await openDashboard(play);
  const { page } = dashboard;
  await page.getByLabel("Level to start craft with").selectOption("safe");
  await page.getByRole("button", { name: "Start craft" }).click();
  await message(dashboard, /craft runs as \d+/).waitFor();
  const craft = card(dashboard, "craft").filter({ has: page.getByRole("button", { name: "Stop craft" }) });
  expect(await craft.getByLabel("Level of craft").inputValue()).toBe("safe");
  await craft.getByLabel("Level of craft").selectOption("dangerous");
  await craft.locator('.level[data-level="dangerous"]').waitFor();
  await craft.getByLabel("Level of craft").selectOption({ label: "as its profile" });
  await craft.locator('.level[data-level="risky"]').waitFor();
});

test("everything is stopped by holding the button down, by mouse or key, and not by a click", async ({
  openDashboard,
}) => {
  const dashboard = await openDashboard({ ...play, prepare: (stage) => void stage.macro("heal") });
  const { page } = dashboard;
  const heal = card(dashboard, "heal");
  await heal.waitFor();
  const stopAll = page.locator("button.hold");
  await stopAll.click();
  await page.getByText("Keep holding", { exact: true }).waitFor();
  await page.getByText("Stop all", { exact: true }).waitFor();
  expect(await heal.isVisible()).toBe(true);

  await stopAll.hover();
  await page.mouse.down();
  await message(dashboard, "Stopping 1 macro").waitFor();
  await page.mouse.up();
  await heal.waitFor({ state: "detached" });

  dashboard.stage.macro("heal");
  await heal.waitFor();
  await stopAll.focus();
  await page.keyboard.down("Enter");
  await heal.waitFor({ state: "detached" });
  await page.keyboard.up("Enter");
});

test("who cannot hold a button presses it twice", async ({ openDashboard }) => {
  const dashboard = await openDashboard({ ...play, prepare: (stage) => void stage.macro("heal") });
  const { page } = dashboard;
  await card(dashboard, "heal").waitFor();
  // As a screen reader does it: a click without a pointer or a key.
  const press = () => page.locator("button.hold").evaluate((button: { click(): void }) => button.click());
  await press();
  await page.getByText("Press again", { exact: true }).waitFor();
  await press();
  await card(dashboard, "heal").waitFor({ state: "detached" });
});

test("rules are muted with a reason, now or later, and dangerous macros are not", async ({ openDashboard }) => {
  const dashboard = await openDashboard({
    ...play,
    prepare: (stage) => {
      stage.macro("heal");
      stage.macro("dance");
    },
  });
  const { page } = dashboard;
  const form = page.getByRole("dialog", { name: "Mute rules" });
  await card(dashboard, "heal").getByRole("button", { name: "Mute choppy of heal" }).click();
  expect(await form.getByLabel("Macro").inputValue()).toBe("heal");
  expect(await form.getByLabel("Rule").inputValue()).toBe("choppy");
  await form.getByRole("button", { name: "1 h" }).click();
  await form.getByLabel("Reason").fill("a <b>new</b> zone");
  expect(await findBarriers(page)).toEqual([]);
  await dashboard.picture("mute-form");
  await form.getByRole("button", { name: "Mute", exact: true }).click();
  const muted = page.getByRole("region", { name: "Mutes" });
  await muted.getByText("a <b>new</b> zone").waitFor();
  await card(dashboard, "heal").getByText("muted", { exact: true }).waitFor();

  await page.keyboard.press("m");
  await form.getByRole("button", { name: "From … to" }).click();
  await form.getByLabel("Macro").selectOption("heal");
  await form.getByLabel("Reason").fill("maintenance");
  await form.getByRole("button", { name: "Mute", exact: true }).click();
  await muted.getByText(/^from .* to /).waitFor();

  await muted.getByRole("button", { name: /End it.*choppy of heal/ }).press("Enter");
  await muted.getByText("a <b>new</b> zone").waitFor({ state: "detached" });
  // The button went with its mute; who goes by keyboard goes on from there.
  const focused = () => page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.id");
  await expect.poll(focused).toBe("Mutes");
  await muted.getByRole("button", { name: /End it/ }).press("Enter");
  await muted.waitFor({ state: "detached" });
  await expect.poll(focused).toBe("content");

  await card(dashboard, "dance").getByRole("button", { name: "Mute dance" }).click();
  await form.getByLabel("Reason").fill("why not");
  await form.getByRole("button", { name: "Mute", exact: true }).click();
  await message(dashboard, /dangerous/).waitFor();
  expect(await form.isVisible()).toBe(true);
});

test("a macro that no profile is for is marked as unprotected, and one that calls itself by markup is text", async ({
  openDashboard,
}) => {
  const dashboard = await openDashboard({ ...play, size: phone, colorScheme: "dark" });
  const { page, stage, url, token } = dashboard;
  stage.macro("heal");
  const register = async (request: object) => {
    const { status } = await fetch(`${url}/api/v1/macros`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify(request),
    });
    expect(status).toBeLessThan(300);
  };
  await register({ macro: "fish", title: "<img src=x onerror=alert(1)>" });
  await register({ macro: `${longName}_2`, profile: "craft" });
  const fish = card(dashboard, "<img src=x onerror=alert(1)>");
  await fish.getByText("unprotected").waitFor();
  await fish.getByText("No profile is for fish").waitFor();
  await card(dashboard, "heal").waitFor();
  await dashboard.picture("macros-phone-dark");
  await card(dashboard, longName).waitFor();
  await card(dashboard, `${longName}_2`).waitFor();
  expect(await findOverflow(page)).toEqual([]);
  expect(await findBarriers(page)).toEqual([]);
});
