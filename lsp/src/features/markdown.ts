/** Pieces of Markdown. */

import { positionAt, type Span } from "@macro-engine/dsl";
import type { PolicyView } from "../workspace/policy-view.ts";

/** Inline code, whatever the text has in it. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** A block of policy text, colored by the client. */
export function policyBlock(text: string): string {
  return `\`\`\`macropolicy\n${text}\n\`\`\``;
}

/** Text that the client shows as it is. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, "\\$&");
}

/** Leads to a place of the set; the text alone where the view does not have it. */
export function link(view: PolicyView, text: string, file: string, span: Span): string {
  const source = view.sources.get(file);
  if (source === undefined) return text;
  const { line, column } = positionAt(source, span.start);
  return `[${text}](${view.uriOf(file)}#L${line},${column})`;
}

export function paragraphs(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== "").join("\n\n");
}

export function list(items: readonly string[], most = items.length): string {
  const shown = items.slice(0, most).map((item) => `- ${item}`);
  const rest = items.length - shown.length;
  return [...shown, ...(rest > 0 ? [`- … and ${rest} more`] : [])].join("\n");
}

/** For clients that show text as it is: without the marks. */
export function withoutMarks(markdown: string): string {
  return markdown
    .replace(/^```.*\n?/gm, "")
    .replace(/\[((?:[^\]\\]|\\.)*)\]\([^)]*\)/g, "$1")
    .replace(/(\*\*|`+)/g, "")
    .replace(/\\([\\`*_{}[\]<>#|~])/g, "$1")
    .trim();
}
