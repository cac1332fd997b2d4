/** What each kind of code block in the documentation must live up to. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AnalysisInput, analyze, builtInMetric, renderDiagnostic, type Source } from "@macro-engine/dsl";
import { parse as parseYaml } from "yaml";
import { parseConfigIn } from "../../engine/src/config/load.ts";
import { renderConfigProblems } from "../../engine/src/config/render.ts";
import { type LoadedPolicies, loadPolicies } from "../../engine/src/load-policies.ts";
import { createSamplers } from "../../engine/src/metrics/index.ts";
import { createEvaluator } from "../../engine/src/runtime/evaluator.ts";
import { explainVerdict } from "../../engine/src/runtime/expectations-explain.ts";
import { createReplay } from "../../engine/src/runtime/replay-witness.ts";
import { runTest } from "../../engine/src/runtime/simulate-test.ts";
import { openTrace } from "../../engine/src/traces/read-trace.ts";
import { preCommitProblems, workflowProblems } from "../ci/snippets.ts";
import { differences, fieldsUnder } from "./fields.ts";
import { type Block, codeIn, type Page } from "./page.ts";

export interface Surroundings {
  readonly root: string;
  readonly page: Page;
  /** The page that tells of JSON output. */
  readonly jsonPage: Page;
  /** The block after this one. */
  readonly next: Block | undefined;
}

/** What is wrong with an example, in words; empty when it holds. */
type Check = (block: Block, surroundings: Surroundings) => string | Promise<string>;

/** Every kind of block that the documentation may have. `console` blocks run in sessions of their own. */
export const checks: Readonly<Record<string, Check>> = {
  macropolicy: async ({ text, options }) => checkPolicy({ path: options.file ?? "example.macropolicy", text }),
  "macropolicy error": ({ text, options }, { next }) => {
    const source = { path: options.file ?? "example.macropolicy", text };
    if (next?.kind !== "diagnostics") return "what is reported should follow in a block of kind diagnostics";
    return compare(rendered({ files: [source] }), next.text);
  },
  diagnostics: () => "",
  "yaml config": (block) => configProblems(block),
  "yaml config error": (block, { next }) => {
    if (next?.kind !== "diagnostics") return "what is reported should follow in a block of kind diagnostics";
    return compare(configProblems(block), next.text);
  },
  "yaml override": (block, surroundings) => checkOverride(block, surroundings),
  "json override": (block, surroundings) => checkOverride(block, surroundings),
  "json source": ({ text }) => checkSource(text),
  "json trace": (block) => checkTrace(block),
  "csv trace": (block) => checkTrace(block),
  "json lines": ({ text, options }, { jsonPage }) => checkLines(text, options.of ?? "", jsonPage),
  "sh setup": ({ text }, { root }) => checkScripts(text, root),
  "json rules": ({ options }) =>
    options.file === undefined ? "rules need file=NAME, and a session that imports them" : "",
  // Clients of the API are run against an engine, by test/end-to-end/api and, in a page, by test/browser.
  js: ({ options }) =>
    options.file === undefined ? "a script needs file=NAME, and a session or a test that runs it" : "",
  python: ({ options }) => (options.file === undefined ? "a script needs file=NAME, and a test that runs it" : ""),
  bash: ({ options }) => (options.file === undefined ? "a script needs file=NAME, and a test that runs it" : ""),
  "yaml prometheus": ({ text }) => (Array.isArray(parseYaml(text)?.scrape_configs) ? "" : "it has no scrape_configs"),
  "yaml workflow": ({ text }) => workflowProblems(text),
  "yaml pre-commit": ({ text }) => preCommitProblems(text),
  // Its script is run beside the other tests of CI.
  "yaml gitlab": () => "",
  // What editors are configured with: those that can be installed here run it, in test/editors.
  "lua neovim-0.7": () => "",
  "lua neovim-0.11": () => "",
  elisp: () => "",
  "toml helix": () => "",
  console: () => "",
  mermaid: () => "",
};

function configProblems({ text, options }: Block): string {
  const { problems } = parseConfigIn("/guard", { path: options.file ?? "macro-engine.yaml", text });
  return renderConfigProblems(problems, { color: false });
}

function compare(actual: string, expected: string): string {
  return actual.trimEnd() === expected.trimEnd() ? "" : `is reported as:\n${actual}`;
}

function rendered(input: AnalysisInput): string {
  const sources = [...(input.files as Source[]), ...(input.overrides ?? [])];
  const sourceOf = (path: string) => sources.find((source) => source.path === path);
  return analyze({ ...input, proving: { replay: createReplay() } })
    .diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, sourceOf))
    .join("\n\n");
}

