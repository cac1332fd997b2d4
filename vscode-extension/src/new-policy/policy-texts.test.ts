/** Every policy that is offered to begin with is whole: nothing to find, in the project's style, with tests that pass. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { declaredNames } from "../declared-names.ts";
import { runEngine } from "../engine/run-engine.ts";
import { derivedPolicy, policyStarts } from "./policy-texts.ts";

const engine = {
  command: process.execPath,
  args: [fileURLToPath(new URL("../../../engine/bin/macro-engine.js", import.meta.url))],
};
const cwd = mkdtempSync(join(tmpdir(), "macropolicy-new-"));
const names = policyStarts.map((_, at) => `heal_${at}`);
policyStarts.forEach((start, at) => {
  writeFileSync(join(cwd, `${names[at]}.macropolicy`), start.text(names[at]!, `${names[at]}_*`));
});
const template = `template careful {
  rule time_up: cancel when duration > 5m
  rule busy: cancel when cpu.usage > 80% or memory.usage > 90% or fps < 20 or latency > 500ms for 5s
}
`;
writeFileSync(join(cwd, "level.macropolicy"), template);
writeFileSync(join(cwd, "made.macropolicy"), derivedPolicy("made", "careful", "made*"));
afterAll(() => rmSync(cwd, { recursive: true }));

const run = (...args: readonly string[]) => runEngine(engine, { args, cwd, signal: new AbortController().signal });

describe("what a new policy begins with", () => {
  test("has no errors and no findings", async () => {
    const { code, stdout } = await run("lint", "--format", "compact", ".");
    expect(stdout.split("\n").filter((line) => / error | warning /.test(line))).toEqual([]);
    expect(code).toBe(0);
  });

  test("is in the project's style", async () => {
    const { stdout, code } = await run(
      "fmt",
      "--check",
      "--diff",
      ...names.map((name) => `${name}.macropolicy`),
      "made.macropolicy",
    );
    expect(stdout).not.toContain("@@");
    expect(code).toBe(0);
  });

  test("has tests, and they pass", async () => {
    const { code, stdout } = await run("test", ".");
    expect(stdout).toMatch(/4 passed/);
    expect(code).toBe(0);
  });
});

test("names are found where they are declared, not where tests name them", () => {
  const text =
    'profile heal {\n}\n  profile buff extends a, b {\ntemplate low {}\ntest "x" { profile heal\n given fps = 1 }\n# profile no {';
  expect(declaredNames(text, "profile")).toEqual(["heal", "buff"]);
  expect(declaredNames(text, "template")).toEqual(["low"]);
});
