/** A lint rule's page, taken apart: what it says of the rule, and its examples. */

import type { Source } from "@macro-engine/dsl";
import { readPage } from "../docs/page.ts";

/** A policy with what goes with it: override files, a configuration. */
export interface PageExample {
  /** Without its marks. */
  readonly files: readonly Source[];
  readonly overrides: readonly Source[];
  /** Text of `macro-engine.yaml`; "" for none. */
  readonly config: string;
  /** `available=cpu.usage,fps` of the block: the metrics that the machine measures. */
  readonly available: ReadonlySet<string> | null;
  /** `file:line` of the lines that end in `# flagged`. */
  readonly marks: readonly string[];
  /** Where it stands on the page. */
  readonly line: number;
}

export interface RulePage {
  readonly path: string;
  readonly title: string;
  readonly summary: string;
  /** Category, level and fix, between middle dots. */
  readonly header: string;
  /** What stands between the header and the first example. */
  readonly why: string;
  readonly headings: readonly string[];
  readonly flagged: readonly PageExample[];
  readonly fixed: readonly string[];
  readonly fine: readonly PageExample[];
}

/** Policies in examples may hold lines that look like headings. */
const sections = /^## (Flagged|Fixed|Fine)$/;
const mark = /[ \t]*# flagged$/;

export function readRulePage(root: string, path: string): RulePage {
  const { text, blocks, headings } = readPage(root, path);
  const [title = "", summary = "", header = ""] = text.split(/\n\n/);
  const lines = text.split("\n");
  const sectionAt = (line: number) => lines.slice(0, line).findLast((each) => sections.test(each));
  const inSection = (name: string) => blocks.filter(({ line }) => sectionAt(line) === `## ${name}`);
  const why = text.slice(text.indexOf(header) + header.length, text.indexOf("\n## Flagged")).trim();
  return {
    path,
    title,
    summary,
    header,
    why,
    headings: headings.slice(1),
    flagged: examplesOf(inSection("Flagged"), path),
    fixed: inSection("Fixed").map((block) => block.text),
    fine: examplesOf(inSection("Fine"), path),
  };
}

type Block = ReturnType<typeof readPage>["blocks"][number];

/** A `macropolicy` block begins an example; `yaml override`, `yaml config` and `macropolicy more` blocks behind it go with it. */
function examplesOf(blocks: readonly Block[], path: string): PageExample[] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    if (block.kind === "macropolicy") groups.push([block]);
    else groups.at(-1)?.push(block);
  }
  return groups.map((group) => exampleOf(group, path));
}

function exampleOf(group: readonly Block[], path: string): PageExample {
  const files: Source[] = [];
  const overrides: Source[] = [];
  const marks: string[] = [];
  let config = "";
  for (const { kind, options, text, line } of group) {
    const list = listOf(kind, files, overrides);
    if (kind === "yaml config") config = text;
    else if (list === null) throw new Error(`${path}:${line}: a page of a rule has no blocks of kind "${kind}"`);
    else {
      const name = options.file ?? (list === files ? `example${files.length || ""}.macropolicy` : "overrides.yaml");
      const lines = text.split("\n");
      marks.push(...lines.flatMap((each, index) => (mark.test(each) ? [`${name}:${index + 1}`] : [])));
      list.push({ path: name, text: lines.map((each) => each.replace(mark, "")).join("\n") });
    }
  }
  const measured = group[0]!.options.available;
  const available = measured === undefined ? null : new Set(measured.split(","));
  return { files, overrides, config, available, marks, line: group[0]!.line };
}

function listOf(kind: string, files: Source[], overrides: Source[]): Source[] | null {
  if (kind === "macropolicy" || kind === "macropolicy more") return files;
  return kind === "yaml override" ? overrides : null;
}
