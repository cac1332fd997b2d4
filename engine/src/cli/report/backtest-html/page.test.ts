import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { analyze } from "@macro-engine/dsl";
import { expect, test } from "vitest";
import { backtest } from "../../../backtest/backtest.ts";
import { recordingOf } from "../../../backtest/testing/recording.ts";
import { parseXml, type XmlElement } from "../../commands/testing/xml.ts";
import { backtestPage } from "./page.ts";

const evil = '<script>alert("x")</script> & <img src=x onerror=alert(1)>';

const policy = `metric guild.queue: count "Waiting"
profile p {
  cooldown 20s
  rule hot:  cancel when cpu.usage > 80% for 5s
  rule low:  pause when fps < 20 until fps > 30 message "\\"fps\\" <b>low</b> & {fps}"
  rule full: warn when guild.queue > 5
  rule lag:  throttle when latency > 1s
}
`;

async function page(seconds = 300): Promise<string> {
  const { program } = analyze({ files: [{ path: "p.macropolicy", text: policy }] });
  const columns = {
    "cpu.usage": (second: number) => (second % 100 < 10 ? 95 : 30 + (second % 7)),
    fps: (second: number) => (second % 50 < 4 ? 12 : second % 90 === 60 ? null : 60),
    "guild.queue": (second: number) => second % 9,
  };
  const quiet = recordingOf("quiet", 20, { fps: () => 60 });
  const recordings = [recordingOf(evil, seconds, columns, { macro: evil }), quiet];
  const found = await backtest({ program: program!, recordings, noisyPerHour: 6, courses: true });
  const suggestion = {
    rate: { count: 1, per: 1, unit: "hour", action: null },
    asked: evil,
    profiles: [],
    failing: [],
    broken: [],
    program: program!,
    patch: () => `--- a/x\n+++ b/x\n-  ${evil}\n+  fine\n`,
  } as const;
  return backtestPage(found, suggestion);
}

/** Strictly read: what is XML is the same to every browser. The style stands in it as it is. */
async function parsed(): Promise<XmlElement[]> {
  const text = await page();
  const [doctype, ...rest] = text.split("\n");
  expect(doctype).toBe("<!DOCTYPE html>");
  return flat(parseXml(`<?xml version="1.0" encoding="UTF-8"?>\n${rest.join("\n")}`));
}

function flat(elements: readonly XmlElement[]): XmlElement[] {
  return elements.flatMap((element) => [element, ...flat(element.children)]);
}

test("is well-formed, and names stay names, whatever is in them", async () => {
  const elements = await parsed();
  const names = new Set(elements.map(({ name }) => name));
  expect(names.has("script") || names.has("img") || names.has("b")).toBe(false);
  const captions = elements.filter(({ name }) => name === "figcaption").map(({ text }) => text);
  expect(captions).toContain(`${evil} · ${evil}`);
  const titles = elements.filter(({ name }) => name === "title").map(({ text }) => text);
  expect(titles.some((title) => title.includes('"fps" <b>low</b> & 12fps'))).toBe(true);
  expect(elements.some(({ name, text }) => name === "h2" && text === `Asked for: ${evil}`)).toBe(true);
});

test("asks nothing of anybody: no address, no script, no handler", async () => {
  const elements = await parsed();
  for (const { name, attributes } of elements) {
    for (const [key, value] of Object.entries(attributes)) {
      expect(key.startsWith("on"), `${name} ${key}`).toBe(false);
      if (key === "href") expect(value).toMatch(/^#/);
      else expect(["src", "srcset", "action", "data", "style"], `${name} ${key}`).not.toContain(key);
    }
  }
  expect(elements.map(({ name }) => name)).not.toContain("link");
  expect(elements.find(({ name }) => name === "style")!.text).not.toMatch(/url\(|@import/);
  const text = await page();
  expect(text.replaceAll("&lt;", "<")).not.toMatch(/https?:\/\//);
});

test("holds a table a profile, a drawing a recording in which something fired, and one a metric", async () => {
  const elements = await parsed();
  const of = (name: string, klass?: string) =>
    elements.filter((element) => element.name === name && (klass === undefined || element.attributes.class === klass));
  expect(of("table")).toHaveLength(1);
  expect(of("tr")).toHaveLength(5);
  expect(of("figure")).toHaveLength(1 + 3);
  // Three metrics are read by rules that fired; two of them have a limit, and `hot` ends each run at once.
  expect(of("path", "band")).toHaveLength(3);
  expect(of("rect", "fires-cancel").length).toBe(3);
  expect(of("rect", "fires-pause").length).toBeGreaterThan(3);
  expect(of("p", "soft").map(({ text }) => text)).toContain("in 1 recording nothing fired");
  const numbers = elements.flatMap(({ attributes }) =>
    ["x", "y", "width", "height", "x1", "x2", "y1", "y2"].map((key) => attributes[key]),
  );
  expect(numbers.every((value) => value === undefined || Number.isFinite(Number(value)))).toBe(true);
  expect(of("path", "band").every(({ attributes }) => !attributes.d!.includes("NaN"))).toBe(true);
});

test("draws the values at an end as broad as all others", async () => {
  const elements = await parsed();
  const drawings = elements.filter(
    ({ name, attributes }) => name === "svg" && attributes["aria-label"]?.startsWith("Distribution"),
  );
  expect(drawings).toHaveLength(3);
  for (const drawing of drawings) {
    const bars = flat(drawing.children).filter(({ attributes }) => attributes.class === "bar");
    const widths = bars.map(({ attributes }) => Number(attributes.width));
    expect(widths.length).toBeGreaterThan(1);
    expect(Math.max(...widths) - Math.min(...widths)).toBeLessThan(0.2);
  }
});

test("does not grow with the recordings, past what can be seen", async () => {
  expect((await page(20_000)).length).toBeLessThan(4 * (await page(2000)).length);
});

function browser(): string | null {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const paths = (process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return paths.find((path) => isExecutable(path)) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// Without a browser there is nobody to show it to.
test.skipIf(browser() === null)("is shown by a browser as it is meant", async () => {
  const folder = await mkdtemp(join(tmpdir(), "backtest-page-"));
  try {
    const file = join(folder, "page.html");
    // Only in the test: what the page's own rule forbids would say so here.
    await writeFile(file, await page());
    const quiet =
      "--disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
    const flags = [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      ...quiet.split(" "),
      `--user-data-dir=${folder}/data`,
    ];
    const { stdout } = await promisify(execFile)(browser()!, [...flags, "--dump-dom", `file://${file}`], {
      maxBuffer: 1 << 24,
      timeout: 60_000,
    });
    expect(stdout).toContain("<svg");
    expect(stdout).not.toContain("<script");
    expect(stdout).not.toContain("<img");
    expect(stdout.match(/<figure>/g)).toHaveLength(4);
    expect(stdout).toContain("&lt;script&gt;");
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
