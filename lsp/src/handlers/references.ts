/** `textDocument/references` and `documentHighlight` */

import { DocumentHighlightKind } from "vscode-languageserver";
import { toLocation, toRange } from "../convert.ts";
import { highlights } from "../features/highlights.ts";
import { references } from "../features/references.ts";
import { everyPoint, unique } from "./every-set.ts";
import type { Handler } from "./handler.ts";

export const referencesHandler: Handler = {
  capabilities: { referencesProvider: true, documentHighlightProvider: true },
  register(connection, context) {
    connection.onReferences(async (params) => {
      const points = await everyPoint(context, params);
      const found = points.map(({ view, path, offset }) =>
        references(view, path, offset, params.context.includeDeclaration)?.flatMap(
          (place) => toLocation(view, place) ?? [],
        ),
      );
      if (found.every((locations) => locations === undefined)) return null;
      return [
        ...unique(
          found.flatMap((locations) => locations ?? []),
          (location) => JSON.stringify(location),
        ),
      ];
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
