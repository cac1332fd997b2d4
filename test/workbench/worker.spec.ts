/** The server in a web worker of a real browser, by itself: for editors that have no machine under them. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serverScript } from "../../vscode-extension/build/build.ts";
import type { Answers } from "../../vscode-extension/build/testing/worker-set.ts";
import { openBrowser } from "./harness/chromium.ts";

let server: Server;

beforeAll(async () => {
  const page = fileURLToPath(new URL("../../vscode-extension/build/testing/worker-page.ts", import.meta.url));
  const [ofServer, ofPage] = await Promise.all([
    build({ ...serverScript, write: false }),
    build({ entryPoints: [page], bundle: true, write: false, format: "iife", platform: "browser" }),
  ]);
  const scripts = new Map([
    ["/server.js", ofServer.outputFiles![0]!.text],
    ["/page.js", ofPage.outputFiles[0]!.text],
  ]);
  server = createServer(({ url }, response) => {
    const script = scripts.get(url ?? "");
    response.setHeader("content-type", script === undefined ? "text/html" : "text/javascript");
    response.end(script ?? '<!doctype html><title>worker</title><script src="page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(() => server.close());

test("it reads what the page has, and answers hover, completion and diagnostics", async () => {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const answers = await page.evaluate(() => (globalThis as unknown as { answers: Promise<Answers> }).answers);
    expect(answers.hover).toContain("limit = 80%");
    expect(answers.completions).toContain("limit");
    expect(answers.completions).not.toContain("fps");
    expect(answers.diagnostics).toContainEqual(expect.objectContaining({ code: "missing-unit" }));
  } finally {
    await browser.close();
  }
});
