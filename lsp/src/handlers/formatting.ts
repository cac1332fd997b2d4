/** `textDocument/formatting`, `rangeFormatting`, `rangesFormatting` and `onTypeFormatting` */

import type { TextEdit } from "@macro-engine/dsl";
import type { TextEdit as ProtocolEdit } from "vscode-languageserver";
import { toSpan, toTextEdit } from "../convert.ts";
import { formatting, formattingOfRanges, formattingOnType } from "../features/formatting.ts";
import type { DocumentView, Handler } from "./handler.ts";

export const formattingHandler: Handler = {
  capabilities: {
    documentFormattingProvider: true,
    documentRangeFormattingProvider: { rangesSupport: true },
    documentOnTypeFormattingProvider: { firstTriggerCharacter: "}", moreTriggerCharacter: ["\n"] },
  },
  register(connection, context) {
    connection.onDocumentFormatting(async ({ textDocument }) => {
      const found = await context.document(textDocument.uri);
      return found && toEdits(found, formatting(found.view, found.path));
    });
    connection.onDocumentRangeFormatting(async ({ textDocument, range }) => {
      const found = await context.document(textDocument.uri);
      return found && toEdits(found, formatting(found.view, found.path, toSpan(sourceOf(found), range)));
    });
    connection.onDocumentRangesFormatting(async ({ textDocument, ranges }) => {
      const found = await context.document(textDocument.uri);
      if (found === null) return null;
      const spans = ranges.map((range) => toSpan(sourceOf(found), range));
      return toEdits(found, formattingOfRanges(found.view, found.path, spans));
    });
    connection.onDocumentOnTypeFormatting(async (params) => {
      const point = await context.at(params);
      return point && toEdits(point, formattingOnType(point.view, point.path, point.offset, params.ch));
    });
  },
};

function sourceOf({ view, path }: DocumentView) {
  return view.sources.get(path)!;
}

function toEdits(found: DocumentView, edits: readonly TextEdit[]): ProtocolEdit[] {
  return edits.map((edit) => toTextEdit(sourceOf(found), edit));
}
