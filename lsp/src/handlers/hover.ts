/** `textDocument/hover` */

import { toRange } from "../convert.ts";
import { hover } from "../features/hover.ts";
import type { Handler } from "./handler.ts";

export const hoverHandler: Handler = {
  capabilities: { hoverProvider: true },
  register(connection, context) {
    connection.onHover(async (params) => {
      const point = await context.at(params);
      if (point === null) return null;
      const found = hover(point.view, point.path, point.offset);
      if (found === null) return null;
      const source = point.view.sources.get(found.place.file)!;
      return { contents: { kind: "markdown", value: found.markdown }, range: toRange(source, found.place.span) };
    });
  },
};
