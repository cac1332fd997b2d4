/** The page as a whole: themes, keys, signing in, banners, and what it does while the engine is not there. */

import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { findBarriers } from "./harness/axe.ts";
import { type Dashboard, phone, test } from "./harness/test.ts";

const files = {
  "game.macropolicy": `profile heal { level safe match process "*STAGE/heal.sh"
  rule slow: warn when fps < 1fps
  rule sluggish: pause when response_time > 2s
}
`,
};
const play = { files, args: ["game.macropolicy"] };

const themeOf = ({ page }: Dashboard) => page.evaluate("getComputedStyle(document.documentElement).colorScheme");
const banner = ({ page }: Dashboard, text: string | RegExp) => page.locator(".banner", { hasText: text });
const isLive = ({ page }: Dashboard) =>
  page.getByText("Live", { exact: true }).and(page.locator(".link-state")).waitFor();

test("the theme is the system's until its user chooses, and stays chosen", async ({ openDashboard }) => {
  const dashboard = await openDashboard({ ...play, colorScheme: "dark" });
  const { page } = dashboard;
  const button = page.getByRole("button", { name: /^Theme/ }).first();
  await page.getByRole("heading", { name: "Live" }).waitFor();
  expect(await themeOf(dashboard)).toBe("light dark");
  await button.click();
  expect(await themeOf(dashboard)).toBe("light");
  await page.reload();
  await page.getByRole("heading", { name: "Live" }).waitFor();
  expect(await themeOf(dashboard)).toBe("light");
  await page.keyboard.press("t");
  expect(await themeOf(dashboard)).toBe("dark");
});

test("keys lead to every view, and a list says which", async ({ openDashboard }) => {
  const { page } = await openDashboard(play);
  await page.getByRole("heading", { name: "Live" }).waitFor();
  for (const [key, name] of Object.entries({
    2: "Macros",
    3: "Cancellations",
    4: "Policies",
    5: "Reports",
    1: "Live",
  })) {
    await page.keyboard.press(key);
    await page.getByRole("heading", { name, level: 1, exact: true }).waitFor();
    expect(await page.title()).toBe(`${name} · macro-engine`);
  }
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await help.getByText("Cancellations").waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
});

/** What Tab is to reach, in the order of the page: of radio buttons that belong together the chosen one. */
const reachable = `[...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter(
  (element) => element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true }) &&
    !(element.type === "radio" && !element.checked) && element.closest("[inert]") === null)`;

/** By how it begins; what is measured changes meanwhile. */
const described = `(element) => element.outerHTML.slice(0, 120).replace(/[0-9.]+/g, "#")`;

/** What it tells when it has told the same for two seconds: a view is filled bit by bit. */
async function whenSteady<T>(look: () => Promise<T>): Promise<T> {
  for (let [before, same] = [await look(), 0]; ; ) {
    if (same === 4) return before;
    await sleep(500);
    const now = await look();
    same = isDeepStrictEqual(now, before) ? same + 1 : 0;
    before = now;
  }
}

test.for(["Live", "Macros", "Cancellations", "Policies", "Reports"])(
  "Tab reaches all of %s, in the order of the page, and is seen where it is",
  async (view, { openDashboard }) => {
    const { page } = await openDashboard(play);
    await page.getByRole("heading", { name: "Live" }).waitFor();
    await page.keyboard.press(String(["Live", "Macros", "Cancellations", "Policies", "Reports"].indexOf(view) + 1));
    await page.getByRole("heading", { name: view, level: 1, exact: true }).waitFor();
    const expected = await whenSteady(() => page.evaluate<string[]>(`${reachable}.map(${described})`));
    expect(expected.length).toBeGreaterThan(8);
    await page.locator(".skip").focus();
    const reached: string[] = [];
    const unseen: string[] = [];
    while (reached.length < expected.length) {
      const [html, isSeen] = await page.evaluate<[string, boolean]>(`(() => {
        const element = document.activeElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return [(${described})(element), outlineStyle !== "none" && parseFloat(outlineWidth) >= 1];
      })()`);
      reached.push(html);
      if (!isSeen) unseen.push(html);
      await page.keyboard.press("Tab");
    }
    expect(reached).toEqual(expected);
    expect(unseen).toEqual([]);
  },
);

test("nothing moves for who wants nothing to move", async ({ openDashboard }) => {
  const { page } = await openDashboard(play);
  await page.getByRole("heading", { name: "Live" }).waitFor();
  const moving = () =>
    page.evaluate<number>(`[...document.querySelectorAll("*")].filter((element) => {
      const { transitionDuration, animationDuration, animationName } = getComputedStyle(element);
      const takesTime = (durations) => durations.split(", ").some((duration) => parseFloat(duration) > 0);
      return takesTime(transitionDuration) || (animationName !== "none" && takesTime(animationDuration));
    }).length`);
  expect(await moving()).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: "reduce" });
  expect(await moving()).toBe(0);
});

