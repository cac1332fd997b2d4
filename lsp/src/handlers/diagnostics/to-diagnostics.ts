/** What is said about a file, as the protocol has it. */

import type { Source } from "@macro-engine/dsl";
import {
  type ClientCapabilities,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
} from "vscode-languageserver";
import { toLocation, toRange } from "../../convert.ts";
import type { PolicyView, Remark } from "../../workspace/policy-view.ts";

/** What a client can show of it. */
export interface Shown {
  readonly related: boolean;
  readonly tags: boolean;
  readonly links: boolean;
}

/** Clients that pull say it there since 3.18; those of 3.17 say it of diagnostics that are pushed, and mean both. */
export function shownBy({ textDocument }: ClientCapabilities): Shown {
  const said = { ...textDocument?.publishDiagnostics, ...textDocument?.diagnostic };
  return {
    related: said.relatedInformation === true,
    tags: said.tagSupport !== undefined,
    links: said.codeDescriptionSupport === true,
  };
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;

/** What may go without a change of what is done. */
const unnecessary: ReadonlySet<string> = new Set([
  "unused-ignore",
  "unused-let",
  "unused-metric",
  "unused-param",
  "unused-schedule",
  "unused-template",
  "duplicate-rule",
  "redundant-condition",
  "unreachable-rule",
]);

/** What was right once. */
const deprecated: ReadonlySet<string> = new Set(["expired-ignore"]);

export function toDiagnostic(
  view: PolicyView,
  remark: Remark,
  { related, tags, links }: Shown,
  pageOf: (code: string) => string | null,
): Diagnostic {
  const { code, severity, message, file, span } = remark;
  const page = links ? pageOf(code) : null;
  const tag = tagOf(code);
  return {
    range: toRange(sourceOf(view, file), span),
    severity: severities[severity],
    code,
    ...(page === null ? {} : { codeDescription: { href: page } }),
    source: "macropolicy",
    message,
    ...(tags && tag !== null ? { tags: [tag] } : {}),
    ...(related && remark.related.length > 0 ? { relatedInformation: relatedOf(view, remark) } : {}),
  };
}

function tagOf(code: string): DiagnosticTag | null {
  if (unnecessary.has(code)) return DiagnosticTag.Unnecessary;
  return deprecated.has(code) ? DiagnosticTag.Deprecated : null;
}

function relatedOf(view: PolicyView, { related }: Remark): DiagnosticRelatedInformation[] {
  return related.flatMap((place) => {
    const location = toLocation(view, place);
    return location === null ? [] : [{ location, message: place.message }];
  });
}

/** Of a file that cannot be read there is no text: what is said is said of its beginning. */
function sourceOf(view: PolicyView, file: string): Source {
  return view.sources.get(file) ?? { path: file, text: "" };
}
