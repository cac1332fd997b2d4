/** "Did you mean" of a YAML or JSON file, as a repair. */

import type { ReportExtras } from "../diagnostics/report.ts";
import { replaceWith } from "../diagnostics/report.ts";
import type { Source, Span } from "../syntax/source.ts";

/** Writes the suggestion in the quotes that the word at `span` has. */
export function meaningInDocument(
  { path, text }: Source,
  span: Span,
  suggestion: string | null,
): Pick<ReportExtras, "fixes"> {
  if (suggestion === null) return {};
  const [quote = ""] = /^["']/.exec(text.slice(span.start, span.end)) ?? [];
  return { fixes: [replaceWith(path, span, quote + suggestion + quote)] };
}
