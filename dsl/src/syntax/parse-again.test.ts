/** A text that is read again after an edit comes out as if it were read for the first time. */

import { describe, expect, test } from "vitest";
import { edited } from "../testing/edits.ts";
import { randomFrom } from "../testing/random.ts";
import { randomPolicy } from "../testing/random-policy.ts";
import { rounds } from "../testing/rounds.ts";
import { type ParsedFile, parse } from "./parse.ts";
import { parseAgain } from "./parse-again.ts";

const path = "a.macropolicy";

describe("after every edit, a file is what reading it from nothing gives", () => {
  test.each(Array.from({ length: rounds(30, 600) }, (_, seed) => ({ seed })))("seed $seed", ({ seed }) => {
    const random = randomFrom(seed);
    const written = randomPolicy(random, { declarations: 12 });
    const original = random.chance(0.2) ? written.replaceAll("\n", "\r\n") : written;
    let text = original;
    let file = parse({ path, text });
    for (let edit = 0; edit < 25; edit++) {
      text = edited(random, text, [original, text], original);
      file = parseAgain(file, { path, text });
      expect(file, `edit ${edit}`).toEqual(parse({ path, text }));
    }
  });
});

const text = [
  "let LIMIT = 80%",
  "",
  "## For everybody.",
  "template base { rule hot: warn when cpu.usage > LIMIT }",
  "profile heal extends base { level safe }",
  "",
  "profile travel extends base { level risky }",
  "",
].join("\n");

/** Which declarations stay the very same when one text takes the place of another. */
function kept(before: ParsedFile, from: string, to: string): readonly boolean[] {
  const declarations = [...before.file.declarations];
  const after = parseAgain(before, { path, text: before.file.source.text.replace(from, to) });
  return declarations.map((declaration) => after.file.declarations.includes(declaration));
}

test.each([
  ["in a declaration", "safe", "dangerous", [true, true, false, true]],
  ["in the first one", "80%", "8%", [false, true, true, true]],
  ["in the last one", "risky", "safe", [true, true, true, false]],
  ["in a comment", "everybody", "all", [true, false, true, true]],
  ["between two", "}\n\nprofile", "}\n\n\n\nprofile", [true, true, true, true]],
  ["that takes away the end of one", "level safe }", "level safe", [true, true, false, false]],
])("an edit %s leaves the others as they are", (_where, from, to, expected) => {
  expect(kept(parse({ path, text }), from, to)).toEqual(expected);
});

test("what is wrong elsewhere stays, and moves along", () => {
  const broken = text.replace("level risky", "level riksy");
  const after = parseAgain(parse({ path, text: broken }), { path, text: broken.replace("80%", "100%") });
  expect(after.diagnostics).toEqual(parse({ path, text: broken.replace("80%", "100%") }).diagnostics);
  expect(after.diagnostics).toHaveLength(1);
});
