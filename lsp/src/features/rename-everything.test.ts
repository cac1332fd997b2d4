/** Whatever is renamed, the program is the same but for the name, and renaming it back restores every text. */

import { readdirSync, readFileSync } from "node:fs";
import { type Program, parse } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { type Random, randomFrom } from "../../../dsl/src/testing/random.ts";
import { randomPolicy } from "../../../dsl/src/testing/random-policy.ts";
import { rounds } from "../../../dsl/src/testing/rounds.ts";
import { applyEdits } from "../testing/apply-edits.ts";
import { viewOf } from "../testing/view.ts";
import type { PolicyView } from "../workspace/policy-view.ts";
import { rename } from "./rename.ts";
import { namesIn, subjectOf, type Use, useAt } from "./uses.ts";

type Files = Readonly<Record<string, string>>;

const fresh = "zz_renamed";

function shippedPolicies(): Files {
  const folder = new URL("../../../policies/", import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith(".macropolicy"));
  return Object.fromEntries(names.map((name) => [name, readFileSync(new URL(name, folder), "utf8")]));
}

/** A random set: its declarations dealt out to some files, an override file for some of its profiles. */
function randomSet(random: Random): Files {
  const text = randomPolicy(random, { declarations: 8 + random.below(8), depth: 1 });
  const { file } = parse({ path: "", text });
  const files: Record<string, string> = { "a.macropolicy": "", "b/c.macropolicy": "", "d.macropolicy": "" };
  for (const { span } of file.declarations) {
    files[random.pick(Object.keys(files))] += `${text.slice(span.start, span.end)}\n`;
  }
  const { analysis } = viewOf(files).view;
  const lines = (analysis.program?.profiles ?? []).flatMap((profile) => [
    `  ${random.chance(0.5) ? profile.name : `"${profile.name}"`}:`,
    "    grace: 9s",
    `    set: { ${profile.params.map(({ name }) => `'${name}': ${settingOf(profile, name)}`).join(", ")} }`,
    `    rules: { ${profile.rules.map(({ name }) => `${name}: { enabled: true }`).join(", ")} }`,
  ]);
  files["config/macro_safety/all.yaml"] = lines.length === 0 ? "" : `profiles:\n${lines.join("\n")}\n`;
  return files;
}

function settingOf({ params }: Program["profiles"][number], name: string): string {
  const { value, dimension } = params.find((param) => param.name === name)!;
  const unit = { percent: "%", duration: "ms", bytes: "B", framerate: "fps", number: "", count: "", rate: "/s" };
  return `${value}${(unit as Record<string, string>)[dimension] ?? ""}`;
}

/** Each subject of a set once, where it is first written. */
function subjectsOf(view: PolicyView): Use[] {
  const found = new Map<unknown, Use>();
  for (const path of view.sources.keys()) {
    for (const written of namesIn(view, path).list) {
      const subject = subjectOf(view, path, written);
      if (subject === null || found.has(subject)) continue;
      found.set(subject, useAt(view, path, written.span.start + 1) ?? useAt(view, path, written.span.end)!);
    }
  }
  return [...found.values()];
}

type Attempt = { readonly files: Files } | { readonly refusal: string };

function tryRename(files: Files, view: PolicyView, { place }: Use, newName: string): Attempt {
  const renaming = rename(view, place.file, place.span.end, newName);
  if (renaming === null) return { refusal: "nothing" };
  if ("refusal" in renaming) return renaming;
  const after = Object.entries(files).map(([path, text]) => {
    const own = renaming.edits.filter(({ file }) => file === path);
    return [path, own.length === 0 ? text : applyEdits(text, own)];
  });
  return { files: Object.fromEntries(after) };
}

/** A program's meaning: without columns, which a longer name moves, and in an order that does not depend on names. */
function meaningOf(program: Program | null, back: (text: string) => string): unknown {
  expect(program).not.toBeNull();
  const text = JSON.stringify(program, (key, value) => (key === "column" ? undefined : value));
  const { metrics, ...others } = JSON.parse(back(text)) as Program;
  return { ...others, metrics: [...metrics].sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

const mayStay = /built in|function of the language|no configuration|governs what no other does/;

/** Renames every subject of a set that may be renamed, one after the other, each from the set as it was. */
function expectRenamable(files: Files, random: Random, share: number): number {
  const { view } = viewOf(files);
  expect(view.analysis.diagnostics).toEqual([]);
  const before = meaningOf(view.analysis.program, (text) => text);
  let renamed = 0;
  for (const use of subjectsOf(view)) {
    if (!random.chance(share)) continue;
    const { name, kind } = use.subject;
    const attempt = tryRename(files, view, use, kind === "metric" ? `${fresh}.x` : fresh);
    if ("refusal" in attempt) {
      expect(`${kind} ${name}: ${attempt.refusal}`).toMatch(mayStay);
      continue;
    }
    renamed += 1;
    const after = viewOf(attempt.files).view;
    const back = (text: string) => text.replaceAll(kind === "metric" ? `${fresh}.x` : fresh, name);
    expect(meaningOf(after.analysis.program, back)).toEqual(before);
    const again = subjectsOf(after).find(({ subject }) => subject.name.startsWith(fresh))!;
    expect(tryRename(attempt.files, after, again, name)).toEqual({ files });
  }
  return renamed;
}

describe("renaming and renaming back", () => {
  test("in the shipped policies", () => {
    expect(expectRenamable(shippedPolicies(), randomFrom(1), rounds(15, 100) / 100)).toBeGreaterThan(5);
  });

  test("in random sets", () => {
    let renamed = 0;
    for (let seed = 0; seed < rounds(6, 150); seed++) {
      const random = randomFrom(seed);
      renamed += expectRenamable(randomSet(random), random, 0.5);
    }
    expect(renamed).toBeGreaterThan(20);
  });
});

test("a name that something else has is refused, or means nothing else: no meaning is ever lost", () => {
  const outcomes = { refused: 0, renamed: 0 };
  for (let seed = 0; seed < rounds(8, 400); seed++) {
    const random = randomFrom(1000 + seed);
    const files = randomSet(random);
    const { view } = viewOf(files);
    const declared = subjectsOf(view).filter(({ subject }) => subject.declarations.length > 0);
    for (let tries = 0; tries < 6; tries++) {
      const [use, other] = [random.pick(declared), random.pick(declared)];
      const { name } = use.subject;
      const newName = other.subject.name;
      if (newName === name) continue;
      const attempt = tryRename(files, view, use, newName);
      if ("refusal" in attempt) {
        outcomes.refused += 1;
        continue;
      }
      outcomes.renamed += 1;
      const erased = (text: string) =>
        text.replaceAll(new RegExp(`(?<![\\w.])(?:${name}|${newName})(?![\\w.])`, "g"), "@");
      const after = viewOf(attempt.files).view;
      expect(meaningOf(after.analysis.program, erased)).toEqual(meaningOf(view.analysis.program, erased));
    }
  }
  expect(outcomes.refused).toBeGreaterThan(8);
  expect(outcomes.renamed).toBeGreaterThan(8);
});
