/**
 * What `--fix` does, over everything there is to try it on: the corpus, the rules' pages, the shipped policies, and seeded
 * random ones. It brings no error into being, comes to an end, and leaves what rules do as it was.
 */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { allLintCodes, analyze, fixAll, isMendable, type LintCode, lintRules, type Source } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { randomPolicy } from "../dsl/src/testing/random-policy.ts";
import { createLook, errorsIn, type Files } from "../engine/src/cli/lint/look.ts";
import { readPolicySet } from "../engine/src/policy-set.ts";
import { randomFrom } from "../engine/src/runtime/testing/random.ts";
import { readRulePage } from "./lint/rule-page.ts";
import { differenceOf } from "./lint/same-decisions.ts";

const root = join(import.meta.dirname, "..");
const corpus = join(root, "test/corpus");

/** Every rule that there is, those that are off by default too, but not those whose repairs mean to change something. */
const levels = Object.fromEntries(
  allLintCodes.map((code) => [code, lintRules[code].fixChangesMeaning ? "off" : "warning"]),
) as Record<LintCode, "warning" | "off">;

const look = createLook({
  overridesMode: "allow",
  channels: null,
  intervalMs: 1000,
  levels,
  evaluation: {},
  today: "2026-06-15",
  withFindings: true,
});

/** As `--fix` mends, without its last safeguard, which would leave out what does harm: here it is to show. */
function mended({ policies, overrides }: Files): Files & { readonly applied: number } {
  const split = (sources: readonly Source[]): Files => {
    return { policies: sources.slice(0, policies.length), overrides: sources.slice(policies.length) };
  };
  const { sources, applied } = fixAll(
    [...policies, ...overrides],
    (now) => look(split(now)).problems.filter(isMendable),
    () => false,
  );
  return { ...split(sources), applied };
}

/** What is wrong with the repairs of a set; empty when nothing is. */
function problemsOfFixing(files: Files, seed: number): { problems: string[]; applied: number } {
  const fixed = mended(files);
  const [before, after] = [errorsIn(look(files).problems), errorsIn(look(fixed).problems)];
  const problems: string[] = [];
  if (after > before) problems.push(`${before} errors become ${after}`);
  const again = mended(fixed);
  if (again.applied > 0) problems.push(`fixed again, ${again.applied} more are found`);
  if (before === 0 && after === 0) {
    const programs = [files, fixed].map(({ policies, overrides }) => analyze({ files: policies, overrides }).program!);
    const difference = differenceOf(programs[0]!, programs[1]!, seed);
    if (difference !== null) problems.push(`another meaning: ${difference}`);
  }
  return { problems, applied: fixed.applied };
}

test.each(readdirSync(corpus))("corpus: %s", async (name) => {
  const { files, overrides } = await readPolicySet(["."], { cwd: join(corpus, name), overridesFolder: "overrides" });
  expect(problemsOfFixing({ policies: files, overrides }, 1).problems).toEqual([]);
});

test.each(allLintCodes)("page: %s", (code) => {
  const { flagged, fine } = readRulePage(root, `dsl/src/lint/rules/${code}.md`);
  for (const { files, overrides, line } of [...flagged, ...fine]) {
    expect(problemsOfFixing({ policies: files, overrides }, 2).problems, `line ${line}`).toEqual([]);
  }
});

test("the shipped policies have nothing to mend", async () => {
  const { files } = await readPolicySet(["policies"], { cwd: root, overridesFolder: null });
  expect(problemsOfFixing({ policies: files, overrides: [] }, 3)).toEqual({ problems: [], applied: 0 });
});

test("a changed limit, a lost rule, a lost profile would be seen", () => {
  const programOf = (text: string) => analyze({ files: [{ path: "a", text }] }).program!;
  const before = programOf("profile p { rule hot: warn when cpu.usage > 80% rule slow: warn when fps < 20 }");
  const other = programOf("profile p { rule hot: warn when cpu.usage > 60% rule slow: warn when fps < 20 }");
  const less = programOf("profile p { rule hot: warn when cpu.usage > 80% }");
  expect(differenceOf(before, before, 1)).toBeNull();
  expect(differenceOf(before, other, 1)).not.toBeNull();
  expect(differenceOf(before, less, 1)).not.toBeNull();
  expect(differenceOf(before, programOf("profile q {}"), 1)).toBe("p is gone");
});

describe("random policies", () => {
  const rounds = 60;
  test(`${rounds} of them, in all layouts`, () => {
    let applied = 0;
    const wrong: string[] = [];
    for (let seed = 1; seed <= rounds; seed++) {
      const random = randomFrom(seed);
      const text = randomPolicy(random, { layout: seed % 2 === 0 ? "wild" : "plain", depth: seed % 3 });
      const policy: Source = { path: "random.macropolicy", text };
      const found = problemsOfFixing({ policies: [policy], overrides: [] }, seed);
      applied += found.applied;
      wrong.push(...found.problems.map((problem) => `seed ${seed}: ${problem}`));
    }
    expect(wrong).toEqual([]);
    expect(applied, "repairs that were tried").toBeGreaterThan(rounds / 4);
  });
});
