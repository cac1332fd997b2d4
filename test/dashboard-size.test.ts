/** What the page weighs, as it is built: it is opened on phones and over slow lines, too. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("../engine/dist/dashboard/", import.meta.url));
const read = (name: string) => readFileSync(`${folder}${name}`);
/** All but pictures. */
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => /\.(?:html|js|css|webmanifest)$/.test(name));
const isLanguage = (name: string) => name.startsWith("assets/policy-worker-");

function weigh(names: readonly string[], encoding: "gz" | "br") {
  const sizes = Object.fromEntries(names.map((name) => [name, read(`${name}.${encoding}`).length]));
  return { sizes, total: Object.values(sizes).reduce((sum, size) => sum + size, 0) };
}

test.each([
  ["br", 54_500],
  ["gz", 60_000],
] as const)("all of the page, its views and its charts, is small as .%s: at most %d bytes", (encoding, most) => {
  const page = files.filter((name) => !isLanguage(name));
  expect(page).toEqual(expect.arrayContaining(["index.html", "sw.js", "theme.js", "manifest.webmanifest"]));
  expect(page.filter((name) => name.startsWith("assets/"))).toHaveLength(2);
  const { sizes, total } = weigh(page, encoding);
  expect(total, JSON.stringify(sizes)).toBeLessThanOrEqual(most);
});

test("the language, which comes when policies are looked at, is at most 150 kB", () => {
  const { sizes, total } = weigh(files.filter(isLanguage), "gz");
  expect(Object.keys(sizes)).toHaveLength(1);
  expect(total, JSON.stringify(sizes)).toBeLessThanOrEqual(150_000);
});

test("nothing is asked for from elsewhere, and no script or style stands in the page", () => {
  const page = read("index.html").toString();
  expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/);
  for (const path of files.filter((name) => name.endsWith(".css")))
    expect(read(path).toString()).not.toMatch(/url\(["']?https?:/);
});
