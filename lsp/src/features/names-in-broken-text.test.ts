/** An editor asks about broken text most of the time: nothing fails there, and names around a mistake stay what they were. */

import { readdirSync, readFileSync } from "node:fs";
import { lexicalTokens } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { type Random, randomFrom } from "../../../dsl/src/testing/random.ts";
import { rounds } from "../../../dsl/src/testing/rounds.ts";
import { viewOf } from "../testing/view.ts";
import type { PolicyView } from "../workspace/policy-view.ts";
import { incomingCalls, outgoingCalls, prepareCalls } from "./calls.ts";
import { declaration, definition, implementations } from "./definition.ts";
import { folds } from "./folding.ts";
import { prepareTypes, subTypes, superTypes } from "./hierarchy.ts";
import { highlights } from "./highlights.ts";
import { linkedNames } from "./linked-names.ts";
import { links } from "./links.ts";
import { flatOutline } from "./outline.ts";
import { references } from "./references.ts";
import { prepareRename, rename } from "./rename.ts";
import { selectionSpans } from "./selection.ts";
import { namesIn, subjectOf } from "./uses.ts";
import { workspaceSymbols } from "./workspace-symbols.ts";

const folder = new URL("../../../policies/", import.meta.url);
const shipped: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(folder)
    .filter((name) => name.endsWith(".macropolicy"))
    .map((name) => [name, readFileSync(new URL(name, folder), "utf8")]),
);
const yaml: Readonly<Record<string, string>> = {
  "config/macro_safety/a.yaml":
    "profiles:\n  heal: &x\n    level: risky\n    set: { cpu_usage_max: 95%, 'fps_min': 9fps }\n    rules:\n      lag: { enabled: false }\n  attack: *x\n",
  "config/macro_safety/b.json":
    '{ "heal": { "macro_id": "heal", "max_duration": 60, "performance_thresholds": { "cpu_usage_max": 70 } } }',
  "macro-engine.yaml":
    'policies: ["./policies"]\nmacros:\n  heal: { command: [x], profile: heal }\nchannels: { discord: { kind: desktop } }\nstaleness: { fps: 3s }\nsources: [{ kind: file, path: "x.json", metrics: { fps: f } }]\n',
};
const garbage = [
  "{",
  "}",
  '"',
  "(",
  "rule",
  "profile",
  "é😀",
  "#",
  "\r\n",
  "[",
  ":",
  "- ",
  "&x",
  "*y",
  "'",
  "\ufeff",
  ",",
  "set m",
];

/** One or more slips of the hand. */
function broken(random: Random, text: string): string {
  let result = text;
  for (let slips = 1 + random.below(3); slips > 0; slips--) {
    const at = random.below(result.length + 1);
    const cut = random.chance(0.2) ? result.length - at : random.chance(0.5) ? random.below(30) : 0;
    result = result.slice(0, at) + (random.chance(0.6) ? random.pick(garbage) : "") + result.slice(at + cut);
  }
  return result;
}

function askEverything(view: PolicyView, path: string, offset: number): void {
  for (const ask of [definition, declaration, implementations, highlights, prepareRename, linkedNames]) {
    ask(view, path, offset);
  }
  references(view, path, offset, true);
  const type = prepareTypes(view, path, offset);
  if (type !== null) for (const ask of [superTypes, subTypes]) ask(view, type.node);
  const call = prepareCalls(view, path, offset);
  if (call !== null) for (const ask of [incomingCalls, outgoingCalls]) ask(view, call.node);
  const parsed = view.file(path);
  if (parsed !== null) selectionSpans(parsed, offset);
}

test("no question about broken text fails, wherever it is asked", () => {
  for (let seed = 0; seed < rounds(15, 1000); seed++) {
    const random = randomFrom(seed);
    const files: Record<string, string> = { ...shipped, ...yaml };
    const paths = Object.keys(files);
    const path = random.pick(random.chance(0.3) ? Object.keys(yaml) : paths);
    // A bar would be a cursor.
    files[path] = broken(random, files[path]!).replaceAll("|", "");
    const { view } = viewOf(files);
    for (let asked = 0; asked < 20; asked++) askEverything(view, path, random.below(files[path].length + 3));
    rename(view, path, random.below(files[path].length + 1), random.pick(["zz", "heal", "if", ""]));
    const parsed = view.file(path);
    if (parsed !== null) for (const ask of [folds, flatOutline]) ask(parsed);
    links(view, path);
    workspaceSymbols(view, "he");
  }
});

describe("when one token is missing", () => {
  /** What names stand for, by how often each name does. */
  function meanings(view: PolicyView, path: string): Map<string, number> {
    const found = new Map<string, number>();
    for (const written of namesIn(view, path).list) {
      const subject = subjectOf(view, path, written);
      if (subject === null || subject.kind === "function") continue;
      const key = `${subject.kind} ${subject.name}`;
      found.set(key, (found.get(key) ?? 0) + 1);
    }
    return found;
  }

  test("every name means what it did, but for what that token declared", () => {
    const whole = viewOf(shipped).view;
    for (let seed = 0; seed < rounds(25, 1000); seed++) {
      const random = randomFrom(seed);
      const path = random.pick(Object.keys(shipped));
      const text = shipped[path]!;
      // Without its braces or quotes, a value in a message is mere text.
      const inLineOfText = (at: number) => /^.*"/.test(text.slice(text.lastIndexOf("\n", at) + 1));
      const tokens = lexicalTokens({ path, text }).filter(
        ({ kind, span }) => kind !== "name" && kind !== "keyword" && !inLineOfText(span.start),
      );
      const { span } = random.pick(tokens);
      const before = meanings(whole, path);
      const cut = `${text.slice(0, span.start)} ${text.slice(span.end)}`;
      const after = meanings(viewOf({ ...shipped, [path]: cut }).view, path);
      const lost = [...before].filter(([meaning, count]) => (after.get(meaning) ?? 0) < count);
      expect({ path, cut: text.slice(span.start - 30, span.end + 10), lost }).toMatchObject({ lost: [] });
    }
  });
});
