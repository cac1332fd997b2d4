/** Whole policies, of every kind of rule and metric: nothing that is asked of them throws, and writing them otherwise changes nothing. */

import { checkAssertions, comparePrograms, format, proveProfiles } from "@macro-engine/dsl";
import { expect, test } from "vitest";
import { programOf } from "../../dsl/src/testing/analyze-text.ts";
import { randomFrom } from "../../dsl/src/testing/random.ts";
import { randomPolicy } from "../../dsl/src/testing/random-policy.ts";
import { roomOf } from "./proof-room.ts";

const texts = Array.from({ length: 40 }, (_, seed) => randomPolicy(randomFrom(seed), { layout: "wild" }));

test("another style is no change in behaviour, and none is found in what only people read", () => {
  for (const text of texts) {
    const formatted = format({ path: "test.macropolicy", text });
    const { relation, profiles, declarations } = comparePrograms(programOf(text), programOf(formatted), roomOf);
    expect([relation, declarations], text).toEqual(["equivalent", []]);
    expect(
      profiles.filter(({ kind }) => kind !== "same").map(({ name }) => name),
      text,
    ).toEqual([]);
  }
});

test("every claim can be asked for, and what is shown is confirmed", () => {
  let shown = 0;
  for (const text of texts.slice(0, 15)) {
    const room = roomOf(programOf(text));
    for (const { profile, rules } of proveProfiles(room)) {
      for (const { rule, fires } of rules) {
        if (fires.kind !== "can") continue;
        shown += 1;
        const alone = { ...room.program, profiles: [{ ...profile, rules: [rule] }] };
        const last = room.replay(alone, profile.name, fires.witness).at(-1);
        expect([last?.rule, last?.timeMs]).toEqual([rule.name, fires.witness.rows.at(-1)!.timeMs]);
      }
    }
    for (const { verdict } of checkAssertions(room)) if (verdict.kind === "fails") shown += 1;
  }
  expect(shown).toBeGreaterThan(20);
});
