/** `textDocument/references` and `documentHighlight` */

import { DocumentHighlightKind } from "vscode-languageserver";
import { toLocation, toRange } from "../convert.ts";
import { highlights } from "../features/highlights.ts";
import { references } from "../features/references.ts";
import type { Handler } from "./handler.ts";

export const referencesHandler: Handler = {
  capabilities: { referencesProvider: true, documentHighlightProvider: true },
  register(connection, context) {
    connection.onReferences(async (params) => {
      const point = await context.at(params);
      if (point === null) return null;
      const found = references(point.view, point.path, point.offset, params.context.includeDeclaration);
      return found?.flatMap((place) => toLocation(point.view, place) ?? []) ?? null;
    });
    connection.onDocumentHighlight(async (params) => {
      const point = await context.at(params);
      if (point === null) return null;
      const source = point.view.sources.get(point.path)!;
      return highlights(point.view, point.path, point.offset).map(({ span, writes }) => ({
        range: toRange(source, span),
        kind: writes ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      }));
    });
  },
};
