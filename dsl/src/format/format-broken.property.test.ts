/** Formatting leaves alone what cannot be read, and changes nothing else about it: on thousands of broken policies. */

import { expect, test } from "vitest";
import { analyze } from "../analyze.ts";
import { lex } from "../syntax/lexer.ts";
import { type ParsedFile, parse } from "../syntax/parse.ts";
import { rounds } from "../testing/rounds.ts";
import { format } from "./format.ts";
import { formatEdits } from "./format-edits.ts";
import { breakPolicy } from "./testing/break-policy.ts";
import { about, randomSource } from "./testing/random-source.ts";
import { commentsOf, complaintsOf } from "./testing/same-policy.ts";
import { untouchedRegions } from "./untouched.ts";

function brokenSource(seed: number) {
  const { source, random } = randomSource(seed);
  return { ...source, text: breakPolicy(random, source.text) };
}

/** Lines that are left alone must be found, whole and in order. */
function keepsUntouched(parsed: ParsedFile, formatted: string): boolean {
  const { source, comments } = parsed.file;
  const pieces = { text: source.text, tokens: lex(source).tokens, comments };
  let at = 0;
  return untouchedRegions(parsed, pieces, "members").every(({ start, end }) => {
    const found = formatted.indexOf(source.text.slice(start, end), at);
    at = found + end - start;
    return found >= 0;
  });
}

const count = rounds(500, 2000);

test(`${count} policies stay as wrong as they were, and what is broken as it is`, { timeout: 300_000 }, () => {
  let broken = 0;
  for (let seed = 0; seed < count; seed++) {
    const source = brokenSource(seed);
    const parsed = parse(source);
    const once = { ...source, text: format(parsed) };
    const shown = about(seed, source, once);
    const { diagnostics } = analyze({ files: [parsed] });
    expect(complaintsOf(analyze({ files: [once] }).diagnostics), shown).toBe(complaintsOf(diagnostics));
    expect(commentsOf(once), shown).toEqual(commentsOf(source));
    expect(format(once), shown).toBe(once.text);
    if (parsed.diagnostics.length === 0) continue;
    broken++;
    expect(keepsUntouched(parsed, once.text), shown).toBe(true);
  }
  expect(broken).toBeGreaterThan(count * 0.7);
});

test("edits make of 300 policies, whole and broken, what formatting does", () => {
  for (let seed = 0; seed < 300; seed++) {
    const source = seed % 2 === 0 ? randomSource(seed).source : brokenSource(seed);
    let { text } = source;
    for (const edit of formatEdits(source).toReversed()) {
      text = text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
    }
    expect(text).toBe(format(source));
  }
});
