/**
 * The corpus: a folder a case, with policy files and `diagnostics.txt`, what a user sees of them. A case may hold override
 * files in `overrides/`, and what a configuration would say in `configuration.json`. `UPDATE=1` rewrites the expectations;
 * read the difference before committing it.
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  type AnalysisInput,
  analyze,
  type Diagnostic,
  diagnosticCodes,
  renderDiagnostic,
  type Source,
} from "../dsl/src/index.ts";
import { readPolicySet } from "../engine/src/policy-set.ts";

const corpus = join(import.meta.dirname, "corpus");
const update = process.env.UPDATE === "1";

function readConfiguration(folder: string): Pick<AnalysisInput, "channels" | "overridesMode"> {
  const file = join(folder, "configuration.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

function render(sources: readonly Source[], diagnostics: readonly Diagnostic[]): string {
  const sourceOf = (path: string) => sources.find((source) => source.path === path);
  if (diagnostics.length === 0) return "nothing to report\n";
  return `${diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, sourceOf)).join("\n\n")}\n`;
}

describe("corpus", () => {
  for (const name of readdirSync(corpus).sort()) {
    test(name, async () => {
      const folder = join(corpus, name);
      const set = await readPolicySet(["."], { cwd: folder, overridesFolder: "overrides" });
      const { files, overrides } = set;
      expect(files.length, "policy files in the case").toBeGreaterThan(0);
      const { diagnostics } = analyze({ files, overrides, ...readConfiguration(folder) });
      const shown = render([...files, ...overrides], [...set.diagnostics, ...diagnostics]);
      const file = join(folder, "diagnostics.txt");
      if (update) writeFileSync(file, shown);
      expect(existsSync(file), `${file} is missing; UPDATE=1 writes it`).toBe(true);
      expect(shown).toBe(readFileSync(file, "utf8"));
    });
  }
});

test("every code of the language has a case", () => {
  const shown = readdirSync(corpus).map((name) => readFileSync(join(corpus, name, "diagnostics.txt"), "utf8"));
  const missing = diagnosticCodes.filter((code) => !shown.some((text) => text.includes(`error[${code}]`)));
  expect(missing).toEqual([]);
});
