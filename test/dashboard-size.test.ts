/** What the page weighs, as it is built: it is opened on phones and over slow lines, too. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("../engine/dist/dashboard/", import.meta.url));
const read = (name: string) => readFileSync(`${folder}${name}`);
const gzipped = (name: string) => gzipSync(read(name)).length;
const assets = readdirSync(`${folder}assets`).map((name) => `assets/${name}`);
const chunk = (name: string) => assets.find((path) => path.startsWith(`assets/${name}-`) && path.endsWith(".js"))!;

/** What a module asks for by itself, all the way; chunks that are fetched when they are needed are not. */
function withImports(path: string, found = new Set<string>()): Set<string> {
  if (found.has(path)) return found;
  found.add(path);
  for (const [, name] of read(path)
    .toString()
    .matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([^"'`]+)["'`]/g))
    withImports(`assets/${name}`, found);
  return found;
}

test("all that the live view loads, its charts included, is at most 60 kB", () => {
  const page = read("index.html").toString();
  const named = [...page.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].map(([, path]) => path!);
  expect(named.length).toBeGreaterThanOrEqual(3);
  const loaded = new Set([...named, chunk("metric-chart")].flatMap((path) => [...withImports(path)]));
  const sizes = Object.fromEntries(["index.html", ...loaded].map((path) => [path, gzipped(path)]));
  const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  expect(total, JSON.stringify(sizes)).toBeLessThanOrEqual(60_000);
});

test("nothing is asked for from elsewhere, and no script or style stands in the page", () => {
  const page = read("index.html").toString();
  expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/);
  for (const path of assets.filter((name) => name.endsWith(".css")))
    expect(read(path).toString()).not.toMatch(/url\(["']?https?:/);
});