test("who is not known signs in with a token", async ({ openDashboard }) => {
  const dashboard = await openDashboard({ ...play, size: phone });
  const { page, url, token } = dashboard;
  await page.context().clearCookies();
  // A link of another time.
  await page.goto(`${url}/?token=used#/macros`);
  await page.getByRole("alert").filter({ hasText: "the link that you followed was used before" }).waitFor();
  await page.getByLabel("Token").fill("a guess");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page
    .getByRole("alert")
    .filter({ hasText: /this token is unknown/ })
    .waitFor();
  await dashboard.picture("sign-in");
  expect(await findBarriers(page)).toEqual([]);
  await page.getByLabel("Token").fill(token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Macros" }).waitFor();
});

test("who may only look is told so, and finds nothing to press", async ({ openDashboard }) => {
  const dashboard = await openDashboard({
    ...play,
    prepare: (stage) => {
      stage.macro("heal");
      const path = stage.path("macro-engine.yaml");
      writeFileSync(path, readFileSync(path, "utf8").replace('"role":"operator"', '"role":"viewer"'));
    },
  });
  const { page, url, token } = dashboard;
  await page.context().clearCookies();
  await page.goto(`${url}/?again#/macros`);
  await page.getByLabel("Token").fill(token);
  await page.getByRole("button", { name: "Sign in" }).click();
  await banner(dashboard, "You may look, not act").waitFor();
  for (const name of ["Pause heal", "Stop heal", "Mute heal", "Mute…"])
    expect(await page.getByRole("button", { name, exact: true }).isDisabled(), name).toBe(true);
  expect(await page.locator("button.hold").isDisabled()).toBe(true);
});

test("an engine that stops and starts again is missed, and found again", async ({ openDashboard }) => {
  const dashboard = await openDashboard({ ...play, prepare: (stage) => void stage.macro("heal"), view: "/macros" });
  const { page } = dashboard;
  await isLive(dashboard);
  await page.getByRole("article", { name: "heal" }).waitFor();
  await dashboard.stopEngine();
  await banner(dashboard, "The engine does not answer").waitFor();
  await page.getByText("No answer").waitFor();
  await dashboard.picture("engine-gone");
  await dashboard.startEngine();
  await banner(dashboard, "The engine does not answer").waitFor({ state: "detached" });
  await isLive(dashboard);
  await page.getByRole("article", { name: "heal" }).waitFor();
});

test("an engine that hangs is told to be behind, until it goes on", async ({ openDashboard }) => {
  const dashboard = await openDashboard(play);
  await isLive(dashboard);
  dashboard.engine.signal("SIGSTOP");
  await banner(dashboard, "The engine is behind").waitFor();
  dashboard.engine.signal("SIGCONT");
  await banner(dashboard, "The engine is behind").waitFor({ state: "detached" });
  await isLive(dashboard);
});

test("without a stream, the engine is asked every 5 s", async ({ openDashboard }) => {
  const dashboard = await openDashboard(play);
  const { page, stage } = dashboard;
  await isLive(dashboard);
  await page.route("**/api/v1/events*", (route) => route.abort());
  await page.reload();
  await page.getByText("Every 5 s").waitFor();
  stage.report({ fps: 47 });
  await page.getByRole("article", { name: "FPS" }).getByText("47fps", { exact: true }).waitFor();
  expect(await page.locator(".banner", { hasText: "behind" }).count()).toBe(0);
});

test("dry runs, blindness and broken policies are told above every view", async ({ openDashboard }) => {
  const dashboard = await openDashboard({
    ...play,
    args: ["game.macropolicy", "--dry-run"],
    prepare: (stage) => void stage.macro("heal"),
  });
  const { page, stage } = dashboard;
  await banner(dashboard, "Dry run").waitFor();
  await banner(dashboard, "Blind on response_time").waitFor();
  await page.getByRole("button", { name: "Put away: Dry run" }).click();
  await banner(dashboard, "Dry run").waitFor({ state: "detached" });
  const good = readFileSync(stage.path("game.macropolicy"), "utf8");
  stage.write({ "game.macropolicy": "profile heal { rule slow: warn when fbs < 1 }" });
  const broken = banner(dashboard, "The policies are broken");
  await page.locator('[role="alert"]', { hasText: "The policies are broken" }).waitFor();
  await broken.getByText("Details").click();
  await broken.getByText(/fbs/).waitFor();
  await broken.getByRole("button", { name: "Read them again" }).click();
  await page.locator(".message", { hasText: "still broken" }).waitFor();
  await dashboard.picture("banners");
  expect(await findBarriers(page)).toEqual([]);
  stage.write({ "game.macropolicy": good });
  await broken.waitFor({ state: "detached" });
});

test("it can be installed, and opens while the engine is off", async ({ openDashboard }) => {
  const dashboard = await openDashboard(play);
  const { page, url } = dashboard;
  await page.getByRole("heading", { name: "Live" }).waitFor();
  const devtools = await page.context().newCDPSession(page);
  const { errors } = await devtools.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  // A window that forgets everything is no place to install to; Chromium has no other objection.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito")).toEqual([]);
  await page.evaluate("navigator.serviceWorker.ready");
  await page.evaluate(
    "navigator.serviceWorker.controller ?? new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done))",
  );
  const kept = await page.evaluate(
    "caches.open('shell').then((cache) => cache.keys()).then((all) => all.map(({ url }) => new URL(url).pathname))",
  );
  expect(kept).toEqual(expect.arrayContaining(["/", "/theme.js"]));
  expect((kept as string[]).filter((path) => path.startsWith("/assets/"))).toHaveLength(2);
  expect((kept as string[]).filter((path) => path.startsWith("/api/"))).toEqual([]);

  await dashboard.stopEngine();
  await page.goto(`${url}/#/macros`);
  await page.reload();
  await banner(dashboard, "The engine does not answer").waitFor();
  await page.getByText("Waiting for the engine").waitFor();
  await page.keyboard.press("1");
  await page.getByText("What is on record is not known yet").waitFor();
  await dashboard.startEngine();
  await isLive(dashboard);
});
