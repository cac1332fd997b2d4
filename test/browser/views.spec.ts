/** Every view, in both themes and on a phone and a wide screen: no barriers, and nothing that sticks out. */

import { expect } from "vitest";
import { findBarriers } from "./harness/axe.ts";
import { healArgs, healFiles, startHeal } from "./harness/heal.ts";
import { findOverflow } from "./harness/overflow.ts";
import { recordCancellations } from "./harness/past.ts";
import { desk, phone, test } from "./harness/test.ts";

/** By address, with what is there once the view stands. */
const views = {
  "/live": ".plot, .chart",
  "/macros": ".macro .rule",
  "/cancellations": ".record-row",
  "/policies/heal": ".policy-rule",
  "/policies?file=heal.macropolicy": ".source-sheet .keyword",
  "/policies?show=channels": "[aria-label=Channels] .card",
  "/reports?since=30d": ".report-tile",
};
const looks = [
  { size: desk, colorScheme: "light", tag: "desk-light" },
  { size: phone, colorScheme: "dark", tag: "phone-dark" },
  { size: { width: 1760, height: 1000 }, colorScheme: "dark", tag: "wide-dark" },
] as const;

test("the link that an engine prints leads to its page; every view fits, and axe-core finds nothing", async ({
  openDashboard,
}) => {
  const { page, picture, show } = await openDashboard({
    files: healFiles,
    configuration: 'channels: { bell: { kind: command, command: ["true"] } }',
    args: healArgs,
    prepare: startHeal,
    record: (store) => recordCancellations(store, 60),
  });
  await page.getByRole("heading", { name: "Live" }).waitFor();
  const look = async (tag: string, shows: string) => {
    await page.locator(shows).first().waitFor();
    await picture(`view-${tag}`);
    // A theme and a size at once: no view has markup of its own for either.
    const barriers = tag.startsWith("wide") ? [] : await findBarriers(page);
    expect({ tag, overflow: await findOverflow(page), barriers }).toEqual({ tag, overflow: [], barriers: [] });
  };
  for (const { size, colorScheme, tag } of looks) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    for (const [address, shows] of Object.entries(views)) {
      await show(address);
      await look(`${tag}${address.replaceAll(/\W+/g, "-")}`, shows);
    }
    await show("/cancellations");
    await page.locator(".record-row").first().click();
    await look(`${tag}-cancellation`, ".cancellation");
  }
  await page.context().clearCookies();
  for (const { size, colorScheme, tag } of looks) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    await page.reload();
    await look(`${tag}-sign-in`, "form.card");
  }
});
