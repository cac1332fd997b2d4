/** `test` with a dashboard: a real `watch` with real macros in a folder of its own, and its page in a real browser. */

import { mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, test as base } from "vitest";
import { openStore, type StoreOptions } from "../../../engine/src/store/sqlite-store.ts";
import type { Store } from "../../../engine/src/store/store.ts";
import { openStage, type Program, type Stage } from "../../end-to-end/testing/stage.ts";
import { artefacts } from "./artefacts.ts";

export interface DashboardOptions {
  /** Policies and whatever else the folder shall hold; `STAGE` in them stands for its path. */
  readonly files: Readonly<Record<string, string>>;
  /** Lines more for `macro-engine.yaml`. */
  readonly configuration?: string;
  /** Of other pages that may call the engine. */
  readonly origins?: readonly string[];
  readonly args?: readonly string[];
  /** Puts on record what was before. */
  readonly record?: (store: Store) => void;
  /** Before the engine starts: macros, say. */
  readonly prepare?: (stage: Stage) => void;
  readonly colorScheme?: "light" | "dark";
  readonly size?: { readonly width: number; readonly height: number };
  /** What comes behind `#`. */
  readonly view?: string;
}

export interface Dashboard {
  readonly page: Page;
  readonly stage: Stage;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** The engine that runs now. */
  readonly engine: Program;
  /** A bearer of this is an operator. */
  readonly token: string;
  /** Errors of scripts, refusals of the content policy and requests to elsewhere, so far; a test that leaves any fails. */
  readonly mistakes: string[];
  /** Goes to a view by what is behind `#`. */
  show(view: string): Promise<void>;
  /** `artefacts/<name>.png`. */
  picture(name: string): Promise<void>;
  stopEngine(): Promise<void>;
  startEngine(): Promise<void>;
}

export const phone = { width: 390, height: 844 };
export const desk = { width: 1280, height: 860 };

const token = "a-token-of-the-tests";

const keptForEver: Pick<StoreOptions, "retention" | "sizeBytes"> = {
  retention: { secondsMs: 1e12, minutesMs: 1e12, hoursMs: 1e12, decisionsMs: 1e12 },
  sizeBytes: 2 ** 30,
};

export const test = base.extend<{ openDashboard: (options: DashboardOptions) => Promise<Dashboard> }>({
  openDashboard: async ({ task }, use) => {
    const opened: Dashboard[] = [];
    openNow = opened;
    await use(async (options) => {
      const dashboard = await open(options);
      opened.push(dashboard);
      return dashboard;
    });
    for (const { page } of opened) await page.context().close();
    const mistakes = opened.flatMap((dashboard) => dashboard.mistakes);
    if (task.result?.state !== "fail" && mistakes.length > 0)
      throw new Error(`The page has made mistakes:\n${mistakes.join("\n")}`);
  },
});

async function open(options: DashboardOptions): Promise<Dashboard> {
  const port = await freePort();
  const tokens = [{ name: "tests", role: "operator", token }];
  const api = JSON.stringify({ port, tokens, origins: options.origins ?? [] });
  const stage = openStage(options.files, `api: ${api}\n${options.configuration ?? ""}`);
  if (options.record !== undefined) {
    const store = openStore({ path: stage.path("store.sqlite"), ...keptForEver });
    options.record(store);
    store.close();
  }
  options.prepare?.(stage);
  let engine = await startEngine(stage, options.args ?? []);
  const [, link = ""] = /dashboard: (\S+)/.exec(engine.out) ?? [];
  const url = new URL(link).origin;

  const context = await (await theBrowser()).newContext({
    viewport: options.size ?? desk,
    colorScheme: options.colorScheme ?? "light",
    acceptDownloads: true,
  });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const mistakes = noteMistakes(page, url);
  await page.goto(link);
  const show = async (view: string) => {
    await page.goto(`${url}/#${view}`);
  };
  if (options.view !== undefined) await show(options.view);
  return {
    page,
    stage,
    url,
    get engine() {
      return engine;
    },
    token,
    mistakes,
    show,
    picture: async (name) => {
      await page.screenshot({ path: join(artefacts, `${name}.png`), animations: "disabled" });
    },
    stopEngine: async () => {
      engine.signal("SIGTERM");
      await engine.ended;
    },
    startEngine: async () => {
      engine = await startEngine(stage, options.args ?? []);
    },
  };
}

async function startEngine(stage: Stage, args: readonly string[]): Promise<Program> {
  const engine = stage.start(["watch", ...args]);
  await engine.says(/dashboard: \S+\n/);
  return engine;
}

function noteMistakes(page: Page, url: string): string[] {
  const mistakes: string[] = [];
  page.on("pageerror", (error) => mistakes.push(`throws ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    // What fails to load is told there too: an engine that was stopped, a refusal that the page shows.
    if (message.type() === "error" && !/Failed to load resource|net::ERR_/.test(message.text()))
      mistakes.push(`says ${message.text()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(`${url}/`) && !/^(data|blob):/.test(request.url()))
      mistakes.push(`asks elsewhere: ${request.url()}`);
  });
  return mistakes;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

let openNow: readonly Dashboard[] = [];

// Before the stage ends its engine: a picture shall show what the test saw.
afterEach(async ({ task }) => {
  if (task.result?.state !== "fail") return;
  for (const { page, mistakes, engine } of openNow)
    await keep(task.name, page, `${mistakes.join("\n")}\n--- engine\n${engine.out}${engine.err}`);
});

/** Of this file's tests; it ends with them. */
let browser: Promise<Browser> | null = null;

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

function theBrowser(): Promise<Browser> {
  browser ??= chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [...flags, "--disable-component-update", "--disable-sync"],
  });
  return browser;
}

afterAll(async () => {
  await (await browser)?.close();
  browser = null;
});

async function keep(name: string, page: Page, log: string): Promise<void> {
  mkdirSync(artefacts, { recursive: true });
  const file = join(artefacts, `failed-${name.replace(/[^a-z0-9]+/gi, "-")}`);
  await page.screenshot({ path: `${file}.png`, fullPage: true });
  writeFileSync(`${file}.log`, log);
}
