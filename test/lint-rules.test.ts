/**
 * Every lint rule has a page, and the examples of the page are the rule's tests. `UPDATE=1` writes the generated lines of the
 * pages anew.
 *
 * A page is: the code as its title; the summary; a generated line of category, level and fix; why; then examples. Each block
 * of kind `macropolicy` under "Flagged" yields the finding, on the lines marked `# flagged` and no other where any is marked;
 * those under "Fine" do not. Under "Fixed" stand the flagged ones that can be mended, in their order, as `--fix` leaves them.
 * Behind a block may stand what goes with it: `yaml override` (an override file), `yaml config` (a `macro-engine.yaml`),
 * `macropolicy more file=NAME` (another file of the set); `macropolicy available=cpu.usage,fps` says what the machine measures.
 */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  allLintCodes,
  analyze,
  fixAll,
  type LintCode,
  lint,
  lintRules,
  positionAt,
  type Source,
} from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { proverOf } from "../engine/src/cli/lint/prover-of.ts";
import { parseConfigIn } from "../engine/src/config/load.ts";
import { createReplay } from "../engine/src/runtime/replay-witness.ts";
import { type PageExample, readRulePage } from "./lint/rule-page.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = "dsl/src/lint/rules";
const update = process.env.UPDATE === "1";

test("every rule has a page, and every page a rule", () => {
  const pages = readdirSync(join(root, folder)).filter((name) => name.endsWith(".md"));
  expect(pages.map((name) => name.slice(0, -".md".length)).sort()).toEqual([...allLintCodes].sort());
});

/** What the rule of a code finds in an example. Errors of the language fail the test. */
function findingsOf(code: LintCode, { files, overrides, config, available }: PageExample) {
  const { config: read, problems } = parseConfigIn("/guard", { path: "macro-engine.yaml", text: config });
  expect(problems).toEqual([]);
  const analysis = analyze({ files, overrides, overridesMode: read.overrides.mode });
  expect(analysis.diagnostics).toEqual([]);
  const { intervalMs } = read;
  const channels = Object.keys(read.channels);
  const levels = { [code]: "warning" } as const;
  const report = lint({
    analysis,
    overrides,
    prover: proverOf,
    replay: createReplay(),
    intervalMs,
    available,
    channels,
    levels,
    today: "2026-06-15",
  });
  return report.findings.filter((finding) => finding.code === code);
}

function linesOf(example: PageExample, findings: ReturnType<typeof findingsOf>): string[] {
  const sources = new Map([...example.files, ...example.overrides].map((source) => [source.path, source]));
  return findings.map(({ file, span }) => `${file}:${positionAt(sources.get(file)!, span.start).line}`);
}

function afterFix(code: LintCode, example: PageExample): readonly Source[] {
  const look = (files: readonly Source[]) => findingsOf(code, { ...example, files });
  return fixAll(example.files, look, () => false).sources;
}

describe.each(allLintCodes)("%s", (code) => {
  const rule = lintRules[code];
  const page = readRulePage(root, `${folder}/${code}.md`);

  test("its page says what the rule says", () => {
    const fix = rule.fix === null ? "no fix" : `fix: ${rule.fix}`;
    const header = `${rule.category} · ${rule.level} · ${fix}`;
    if (update) {
      const path = join(root, page.path);
      writeFileSync(path, readFileSync(path, "utf8").replace(page.header, header));
    } else expect(page.header).toBe(header);
    expect([page.title, page.summary]).toEqual([`# ${code}`, rule.summary]);
    expect(page.why.length, "why it is told").toBeGreaterThan(40);
    expect(page.headings).toEqual(["Flagged", ...(rule.fix === null ? [] : ["Fixed"]), "Fine"]);
    expect(page.flagged.length).toBeGreaterThan(0);
    expect(page.fine.length).toBeGreaterThan(0);
  });

  test.each(page.flagged)("$line: flagged", (example) => {
    const findings = findingsOf(code, example);
    expect(findings.length).toBeGreaterThan(0);
    if (example.marks.length > 0) expect(linesOf(example, findings)).toEqual(example.marks);
    for (const { message } of findings) expect(message).toMatch(/^[^\n]+[^.\n]$/);
  });

  test.each(page.fine)("$line: fine", (example) => {
    expect(findingsOf(code, example)).toEqual([]);
  });

  test("what can be mended is, as shown", () => {
    const mendable = page.flagged.filter((example) => findingsOf(code, example).some(({ fixes }) => fixes.length > 0));
    expect(mendable.map((example) => afterFix(code, example)[0]!.text)).toEqual(page.fixed);
    expect(mendable.length > 0, "a fix, and an example of it").toBe(rule.fix !== null);
    for (const example of mendable) {
      const left = findingsOf(code, { ...example, files: afterFix(code, example) });
      expect(left.filter(({ fixes }) => fixes.length === 1)).toEqual([]);
    }
  });
});
