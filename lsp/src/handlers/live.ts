/** Requests of our own for showing policies against a running engine: `macropolicy/sets`, `macropolicy/thresholds`. */

import { toRange } from "../convert.ts";
import {
  type SetsResult,
  setsMethod,
  type ThresholdsParams,
  type ThresholdsResult,
  thresholdsMethod,
} from "../editor-protocol.ts";
import { thresholds } from "../features/thresholds.ts";
import type { Handler } from "./handler.ts";

export const liveHandler: Handler = {
  capabilities: {},
  register(connection, context) {
    connection.onRequest(setsMethod, async (): Promise<SetsResult> => {
      const views = await context.views();
      return {
        sets: views.map((view) => ({
          files: [...view.sources.keys()].map(view.uriOf),
          policies: [...view.sources].some(([path]) => view.kindOf(path) === "configuration")
            ? view.config.policies.map(view.uriOf)
            : [],
        })),
      };
    });
    connection.onRequest(thresholdsMethod, async (params: ThresholdsParams): Promise<ThresholdsResult> => {
      const document = typeof params?.uri === "string" ? await context.document(params.uri) : null;
      const source = document?.view.sources.get(document.path);
      if (!document || !source) return { rules: [] };
      return {
        rules: thresholds(document.view, document.path).map(({ header, comparisons, ...rule }) => ({
          ...rule,
          header: toRange(source, header),
          comparisons: comparisons.map(({ span, ...comparison }) => ({ ...comparison, range: toRange(source, span) })),
        })),
      };
    });
  },
};
