/** The page of a lint rule or an error: what `--explain` prints, and where links of findings lead. */

import { readFileSync } from "node:fs";
import { codePageUrl } from "../../code-page-url.ts";

/** As Markdown; null for a code that has none. */
export function codePage(code: string): string | null {
  const url = codePageUrl(code);
  return url === null ? null : readFileSync(url, "utf8");
}
