/** How long a browser may keep the dashboard's files. */

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { dashboardFiles } from "../entry.ts";
import { apiFixture } from "./testing/api-fixture.ts";

test("a file whose name says what is in it is kept for good, the page itself is asked for anew", async () => {
  await using api = await apiFixture();
  const assets = readdirSync(fileURLToPath(new URL("assets/", dashboardFiles)));
  const kept = async (url: string) => (await api.app.inject({ url })).headers["cache-control"];
  expect(assets.length).toBeGreaterThanOrEqual(3);
  for (const name of assets) expect(await kept(`/assets/${name}`), name).toContain("immutable");
  for (const url of ["/", "/index.html", "/manifest.webmanifest"])
    expect(await kept(url), url).toBe("public, max-age=0, must-revalidate");
});
