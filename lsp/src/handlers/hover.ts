/** `textDocument/hover` */

import { type ClientCapabilities, MarkupKind } from "vscode-languageserver";
import { toRange } from "../convert.ts";
import { hover } from "../features/hover.ts";
import { withoutMarks } from "../features/markdown.ts";
import type { Handler } from "./handler.ts";

export const hoverHandler: Handler = {
  capabilities: { hoverProvider: true },
  register(connection, context) {
    connection.onHover(async (params) => {
      const point = await context.at(params);
      if (point === null) return null;
      const found = hover(point.view, point.path, point.offset);
      if (found === null) return null;
      const page = found.page === undefined ? null : await context.host.codePage(found.page);
      const markdown = page === null ? found.markdown : `${found.markdown}\n\n---\n\n${page}`;
      const source = point.view.sources.get(found.place.file)!;
      return { contents: contentsFor(context.client, markdown), range: toRange(source, found.place.span) };
    });
  },
};

/** In the kind of text that the client likes best; one that says nothing gets Markdown, which all that do so can show. */
function contentsFor(client: ClientCapabilities, markdown: string) {
  const kinds = client.textDocument?.hover?.contentFormat;
  if (kinds === undefined || kinds.includes(MarkupKind.Markdown)) return { kind: MarkupKind.Markdown, value: markdown };
  return { kind: MarkupKind.PlainText, value: withoutMarks(markdown) };
}
