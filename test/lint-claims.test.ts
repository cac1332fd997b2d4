/**
 * What lint claims about rules, held against random courses of samples: a rule that never fires does not, one that others
 * always come before never comes first, two that mean the same do the same. On seeded random policies.
 */

import {
  analyze,
  createProver,
  type Finding,
  governingProfile,
  type LintRule,
  lintRules,
  type ReplayedEvent,
} from "@macro-engine/dsl";
import { expect, test } from "vitest";
import { createLintSet } from "../dsl/src/lint/lint-set.ts";
import type { LintSet } from "../dsl/src/lint/rule.ts";
import { shadowedUses } from "../dsl/src/lint/shadowed-rules.ts";
import { randomPolicy } from "../dsl/src/testing/random-policy.ts";
import { createReplay } from "../engine/src/runtime/replay-witness.ts";
import { type Random, randomFrom } from "../engine/src/runtime/testing/random.ts";
import { courseOf } from "./lint/wavering-course.ts";

const replay = createReplay();
const metrics = ["cpu.usage", "memory.usage", "swap.usage"];

function randomSet(random: Random) {
  const depth = random.below(2);
  const text = randomPolicy(random, { declarations: 3 + random.below(4), metrics, depth, kinds: ["let", "schedule"] });
  const analysis = analyze({ files: [{ path: "random.macropolicy", text }] });
  const set = createLintSet({ analysis, prover: (program) => createProver({ program, replay }), replay });
  if (set === null) throw new Error(`the policy has errors:\n${text}`);
  return { text, set };
}

const firesOf = (events: readonly ReplayedEvent[], rule: string) =>
  events.filter((event) => event.kind === "fire" && event.rule === rule).map(({ timeMs }) => timeMs);

function withoutPauses<T>(found: Iterable<T | null>): readonly T[] {
  return [...found].filter((each) => each !== null);
}

function findingsOf(rule: LintRule, set: LintSet): readonly Finding[] {
  return withoutPauses(rule.check(set));
}

/** Claims of a set by profile, each with what a course must not show. */
function claimsOf(set: ReturnType<typeof randomSet>["set"]) {
  const claims: { kind: string; profile: string; holds: (events: readonly ReplayedEvent[]) => boolean }[] = [];
  for (const { use, by } of withoutPauses(shadowedUses(set))) {
    const others = by.map(({ rule }) => rule.name);
    const holds = (events: readonly ReplayedEvent[]) =>
      firesOf(events, use.rule.name).every((at) =>
        others.some((other) => firesOf(events, other).some((time) => time <= at)),
      );
    claims.push({ kind: "unreachable-rule", profile: use.profile.name, holds });
  }
  for (const { span, message } of findingsOf(lintRules["contradictory-condition"], set)) {
    for (const { symbol, uses } of set.rules) {
      const { condition } = symbol.declaration;
      // Of every profile that has it, and of the rule itself, not its `until` or a `set`.
      if (condition.span !== span || / in `\w+`,? so| and \d+ more/.test(message)) continue;
      const holds = (events: readonly ReplayedEvent[]) => firesOf(events, symbol.name).length === 0;
      for (const { profile } of uses) claims.push({ kind: "contradictory-condition", profile: profile.name, holds });
    }
  }
  for (const { message } of findingsOf(lintRules["duplicate-rule"], set)) {
    const [, later, earlier, where] = /^rule `(\w+)` means the same as `(\w+)`(.*?): /.exec(message)!;
    if (where !== "") continue;
    const shown = (events: readonly ReplayedEvent[], rule: string) =>
      events.filter((event) => event.rule === rule).map(({ kind, timeMs }) => `${kind} ${timeMs}`);
    const both = set.program.profiles.filter(({ rules }) =>
      [later, earlier].every((name) => rules.some((rule) => rule.name === name)),
    );
    const holds = (events: readonly ReplayedEvent[]) => shown(events, later!).join() === shown(events, earlier!).join();
    for (const { name } of both) claims.push({ kind: "duplicate-rule", profile: name, holds });
  }
  return claims;
}

test("no course of samples shows a claim to be wrong", () => {
  const made: Record<string, number> = {};
  for (let seed = 0; seed < 150; seed++) {
    const random = randomFrom(77_000 + seed);
    const { text, set } = randomSet(random);
    const claims = claimsOf(set);
    for (const profile of set.program.profiles) {
      const own = claims.filter((claim) => claim.profile === profile.name);
      for (const { kind } of own) made[kind] = (made[kind] ?? 0) + 1;
      if (own.length === 0) continue;
      for (let course = 0; course < 15; course++) {
        const events = courseOf(set.program, profile, random);
        for (const { kind, holds } of own) {
          expect(holds(events), `seed ${seed}, ${kind} in ${profile.name}\n${text}\n${JSON.stringify(events)}`).toBe(
            true,
          );
        }
      }
    }
  }
  // The policies have something to claim about; how much does not change unless they or the rules do.
  for (const kind of ["unreachable-rule", "contradictory-condition"]) expect(made[kind] ?? 0, kind).toBeGreaterThan(10);
});

test("patterns are called ambiguous exactly where the order of two profiles decides", () => {
  const texts = textsOf("ab", 5);
  let [ambiguous, clear] = [0, 0];
  for (let seed = 0; seed < 300; seed++) {
    const random = randomFrom(55_000 + seed);
    const glob = () =>
      Array.from({ length: 1 + random.below(4) }, () => random.pick(["a", "b", "*", "?", "[ab]", "{a,bb}"])).join("");
    const profiles = [`profile p { match macro "${glob()}" }`, `profile q { match macro "${glob()}" }`];
    const setOf = (order: readonly string[]) => {
      const analysis = analyze({ files: [{ path: "p.macropolicy", text: order.join("\n") }] });
      return createLintSet({ analysis, prover: (program) => createProver({ program, replay }), replay })!;
    };
    const [one, other] = [setOf(profiles), setOf(profiles.toReversed())];
    const isDecidedByOrder = (macro: string) =>
      governingProfile(one.program, { macro })?.name !== governingProfile(other.program, { macro })?.name;
    const found = findingsOf(lintRules["ambiguous-match"], one);
    for (const { message } of found) {
      const text = /matches `([^`]*)` no better/.exec(message)![1]!;
      expect(isDecidedByOrder(text), `${profiles.join("\n")}\n${message}`).toBe(true);
    }
    const shown = texts.find(isDecidedByOrder);
    if (shown !== undefined) expect(found, `${profiles.join("\n")}\n${shown}`).not.toEqual([]);
    if (found.length > 0) ambiguous += 1;
    else clear += 1;
  }
  expect(ambiguous).toBeGreaterThan(10);
  expect(clear).toBeGreaterThan(30);
});

function textsOf(alphabet: string, longest: number): string[] {
  let last = [""];
  const all: string[] = [];
  for (let length = 1; length <= longest; length++) {
    last = last.flatMap((text) => [...alphabet].map((character) => text + character));
    all.push(...last);
  }
  return all;
}

test("every rule looks at whatever policy without failing, and points into its text", () => {
  for (let seed = 0; seed < 60; seed++) {
    const { text, set } = randomSet(randomFrom(99_000 + seed));
    for (const rule of Object.values(lintRules)) {
      for (const { file, span, message, related = [] } of findingsOf(rule, set)) {
        expect(message).toMatch(/^[^\n]+[^.\n]$/);
        for (const place of [{ file, span }, ...related]) {
          expect(place.file).toBe("random.macropolicy");
          expect(place.span.start).toBeLessThan(place.span.end);
          expect(place.span.end).toBeLessThanOrEqual(text.length);
        }
      }
    }
  }
});
