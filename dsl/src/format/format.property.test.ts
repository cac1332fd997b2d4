/** Formatting changes nothing but the layout, and a second time nothing at all: on thousands of random policies. */

import { expect, test } from "vitest";
import { rounds } from "../testing/rounds.ts";
import { format } from "./format.ts";
import { breakableLines } from "./testing/breakable-lines.ts";
import { about, randomSource } from "./testing/random-source.ts";
import { commentsOf, meaningOf } from "./testing/same-policy.ts";

const count = rounds(600, 5000);

test(`${count} policies mean the same, with every comment in its place, and no line longer than it must be`, {
  timeout: 300_000,
}, () => {
  for (let seed = 0; seed < count; seed++) {
    const { source, random } = randomSource(seed);
    const width = random.pick([20, 40, 80, 100]);
    const once = { ...source, text: format(source, { width }) };
    const shown = about(seed, source, once);
    expect(meaningOf(once), shown).toBe(meaningOf(source));
    expect(commentsOf(once), shown).toEqual(commentsOf(source));
    expect(breakableLines(once.text, width), shown).toEqual([]);
    expect(format(once, { width }), shown).toBe(once.text);
  }
});
