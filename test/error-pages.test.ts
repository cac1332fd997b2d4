/**
 * Every error of the language, and every problem of the configuration, has a page, and the examples of the page are tried: each
 * block under "Flagged" yields the error on the lines marked `# flagged` and nothing else, those under "Fine" are right. `test/lint-rules.test.ts` says the rest of how
 * pages look.
 */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { analyze, codeSummaries, diagnosticCodes, positionAt } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { parseConfigIn } from "../engine/src/config/load.ts";
import { configCodes } from "../engine/src/config/problem-codes.ts";
import { readPage } from "./docs/page.ts";
import { type PageExample, readRulePage } from "./lint/rule-page.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = "dsl/src/diagnostics/pages";

test("every error has a page, and every page an error", () => {
  const pages = readdirSync(join(root, folder)).map((name) => name.replace(/\.md$/, ""));
  expect(pages.sort()).toEqual([...diagnosticCodes].sort());
});

/** Whatever is wrong in an example, as `file:line code`; once a line. */
function errorsIn({ files, overrides, config }: PageExample): string[] {
  const { config: read, problems } = parseConfigIn("/guard", { path: "macro-engine.yaml", text: config });
  expect(problems).toEqual([]);
  const channels = config === "" ? null : Object.keys(read.channels);
  const { diagnostics } = analyze({ files, overrides, overridesMode: read.overrides.mode, channels });
  const sources = new Map([...files, ...overrides].map((source) => [source.path, source]));
  const lineOf = ({ file, span }: (typeof diagnostics)[number]) => positionAt(sources.get(file)!, span.start).line;
  return [...new Set(diagnostics.map((each) => `${each.file}:${lineOf(each)} ${each.code}`))].sort();
}

/** It is about bytes, which no example shows. */
const withoutExamples: ReadonlySet<string> = new Set(["unreadable-file"]);

describe.each(diagnosticCodes)("%s", (code) => {
  const page = readRulePage(root, `${folder}/${code}.md`);
  const isShown = !withoutExamples.has(code);

  test("its page says what it is about", () => {
    expect([page.title, page.summary, page.header]).toEqual([
      `# ${code}`,
      codeSummaries[code],
      "an error of the language",
    ]);
    expect(page.why.length, "why it is told").toBeGreaterThan(40);
    expect(page.headings).toEqual(isShown ? ["Flagged", "Fine"] : []);
  });

  test.runIf(isShown)("its examples are what it says they are", () => {
    expect(page.flagged.length * page.fine.length).toBeGreaterThan(0);
    for (const example of page.flagged) {
      expect(errorsIn(example), `line ${example.line}`).toEqual(example.marks.map((mark) => `${mark} ${code}`).sort());
    }
    for (const example of page.fine) expect(errorsIn(example), `line ${example.line}`).toEqual([]);
  });
});

describe.each(Object.entries(configCodes))("%s, of the configuration", (code, summary) => {
  const { text, blocks, headings } = readPage(root, `engine/src/config/pages/${code}.md`);

  test("its page says what it is about", () => {
    expect(text.split("\n\n").slice(0, 3)).toEqual([`# ${code}`, summary, "a problem of the configuration"]);
    expect(headings.slice(1)).toEqual(["Flagged", "Fine"]);
  });

  test("its examples are what it says they are", () => {
    const told = blocks.map((block) => {
      expect(block.kind).toBe("yaml config");
      const { problems } = parseConfigIn("/guard", { path: "macro-engine.yaml", text: block.text });
      return problems.map((problem) => `${problem.line} ${problem.code}`);
    });
    const marked = blocks[0]!.text.split("\n").flatMap((line, index) => {
      return line.endsWith("# flagged") ? [`${index + 1} ${code}`] : [];
    });
    expect(marked.length).toBeGreaterThan(0);
    expect(told).toEqual([marked, []]);
  });
});
