/** Pieces of Markdown. */

import { positionAt, type Span } from "@macro-engine/dsl";
import type { PolicyView } from "../workspace/policy-view.ts";

/** Inline code, whatever the text has in it; on one line, since an empty one would end it. */
export function code(written: string): string {
  const text = written.replace(/\s*[\r\n]\s*/g, " ");
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
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, "\\$&");
}

/** The same, but for what stands between backticks. */
export function prose(text: string): string {
  return text
    .split(/(`[^`\r\n]+`)/)
    .map((part, at) => (at % 2 === 1 ? part : plain(part)))
    .join("");
}

/** What `##` comments say, which may be Markdown: a block of code that they leave open ends with them. */
export function documented(text: string): string {
  let fence: string | null = null;
  for (const line of text.split("\n")) {
    const [, marks = "", rest = ""] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (marks === "") continue;
    if (fence === null) fence = marks;
    else if (marks.startsWith(fence) && rest.trim() === "") fence = null;
  }
  return fence === null ? text : `${text}\n${fence}`;
}

/** Leads to a place of the set; the text alone where the view does not have it. */
export function link(view: PolicyView, text: string, file: string, span: Span): string {
  const source = view.sources.get(file);
  if (source === undefined) return text;
  const { line, column } = positionAt(source, span.start);
  // Clients may leave brackets in a URI as they are, which end a link.
  const uri = view.uriOf(file).replace(/[()<>\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return `[${text}](${uri}#L${line},${column})`;
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
