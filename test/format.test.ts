/**
 * The one style, on what people have written: the corpus, the shipped policies, the examples of the documentation and of the lint rules. `UPDATE=1`
 * formats what users see; a second run is content.
 */

import { globSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { commentsOf, complaintsOf, meaningOf } from "../dsl/src/format/testing/same-policy.ts";
import { analyze, format, parse, type Source } from "../dsl/src/index.ts";
import { firstPolicy } from "../engine/src/cli/commands/first-policy.ts";
import { readPage } from "./docs/page.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const update = process.env.UPDATE === "1";
const read = (path: string): Source => ({ path, text: readFileSync(`${root}/${path}`, "utf8") });

const policies = globSync("policies/**/*.macropolicy", { cwd: root }).sort().map(read);
const corpus = globSync("test/corpus/**/*.macropolicy", { cwd: root }).sort().map(read);
const examples = [
  ...globSync("docs/*.md", { cwd: root }),
  "README.md",
  "policies/README.md",
  ...globSync("dsl/src/lint/rules/*.md", { cwd: root }),
  ...globSync("dsl/src/diagnostics/pages/*.md", { cwd: root }),
]
  .sort()
  .flatMap((path) =>
    readPage(root, path)
      .blocks.filter(({ kind }) => kind.startsWith("macropolicy"))
      .map(({ line, text }): Source => ({ path: `${path}:${line}`, text })),
  );

describe.each([...policies, ...corpus, ...examples])("$path", (source) => {
  const once = { ...source, text: format(source) };

  test("means the same when it is formatted", () => {
    expect(meaningOf(once)).toBe(meaningOf(source));
    const sentences = ({ diagnostics }: { diagnostics: Parameters<typeof complaintsOf>[0] }) =>
      complaintsOf(diagnostics);
    expect(sentences(analyze({ files: [once] }))).toBe(sentences(analyze({ files: [source] })));
    expect(sentences(parse(once))).toBe(sentences(parse(source)));
  });

  test("keeps its comments, and stays as it is a second time", () => {
    expect(commentsOf(once)).toEqual(commentsOf(source));
    expect(format(once)).toBe(once.text);
  });
});

test("there are files of each kind", () => {
  expect([policies, corpus, examples].map(({ length }) => length > 5)).toEqual([true, true, true]);
});

describe("what users see is formatted", () => {
  test("the policy that `init` writes", () => {
    expect(format({ path: "default.macropolicy", text: firstPolicy })).toBe(firstPolicy);
  });

  const shown = [...policies, ...examples, ...corpus.filter(({ path }) => path.includes("/tour/"))];

  test.each(shown)("$path", (source) => {
    const text = format(source);
    if (update && text !== source.text) {
      const file = `${root}/${source.path.replace(/:\d+$/, "")}`;
      writeFileSync(
        file,
        readFileSync(file, "utf8").replace(source.text, () => text),
      );
    }
    expect(text).toBe(source.text);
  });
});
