/** Formatting changes nothing but the layout, and a second time nothing at all: on thousands of random policies. */

import { describe, expect, test } from "vitest";
import { analyze } from "../analyze.ts";
import { lex } from "../syntax/lexer.ts";
import { parse } from "../syntax/parse.ts";
import type { Source } from "../syntax/source.ts";
import { randomFrom } from "../testing/random.ts";
import { randomPolicy } from "../testing/random-policy.ts";
import { format } from "./format.ts";
import { formatEdits } from "./format-edits.ts";
import { breakPolicy } from "./testing/break-policy.ts";
import { breakableLines } from "./testing/breakable-lines.ts";
import { commentsOf, complaintsOf, meaningOf } from "./testing/same-policy.ts";
import { untouchedRegions } from "./untouched.ts";

const options = { timeout: 300_000 };

function randomSource(seed: number) {
  const random = randomFrom(seed);
  const text = randomPolicy(random, { declarations: 1 + random.below(4), layout: "wild" });
  return { random, source: { path: "random.macropolicy", text }, width: random.pick([20, 40, 80, 100]) };
}

const about = (seed: number, { text }: Source, once: Source) => `seed ${seed}\n${text}\n------\n${once.text}`;

describe("5000 random policies", () => {
  test("mean the same, with every comment in its place, and no line longer than it must be", options, () => {
    for (let seed = 0; seed < 5000; seed++) {
      const { source, width } = randomSource(seed);
      const once = { ...source, text: format(source, { width }) };
      expect(meaningOf(once), about(seed, source, once)).toBe(meaningOf(source));
      expect(commentsOf(once), about(seed, source, once)).toEqual(commentsOf(source));
      expect(breakableLines(once.text, width), about(seed, source, once)).toEqual([]);
      expect(format(once, { width }), about(seed, source, once)).toBe(once.text);
    }
  });
});

/** Lines that are left alone must be found, whole and in order. */
function keepsUntouched(source: Source, text: string): boolean {
  const parsed = parse(source);
  const pieces = { text: source.text, tokens: lex(source).tokens, comments: parsed.file.comments };
  let at = 0;
  return untouchedRegions(parsed, pieces, "members").every(({ start, end }) => {
    const found = text.indexOf(source.text.slice(start, end), at);
    at = found + end - start;
    return found >= 0;
  });
}

describe("2000 broken policies", () => {
  test("stay as wrong as they were, and what is broken as it is", options, () => {
    let broken = 0;
    for (let seed = 0; seed < 2000; seed++) {
      const { random, source: whole } = randomSource(seed);
      const source = { ...whole, text: breakPolicy(random, whole.text) };
      const parsed = parse(source);
      const once = { ...source, text: format(parsed) };
      const { diagnostics } = analyze({ files: [parsed] });
      expect(complaintsOf(analyze({ files: [once] }).diagnostics), about(seed, source, once)).toBe(
        complaintsOf(diagnostics),
      );
      expect(commentsOf(once), about(seed, source, once)).toEqual(commentsOf(source));
      expect(format(once), about(seed, source, once)).toBe(once.text);
      if (parsed.diagnostics.length === 0) continue;
      broken++;
      expect(keepsUntouched(source, once.text), about(seed, source, once)).toBe(true);
    }
    expect(broken).toBeGreaterThan(1500);
  });
});

test("edits make of 300 policies, whole and broken, what formatting does", () => {
  for (let seed = 0; seed < 300; seed++) {
    const { random, source: whole } = randomSource(seed);
    const source = seed % 2 === 0 ? whole : { ...whole, text: breakPolicy(random, whole.text) };
    let { text } = source;
    for (const edit of formatEdits(source).toReversed()) {
      text = text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
    }
    expect(text).toBe(format(source));
  }
});
