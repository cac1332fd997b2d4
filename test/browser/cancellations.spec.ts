/** What rules did: the list by days and filters, also when it is long and while it grows, and the page of a cancellation. */

import { expect } from "vitest";
import { findBarriers } from "./harness/axe.ts";
import { recordCancellations } from "./harness/past.ts";
import { test } from "./harness/test.ts";

const files = {
  "heal.macropolicy": `profile heal {
  match process "*STAGE/heal.sh"
  grace 1s
  rule too_slow: cancel when fps < 30fps for 500ms
    message "only {fps}, at least 30fps"
  rule hot: warn when cpu.usage > 100%
}`,
};

const rows = ".record-row";

test("2,000 cancellations are listed by days, page after page down to the oldest", async ({ openDashboard }) => {
  const { page, picture } = await openDashboard({
    files,
    args: ["heal.macropolicy"],
    view: "/cancellations",
    record: (store) => recordCancellations(store, 2000),
  });
  await page.locator(rows).first().waitFor();
  expect(await page.locator(rows).count()).toBe(200);
  await picture("cancellations");
  expect(await findBarriers(page)).toEqual([]);
  const older = page.getByRole("button", { name: "Show older ones" });
  // Whoever scrolls comes to them without the button.
  const scroll = async () => {
    await page.evaluate("scrollTo(0, document.body.scrollHeight)");
    return page.locator(rows).count();
  };
  await expect.poll(scroll, { timeout: 90_000 }).toBe(2000);
  expect(await older.count()).toBe(0);
  await page.getByText("2,000 entries, no older ones").waitFor();
  // Half an hour apart, they are of 42 days at least.
  expect(await page.locator(".day").count()).toBeGreaterThanOrEqual(42);
});

test("filters narrow the list, stand in the address, and can be taken back", async ({ openDashboard }) => {
  const { page } = await openDashboard({
    files,
    args: ["heal.macropolicy"],
    view: "/cancellations",
    record: (store) => recordCancellations(store, 400),
  });
  await page.locator(rows).first().waitFor();
  const filter = (name: string) => page.getByRole("form", { name: "Filters" }).getByLabel(name);
  await filter("Macro").fill("dance_bot");
  await filter("Macro").press("Enter");
  await expect.poll(() => page.locator(rows).filter({ hasNotText: "dance_bot" }).count()).toBe(0);
  expect(page.url()).toContain("macro=dance_bot");
  await filter("Rule").fill("time_up");
  await filter("Rule").press("Enter");
  await expect.poll(() => page.locator(rows).filter({ hasNotText: "time_up" }).count()).toBe(0);
  await filter("Since").selectOption("24h");
  // 48 in a day, of which a sixth has both names.
  await expect.poll(() => page.locator(rows).count()).toBeLessThan(10);
  expect(await page.locator(rows).count()).toBeGreaterThan(5);

  await page.reload();
  await expect.poll(() => page.locator(rows).count()).toBeGreaterThan(5);
  expect(await filter("Macro").inputValue()).toBe("dance_bot");
  expect(await filter("Since").inputValue()).toBe("24h");

  await filter("Profile").fill("craft");
  await filter("Profile").press("Enter");
  await page.getByText("Nothing on record fits.").waitFor();
  await filter("Profile").fill("dance");
  await filter("Profile").press("Enter");
  await expect.poll(() => page.locator(rows).count()).toBeGreaterThan(5);
  await filter("Show").selectOption("Pauses");
  await page.getByText("Nothing on record fits.").waitFor();
  await filter("Show").selectOption("All");
  await expect.poll(() => page.locator(rows).filter({ hasText: "cancel" }).count()).toBeGreaterThan(5);

  await filter("Macro").fill("nobody");
  await filter("Macro").press("Enter");
  await page.getByText("Nothing on record fits.").waitFor();
  await page.getByRole("link", { name: "Show all" }).click();
  await expect.poll(() => page.locator(rows).count()).toBe(200);
});

test("while nothing has happened the list says so, and a cancellation announces itself", async ({ openDashboard }) => {
  const { page, stage } = await openDashboard({
    files,
    args: ["heal.macropolicy"],
    view: "/cancellations",
    prepare: (on) => void on.macro("heal"),
  });
  await page.getByText("No macro has been cancelled yet.").waitFor();
  await page.getByText("1 guarded").waitFor();
  stage.report({ fps: 12 });
  await page.getByRole("button", { name: "1 new one" }).click();
  await expect.poll(() => page.locator(rows).allTextContents()).toHaveLength(1);
  const [text] = await page.locator(rows).allTextContents();
  expect(text).toContain("heal");
  expect(text).toContain("too_slow");
  expect(text).toContain("only 12fps, at least 30fps");
});
