/** How soon the dashboard is there, and how soon it shows what the engine has decided, in a Chromium. */

import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { apiRoutes, type DecisionItem, type Page as Listed, type MacroList } from "../engine/src/api/contract.ts";
import type { Bench, BenchResult } from "./bench.ts";
import { type Served, startServed } from "./control-plane.ts";

const [mostPaintMs, mostDelayMs, mostBytes] = [300, 100, 60_000];

export const pageBench: Bench = {
  name: "page",
  async run({ quick }) {
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
    });
    try {
      const visits: Visit[] = [];
      const delays: number[] = [];
      for (let round = 0; round < (quick ? 1 : 4); round++) {
        const served = await startServed("cancel");
        try {
          for (let visit = 0; visit < 4; visit++) visits.push(await visitOnce(browser, served));
          delays.push(...(await cancelEach(browser, served)));
        } finally {
          await served.end();
        }
      }
      return summarize(visits, delays);
    } finally {
      await browser.close();
    }
  },
};

/** ms since the address was asked for. */
interface Visit {
  readonly paintMs: number;
  readonly tilesMs: number;
  readonly chartsMs: number;
}

/** With nothing kept but the cookie, as somebody comes who is known. */
async function openPage(browser: Browser, { url, token }: Served): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  const answer = await context.request.post(`${url}${apiRoutes.signIn}`, { data: { token }, headers: { Origin: url } });
  if (!answer.ok()) throw new Error(await answer.text());
  return context.newPage();
}

async function visitOnce(browser: Browser, served: Served): Promise<Visit> {
  const page = await openPage(browser, served);
  // A browser that is open has a process at hand for the next page, which is not the page's to pay for.
  await sleep(500);
  await page.goto(served.url);
  const now = () => page.evaluate<number>("performance.now()");
  await page.locator(".tile").first().waitFor();
  const tilesMs = await now();
  await page.locator(".plot canvas").first().waitFor();
  const chartsMs = await now();
  const paintMs = await page.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0].startTime");
  await page.context().close();
  return { paintMs, tilesMs, chartsMs };
}

/**
 * When a message about a decision is painted, by the id in its link: the task after the next frame's callbacks comes once that frame
 * is drawn.
 */
const watchMessages = `
  globalThis.shown = {};
  new MutationObserver(() => {
    for (const { href } of document.querySelectorAll(".messages a")) {
      const id = href.split("/").at(-1);
      if (id in shown) continue;
      shown[id] = null;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => { shown[id] = Date.now(); };
        port2.postMessage(null);
      });
    }
  }).observe(document.body, { subtree: true, childList: true });`;

/** One macro after the other; ms from each decision, by the engine's clock, which is the browser's, until it is painted. */
async function cancelEach(browser: Browser, served: Served): Promise<number[]> {
  const page = await openPage(browser, served);
  await page.goto(served.url);
  await page.getByText("Live", { exact: true }).and(page.locator(".link-state")).waitFor();
  await page.evaluate(watchMessages);
  const { running } = await ask<MacroList>(served, apiRoutes.macros);
  for (const [index, { id }] of running.entries()) {
    await served.report(1, id);
    await page.waitForFunction((count) => {
      const { shown } = globalThis as unknown as { readonly shown: Readonly<Record<string, number | null>> };
      return Object.values(shown).filter((at) => at !== null).length >= count;
    }, index + 1);
    // Not in step with the engine's looks.
    await sleep(Math.random() * 500);
  }
  const shown = await page.evaluate<Record<string, number>>("shown");
  await page.context().close();
  const { items } = await ask<Listed<DecisionItem>>(served, `${apiRoutes.cancellations}?limit=100`);
  return items.flatMap(({ id, time }) => (shown[id] === undefined ? [] : [shown[id] - Date.parse(time)]));
}

async function ask<A>({ url, token }: Served, route: string): Promise<A> {
  const answer = await fetch(`${url}${route}`, { headers: { Authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as A;
}

const dashboard = fileURLToPath(new URL("../engine/dist/dashboard/", import.meta.url));

/** Of what is served compressed in that way, pictures aside. */
function bytesOf(encoding: "gz" | "br", isWanted: (name: string) => boolean): number {
  const names = readdirSync(dashboard, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(`.${encoding}`) && !name.includes(".svg") && isWanted(name))
    .reduce((sum, name) => sum + readFileSync(`${dashboard}${name}`).length, 0);
}

function summarize(visits: readonly Visit[], delays: readonly number[]): BenchResult {
  const row = (name: string, values: readonly number[]) => [
    name,
    `${values.length}`,
    ...[at(values, 0.5), at(values, 0.95), Math.max(...values)].map((ms) => ms.toFixed(0)),
  ];
  const paints = visits.map(({ paintMs }) => paintMs);
  const isLanguage = (name: string) => name.includes("policy-worker");
  const sizes = (["gz", "br"] as const).map((encoding) => ({
    encoding,
    page: bytesOf(encoding, (name) => !isLanguage(name)),
    language: bytesOf(encoding, isLanguage),
  }));
  const [slowest, p95] = [Math.max(...paints), at(delays, 0.95)];
  return {
    title: "Dashboard",
    description: "ten macros; visits with nothing kept, and cancellations one by one until a browser has painted each",
    columns: ["", "times", "median ms", "p95 ms", "slowest ms"],
    rows: [
      row("first contentful paint", paints),
      row(
        "tiles are there",
        visits.map(({ tilesMs }) => tilesMs),
      ),
      row(
        "charts are there",
        visits.map(({ chartsMs }) => chartsMs),
      ),
      row("decision to paint", delays),
    ],
    notes: sizes.map(({ encoding, page, language }) => `.${encoding}: ${page} bytes, and ${language} of the language`),
    expectations: [
      {
        text: `first paint ≤ ${mostPaintMs} ms`,
        measured: `${slowest.toFixed(0)} ms at worst`,
        met: slowest <= mostPaintMs,
      },
      {
        text: `decision to browser p95 ≤ ${mostDelayMs} ms`,
        measured: `${p95.toFixed(0)} ms`,
        met: p95 <= mostDelayMs,
      },
      { text: `≤ ${mostBytes} bytes gzipped`, measured: `${sizes[0]!.page}`, met: sizes[0]!.page <= mostBytes },
    ],
    data: { visits, delays, sizes },
  };
}

function at(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}