async function checkPolicy(source: Source): Promise<string> {
  const problems = rendered({ files: [source] });
  if (problems !== "") return problems;
  const program = analyze({ files: [source] }).program!;
  const failures: string[] = [];
  for (const test of program.tests) {
    // Recordings that examples name are tried by the page's sessions.
    if (test.trace !== null) continue;
    const run = await runTest(program, test, createEvaluator);
    for (const verdict of run.verdicts) {
      if (!verdict.met) failures.push(`${test.title}: ${verdict.expectation.text}: ${explainVerdict(verdict, run)}`);
    }
  }
  return failures.join("\n");
}

let shipped: Promise<LoadedPolicies> | null = null;

/** Override files in the documentation change the shipped policies. */
async function checkOverride({ kind, text, options }: Block, { root, next }: Surroundings): Promise<string> {
  shipped ??= loadPolicies(["policies"], { cwd: root, overridesFolder: null });
  const { set } = await shipped;
  const path = options.file ?? `config/macro_safety/example.${kind.startsWith("json") ? "json" : "yaml"}`;
  const overridesMode = (options.mode ?? "allow") as NonNullable<AnalysisInput["overridesMode"]>;
  const problems = rendered({ files: set.files, overrides: [{ path, text }], overridesMode });
  return next?.kind === "diagnostics" ? compare(problems, next.text) : problems;
}

async function inFile<T>(name: string, text: string, use: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "macro-engine-docs-"));
  try {
    writeFileSync(join(folder, name), text);
    return await use(join(folder, name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every field but `time` must come out as a value. */
async function checkSource(text: string): Promise<string> {
  const fields = JSON.parse(text);
  // As if it had been written just now: what is old is no value.
  const fresh = JSON.stringify({ ...fields, time: Date.now() / 1000 });
  return inFile("source.json", fresh, async (path) => {
    const source = { kind: "file", path, metrics: null, everyMs: 1000, stalenessMs: null, macro: null } as const;
    const all = createSamplers({ sources: [source], intervalMs: 1000, customMetrics: () => [] });
    const sampler = all.at(-1)!;
    const values = new Set<string>();
    await sampler.probe();
    await sampler.sample(performance.now(), (metric) => values.add(metric));
    const expected = Object.keys(fields).filter((key) => key !== "time");
    const silent = expected.filter((metric) => !values.has(metric));
    return silent.length === 0 ? "" : `no value is taken for ${silent.join(", ")}`;
  });
}

async function checkTrace({ kind, text }: Block): Promise<string> {
  return inFile(`trace.${kind.split(" ")[0]}`, text, async (path) => {
    const trace = await openTrace(path, (metric) => builtInMetric(metric)?.dimension);
    let rows = 0;
    for await (const some of trace.rows()) rows += some.length;
    return [...trace.notes(), ...(rows === 0 ? ["no row is read"] : [])].join("\n");
  });
}

/** Lines of output, against the tables of fields. For events, `of` is `watch --json`, and each line says which it is. */
function checkLines(text: string, of: string, page: Page): string {
  const name = of.replaceAll("_", " ");
  const problems = text
    .trimEnd()
    .split("\n")
    .flatMap((line) => lineProblems(JSON.parse(line), name, page));
  return problems.join("\n");
}

export function lineProblems(value: object, of: string, page: Page): string[] {
  const event = (value as { event?: string }).event;
  const name = of === "watch --json" ? (event ?? "") : of;
  return differences(value, fieldsUnder(page, name)).map((problem) => `${name}: ${problem}`);
}

function checkScripts(text: string, root: string): string {
  const { scripts } = JSON.parse(readText(join(root, "package.json"))) as { scripts: Record<string, string> };
  const commands = text.trim().split("\n");
  const unknown = commands.filter((command) => {
    const [, script = ""] = /^npm (?:run )?([\w:]+)(?: +#.*)?$/.exec(command) ?? [];
    return scripts[script] === undefined;
  });
  return unknown.length === 0 ? "" : `no script of the project: ${unknown.join(", ")}`;
}

function readText(path: string): string {
  return readFileSync(path, "utf8");
}

/** Commands of a page, by the headings of the sections that name them. */
export function tableCells(page: Page, column: string, where: (heading: string) => boolean): string[] {
  return page.tables
    .filter(({ heading, columns }) => columns[0] === column && where(heading))
    .flatMap(({ rows }) => rows.flatMap(([cell = ""]) => codeIn(cell)));
}
