/**
 * Every action at every place of the shipped policies, of the corpus of broken ones and of the repairs' own examples: it
 * leaves no text with more errors than there were, and what it is to mend is gone.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { analyze, lexicalTokens } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { type Random, randomFrom } from "../../../../engine/src/runtime/testing/random.ts";
import { applyEdits } from "../../testing/apply-edits.ts";
import { expectSameMeaning, type Texts } from "../../testing/same-meaning.ts";
import { shippedView } from "../../testing/shipped.ts";
import { viewOf } from "../../testing/view.ts";
import { createView } from "../../workspace/create-view.ts";
import type { PolicyView, Remark } from "../../workspace/policy-view.ts";
import type { Action } from "./action.ts";
import { codeActions } from "./index.ts";

const corpus = join(import.meta.dirname, "../../../../test/corpus");

function viewOfFolder(folder: string): PolicyView {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const read = (path: string) => ({ path, text: readFileSync(join(folder, path), "utf8") });
  return createView({
    version: 0,
    policies: paths.filter((path) => path.endsWith(".macropolicy")).map(read),
    overrides: paths.filter((path) => /^overrides\/.*\.(ya?ml|json)$/.test(path)).map(read),
    configuration: null,
    uriOf: (path) => `file:///${path}`,
    readings: () => new Map(),
  });
}

/** What `action` makes of the texts of a view. */
async function made(view: PolicyView, action: Action): Promise<Texts | null> {
  const result = await action.edits();
  if ("reason" in result) return null;
  const edits = Map.groupBy(result, ({ file }) => file);
  const texts = [...view.sources.values()].map(({ path, text }) => [path, applyEdits(text, edits.get(path) ?? [])]);
  return Object.fromEntries(texts);
}

function errorsOf(view: PolicyView, texts: Texts) {
  const sources = Object.entries(texts).map(([path, text]) => ({ path, text }));
  const isPolicy = ({ path }: { path: string }) => path.endsWith(".macropolicy");
  const overrides = sources.filter(({ path }) => view.kindOf(path) === "overrides");
  return analyze({ files: sources.filter(isPolicy), overrides, overridesMode: view.config.overrides.mode }).diagnostics;
}

const keepsMeaning = (kind: string) => kind.startsWith("refactor.") && kind !== "refactor.generateTest";

/** What is wrong with the actions at a place, each title once; tests are generated in tests of their own. */
async function problemsAt(view: PolicyView, path: string, offset: number, seen: Set<string>): Promise<string[]> {
  const problems: string[] = [];
  const before: Texts = Object.fromEntries([...view.sources.values()].map((source) => [source.path, source.text]));
  const were = errorsOf(view, before);
  const actions = codeActions(view, path, { start: offset, end: offset });
  const titles = actions.map(({ kind, title }) => `${kind} ${title}`);
  if (new Set(titles).size < titles.length)
    problems.push(`two of one title at ${path}:${offset}: ${titles.join(", ")}`);
  for (const action of actions) {
    const { title, kind, disabled, mends = [] } = action;
    const key = `${path} ${title} ${mends.map(({ span }) => span.start).join()}`;
    if (disabled !== undefined || title.startsWith("Generate") || seen.has(key)) continue;
    seen.add(key);
    const after = await made(view, action);
    if (after === null) continue;
    const are = errorsOf(view, after);
    const where = `"${title}" at ${path}:${offset}`;
    // An error hides what follows from it: what is mended may bring to light others, but is gone itself.
    const same = (found: typeof were, { code, message }: Remark) =>
      found.filter((each) => each.code === code && each.message === message).length;
    for (const remark of mends) {
      if (same(are, remark) >= same(were, remark)) problems.push(`${where} mends nothing: ${remark.message}`);
    }
    if (mends.length === 0 && are.length > were.length) {
      problems.push(`${where}: ${were.length} errors become ${are.length}: ${are[0]?.message}`);
    }
    if (were.length === 0 && keepsMeaning(kind)) expectSameMeaning(before, after);
  }
  return problems;
}

/** Where something is wrong, and some other tokens. */
function placesIn(view: PolicyView, path: string, random: Random): readonly number[] {
  const wrong = view.remarks().flatMap(({ file, span }) => (file === path ? [span.start] : []));
  const tokens = view.kindOf(path) === "policy" ? lexicalTokens(view.sources.get(path)!) : [];
  const some = tokens.length === 0 ? [] : Array.from({ length: 4 }, () => random.pick(tokens).span.start);
  return [...new Set([...wrong, ...some])];
}

describe("of the corpus", () => {
  test.each(readdirSync(corpus))("%s", async (name) => {
    const view = viewOfFolder(join(corpus, name));
    const random = randomFrom(4);
    const seen = new Set<string>();
    const problems: string[] = [];
    for (const path of view.sources.keys()) {
      for (const offset of placesIn(view, path, random)) problems.push(...(await problemsAt(view, path, offset, seen)));
    }
    expect(problems).toEqual([]);
  });
});

test("of the shipped policies, at places by chance", async () => {
  const view = shippedView();
  const random = randomFrom(4);
  const seen = new Set<string>();
  for (const path of view.sources.keys()) {
    for (const offset of placesIn(view, path, random)) expect(await problemsAt(view, path, offset, seen)).toEqual([]);
  }
  expect(seen.size).toBeGreaterThan(5);
});

test("of texts that are cut off anywhere, or lack a piece", async () => {
  const random = randomFrom(5);
  const { text } = shippedView().sources.get("heal.macropolicy")!;
  const base = `${shippedView().sources.get("levels.macropolicy")!.text}\n`;
  const path = "a.macropolicy";
  let tried = 0;
  for (let count = 0; count < 60; count++) {
    const whole = random.chance(0.5) ? base : text;
    const start = random.below(whole.length);
    const end = random.chance(0.5) ? whole.length : Math.min(whole.length, start + random.below(40));
    const broken = whole.slice(Math.max(0, start - 1500), start) + whole.slice(end, end + 1500);
    const { view } = viewOf({ [path]: broken.replaceAll("|", "") });
    const { length } = view.sources.get(path)!.text;
    const from = random.below(length + 5);
    const span = { start: from, end: from + (random.chance(0.5) ? 0 : random.below(200)) };
    for (const action of codeActions(view, path, span)) {
      if (action.title.startsWith("Generate")) continue;
      // Throws where edits overlap.
      await made(view, action);
      tried++;
    }
  }
  expect(tried).toBeGreaterThan(50);
});
