/** How the dashboard's files go over the line, and how long a browser may keep them. */

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
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

test("a browser gets the page in the smallest form that it understands", async () => {
  await using api = await apiFixture();
  const get = (encodings: string) => api.app.inject({ url: "/", headers: { "accept-encoding": encodings } });
  const plain = (await get("identity")).rawPayload;
  expect(plain.toString()).toContain("<!doctype html>");
  for (const [encodings, chosen, unpack] of [
    ["gzip, deflate, br, zstd", "br", brotliDecompressSync],
    ["gzip, deflate", "gzip", gunzipSync],
  ] as const) {
    const { headers, rawPayload } = await get(encodings);
    expect(headers).toMatchObject({ "content-encoding": chosen, "content-type": expect.stringContaining("text/html") });
    expect(headers.vary).toMatch(/accept-encoding/i);
    expect(unpack(rawPayload)).toEqual(plain);
  }
});
