/** The original's page in a real browser: as it is, behind a server that passes its calls on, and on an origin of its own. */

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { readPage } from "../docs/page.ts";
import { guarded, originalClient } from "../end-to-end/testing/original-client.ts";
import { root, type Stage } from "../end-to-end/testing/stage.ts";
import { test } from "./harness/test.ts";

const files = { "all.macropolicy": guarded.policy, "heal.sh": guarded.macro };
const html = readFileSync(new URL("original-page.html", import.meta.url), "utf8");

test("the earlier page starts, checks, cancels, stops and saves what is real", async ({ openDashboard }) => {
  const elsewhere = await serveFolder();
  const { stage, url, token, page, mistakes } = await openDashboard({
    files,
    args: ["all.macropolicy"],
    origins: [elsewhere.origin],
    configuration: "macros: { heal: { command: [sh, STAGE/heal.sh] } }\n",
  });
  const open = async (origin: string): Promise<Page> => {
    const opened = await page.context().newPage();
    opened.on("pageerror", ({ message }) => mistakes.push(message));
    opened.on("dialog", (dialog) => dialog.accept(token));
    await opened.goto(origin);
    return opened;
  };

  const proxy = await originalClient(stage, url, token);
  stage.write({ "page/index.html": html });
  await useAll(await open(proxy.origin), stage, 0);

  elsewhere.files["/"] = html;
  elsewhere.files["/engine.js"] = readPage(root, "docs/earlier-api.md")
    .blocks.find(({ options }) => options.file === "engine.js")!
    .text.replace("http://127.0.0.1:8750", url);
  const own = await open(elsewhere.origin);
  await useAll(own, stage, 2);

  // Signed in to the engine or not: without a token of its own it gets nothing.
  const byCookie = own.evaluate(
    (status) => fetch(status, { credentials: "include" }).then(() => "answered", String),
    `${url}/api/macro-safety/status`,
  );
  expect(await byCookie).toContain("TypeError");
});

/** All that the page can do. `cancelled`: how many were, before. */
async function useAll(page: Page, stage: Stage, cancelled: number): Promise<void> {
  const says = (text: string | RegExp, where = "#notice") => page.locator(where, { hasText: text }).waitFor();
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
  const start = async (macro: string, name = "", level = "safe") => {
    await page.locator("[name=macro_id]").fill(macro);
    await page.locator("[name=macro_name]").fill(name);
    await page.locator("[name=safety_level]").selectOption(level);
    await press("Start");
  };
  const isAlive = () => {
    const pid = stage.numberIn("heal.pid");
    return pid !== null && spawnSync("kill", ["-0", String(pid)]).status === 0;
  };

  await says(`Monitoring, 0 active, ${cancelled} cancelled, last check ${new Date().getFullYear()}`, "#monitoring");
  await says("fps: 60.0", "#metrics .good");
  await says(/cpu_usage: \d+\.\d/, "#metrics");

  await start("heal");
  await says("Macro heal started");
  await says(/^heal\d+ssafe/, "#macros tr");
  await expect.poll(isAlive).toBe(true);
  await start("heal");
  await says("Error: Macro heal is already running");

  // The level counts, and a name is text even where a page does not see to it.
  await start("raid", "<b id=bold>Raid</b>", "dangerous");
  await says(/Raid.*dangerous/, "#macro-raid");
  stage.report({ fps: 30 });
  await says(`1 active, ${cancelled + 1} cancelled`, "#monitoring");
  await says("Raid</b>: strict", "#cancellations");
  expect(await page.locator("#bold").count()).toBe(0);
  expect(isAlive()).toBe(true);
  stage.report({ fps: 10 });
  await says(`0 active, ${cancelled + 2} cancelled`, "#monitoring");
  await says("heal: fps_low", "#cancellations");
  await says("fps: 10.0", "#metrics .critical");
  await expect.poll(isAlive).toBe(false);
  stage.report({ fps: 60 });

  await press("Check");
  await says("0 cancelled");
  await start("heal");
  await expect.poll(isAlive).toBe(true);
  await page.locator("#macro-heal button").click();
  await says("Macro heal stopped");
  await expect.poll(isAlive).toBe(false);
  await says("0 active", "#monitoring");
  for (const macro of ["one", "two"]) {
    await start(macro);
    await says(`Macro ${macro} started`);
  }
  await press("Stop all");
  await says("Stopped 2 macros (2)");
  await says("0 active", "#monitoring");

  await press("Report");
  const report = JSON.parse((await page.locator("#made-report:not(:empty)").textContent())!);
  expect(report).toMatchObject({
    total_cancellations: cancelled + 2,
    performance_metrics: { fps: 60 },
    active_macro_details: [],
  });
  expect(report.recent_cancellations.slice(0, 2)).toMatchObject([
    { macro_id: "heal", reason: expect.stringContaining("fps_low"), performance_metrics: { fps: 10 } },
    { macro_id: "raid", reason: expect.stringContaining("strict"), performance_metrics: { fps: 30 } },
  ]);
  await press("Save log");
  await says(/Saved logs\/macro_cancellations_/);
  const [, path = ""] = /Saved (\S+)/.exec((await page.locator("#notice").textContent())!)!;
  expect(JSON.parse(readFileSync(stage.path(path), "utf8"))).toMatchObject({ total_cancellations: cancelled + 2 });
}

/** A server of files that another origin than the engine's has; ends with the test. */
async function serveFolder(): Promise<{ readonly origin: string; readonly files: Record<string, string> }> {
  const served: Record<string, string> = {};
  const server = createServer(({ url = "" }, response) => {
    const text = served[url];
    const type = url.endsWith(".js") ? "text/javascript" : "text/html";
    response.writeHead(text === undefined ? 404 : 200, { "Content-Type": type }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, files: served };
}
