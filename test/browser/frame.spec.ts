/** The page as it comes: served by a real engine, behind its link. */

import { expect } from "vitest";
import { findBarriers } from "./harness/axe.ts";
import { test } from "./harness/test.ts";

const files = {
  "heal.macropolicy": 'profile heal { match process "*STAGE/heal.sh" rule hot: warn when fps < 30fps for 1s }',
};

test("the link that an engine prints leads to its page, and axe-core finds nothing there", async ({
  openDashboard,
}) => {
  const { page, picture } = await openDashboard({ files, args: ["heal.macropolicy"] });
  await page.getByRole("heading", { name: "Live" }).waitFor();
  await picture("frame");
  expect(await findBarriers(page)).toEqual([]);
});
