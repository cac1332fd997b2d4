/** Every token of the shipped policies, as if it was just to be written: what stood there is among what is offered. */

import { globSync, readFileSync } from "node:fs";
import {
  createAnalyzer,
  cursorAt,
  functions,
  type Node,
  type PolicySymbol,
  policyTokens,
  type Source,
  type TokenAt,
  walk,
} from "@macro-engine/dsl";
import { expect, test } from "vitest";
import { type Random, randomFrom } from "../../../../dsl/src/testing/random.ts";
import { rounds } from "../../../../dsl/src/testing/rounds.ts";
import { viewOf } from "../../testing/view.ts";
import type { PolicyView } from "../../workspace/policy-view.ts";
import { complete } from "./complete.ts";
import type { Item } from "./item.ts";

const folder = new URL("../../../../policies/", import.meta.url);
const texts = Object.fromEntries(
  globSync("*.macropolicy", { cwd: folder }).map((name) => [name, readFileSync(new URL(name, folder), "utf8")]),
);
const { view } = viewOf(texts);

/** The set with one file's text replaced. */
const analyzer = createAnalyzer();
function withText(path: string, text: string): PolicyView {
  const source: Source = { path, text };
  const files = view.analysis.files.map((parsed) => (parsed.file.source.path === path ? source : parsed));
  const analysis = analyzer.analyze({ files });
  const parsed = analysis.files.find(({ file }) => file.source.path === path)!;
  return {
    ...view,
    analysis,
    sources: new Map(view.sources).set(path, source),
    file: (asked) => (asked === path ? parsed : view.file(asked)),
  };
}

/** What the names of a file stand for, by where they begin. */
function symbolsIn(path: string): ReadonlyMap<number, PolicySymbol> {
  const found = new Map<number, PolicySymbol>();
  walk(view.file(path)!.file, (node: Node) => {
    const symbol = view.analysis.resolved.get(node as never);
    if (symbol !== undefined) found.set(node.span.start, symbol);
  });
  return found;
}

/** What has to be among the labels where a token is to be written; null: nothing that could be known. */
function wantedLabel(path: string, token: TokenAt, symbols: ReadonlyMap<number, PolicySymbol>): string | null {
  const { type, text, span } = token;
  const symbol = symbols.get(span.start);
  if (symbol !== undefined) {
    // Declared further down, it is not there yet.
    const isBelow = symbol.file?.source.path === path && symbol.declaration!.span.end >= span.start;
    return isBelow ? null : text;
  }
  if (type === "Minus" && isBetween(path, span.start)) return null;
  if (type === "Comparison" || ["Plus", "Minus", "Times", "Divide"].includes(type)) return text;
  if (type === "Name") return functions.some(({ name }) => name === text) || isLevel(text) ? text : null;
  if (type === "Time") return "";
  // A count may be on its way to another: nothing is to be added to it.
  if (type === "Quantity") return /^[0-9_.]+$/.test(text) ? null : "";
  return /^[A-Za-z]+$/.test(text) && type !== "String" && !type.startsWith("Message") ? text : null;
}

/** The sign of a span of days or times: what else could stand there. */
const isBetween = (path: string, offset: number) =>
  /(?:[0-9]:[0-9]{2}|mon|tue|wed|thu|fri|sat|sun)\s*$/.test(texts[path]!.slice(0, offset));

const isLevel = (text: string) => ["safe", "risky", "dangerous"].includes(text);

function isOffered(items: readonly Item[], label: string): boolean {
  if (label === "") return items.some(({ kind }) => kind === "quantity");
  // `override rule` and `remove rule` are offered in one.
  return items.some((each) => each.label === label || each.label === `${label} rule`);
}

/** What was looked for in vain, and after which text. */
function missedIn(path: string, share: number, seed: number): string[] {
  const text = texts[path]!;
  const random = randomFrom(seed);
  const symbols = symbolsIn(path);
  return policyTokens({ path, text }).flatMap((token) => {
    if (!random.chance(share)) return [];
    const { start, end } = token.span;
    const label = wantedLabel(path, token, symbols);
    const half = start + Math.ceil((end - start) / 2);
    const isWord = /^\w/.test(token.text);
    const missed = (isWord ? [start, half] : [start]).flatMap((offset) => {
      const cut = text.slice(0, offset);
      const items = complete(withText(path, cut), path, offset)?.items ?? [];
      return label === null || isOffered(items, label) ? [] : [`${JSON.stringify(cut.slice(-70))}: no ${token.text}`];
    });
    const whole = complete(view, path, half);
    if (isWord && label !== null && (whole === null || whole.span.start !== start || whole.span.end !== end))
      missed.push(`${token.text}: wrong word`);
    return missed;
  });
}

test.each(Object.keys(texts))(
  "what stands in %s is offered where it is to be written",
  (path) => {
    expect(missedIn(path, rounds(0.04, 1), 7)).toEqual([]);
  },
  600_000,
);

test("nothing is offered in text", () => {
  for (const [path, text] of Object.entries(texts)) {
    for (const match of text.matchAll(/^ *##? .*$/gm)) {
      const offset = match.index + match[0].length - 1;
      expect(cursorAt(view.sources.get(path)!, offset).kind).toBe("comment");
      expect(complete(view, path, offset), match[0]).toBeNull();
    }
  }
});

test("no text is too broken, and what is replaced is around the cursor", () => {
  const paths = Object.keys(texts);
  for (let seed = 0; seed < rounds(100, 3000); seed++) {
    const random = randomFrom(seed);
    const path = random.pick(paths);
    const text = brokenAt(texts[path]!, random);
    const offset = random.below(text.length + 1);
    const found = complete(withText(path, text), path, offset, random.pick([null, null, " ", "{", '"', "8"]));
    if (found === null) continue;
    expect(found.cursor, `seed ${seed}`).toBe(offset);
    expect(found.span.start, `seed ${seed}`).toBeLessThanOrEqual(offset);
    expect(found.span.end, `seed ${seed}`).toBeGreaterThanOrEqual(offset);
    expect(text.slice(found.span.start, found.span.end), `seed ${seed}`).not.toMatch(/[\r\n]/);
  }
});

/** With some pieces left out and others put in. */
function brokenAt(text: string, random: Random): string {
  let broken = random.chance(0.3) ? text.replaceAll("\n", "\r\n") : text;
  for (let left = 1 + random.below(6); left > 0; left--) {
    const at = random.below(broken.length + 1);
    const rest = random.chance(0.5) ? at + random.below(30) : at;
    const put = ["", '"', "{", "}", "(", "rule ", "\\", "\ud83d", "80", ".", "# ", 'message "{', "at ", "\ufeff"];
    broken = broken.slice(0, at) + random.pick(put) + broken.slice(rest);
  }
  return broken;
}
