/** The page of a lint rule: what `--explain` prints, and where links of findings lead. */

import { readFileSync } from "node:fs";
import type { LintCode } from "@macro-engine/dsl";
import { rulePages } from "../../entry.ts";

/** As Markdown. */
export function rulePage(code: LintCode): string {
  return readFileSync(rulePageUrl(code), "utf8");
}

export function rulePageUrl(code: string): URL {
  return new URL(`${code}.md`, rulePages);
}
