/** `textDocument/foldingRange`, `selectionRange`, `linkedEditingRange` and `documentLink` */

import { type DocumentLink, type FoldingRange, FoldingRangeKind, type SelectionRange } from "vscode-languageserver";
import { toOffset, toRange } from "../convert.ts";
import { type Fold, folds } from "../features/folding.ts";
import { linkedNames } from "../features/linked-names.ts";
import { links } from "../features/links.ts";
import { resolveUri } from "../features/moved-files.ts";
import { selectionSpans } from "../features/selection.ts";
import type { Handler } from "./handler.ts";

export const structureHandler: Handler = {
  capabilities: {
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    linkedEditingRangeProvider: true,
    documentLinkProvider: {},
  },
  register(connection, context) {
    connection.onFoldingRanges(async ({ textDocument: { uri } }) => {
      const document = await context.document(uri);
      const parsed = document?.view.file(document.path) ?? null;
      if (parsed === null) return null;
      const byLine = context.client.textDocument?.foldingRange?.lineFoldingOnly === true;
      return folds(parsed).flatMap((fold) => toFoldingRange(parsed.file.source, fold, byLine) ?? []);
    });
    connection.onSelectionRanges(async ({ textDocument: { uri }, positions }) => {
      const document = await context.document(uri);
      const parsed = document?.view.file(document.path) ?? null;
      return positions.map((position): SelectionRange => {
        // Every position must have an answer.
        if (parsed === null) return { range: { start: position, end: position } };
        const { source } = parsed.file;
        const spans = selectionSpans(parsed, toOffset(source, position)).toReversed();
        return spans.reduce<SelectionRange | undefined>(
          (parent, span) => ({ range: toRange(source, span), ...(parent === undefined ? {} : { parent }) }),
          undefined,
        )!;
      });
    });
    connection.languages.onLinkedEditingRange(async (params) => {
      const point = await context.at(params);
      const linked = point === null ? null : linkedNames(point.view, point.path, point.offset);
      if (point === null || linked === null) return null;
      const source = point.view.sources.get(point.path)!;
      return { ranges: linked.spans.map((span) => toRange(source, span)), wordPattern: linked.pattern };
    });
    connection.onDocumentLinks(async ({ textDocument: { uri } }) => {
      const document = await context.document(uri);
      const source = document?.view.sources.get(document.path);
      if (!document || source === undefined) return null;
      return links(document.view, document.path).flatMap(({ span, target }): DocumentLink[] => {
        const isPath = target.kind === "path";
        const found = isPath ? resolveUri(uri, target.path) : (context.host.codePageUri?.(target.code) ?? null);
        return found === null ? [] : [{ range: toRange(source, span), target: found }];
      });
    });
  },
};

const kinds = { comment: FoldingRangeKind.Comment, region: FoldingRangeKind.Region, block: undefined } as const;

/** A client that folds whole lines keeps the one with the closing brace in sight. */
function toFoldingRange(
  source: Parameters<typeof toRange>[0],
  { span, kind }: Fold,
  byLine: boolean,
): FoldingRange | null {
  const { start, end } = toRange(source, span);
  const closes = source.text[span.end] === "}" && kind === "block";
  const endLine = byLine && closes ? end.line - 1 : end.line;
  if (endLine <= start.line) return null;
  const range = { startLine: start.line, endLine, ...(kinds[kind] === undefined ? {} : { kind: kinds[kind] }) };
  return byLine ? range : { ...range, startCharacter: start.character, endCharacter: end.character };
}
