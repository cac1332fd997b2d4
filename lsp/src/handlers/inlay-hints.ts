/** `textDocument/inlayHint` and `inlayHint/resolve` */

import { type ClientCapabilities, type InlayHint, InlayHintKind, MarkupKind } from "vscode-languageserver";
import { toLocation, toPosition, toSpan } from "../convert.ts";
import { type Hint, inlayHints } from "../features/inlay-hints.ts";
import type { DocumentView, Handler } from "./handler.ts";
import { refreshAfterChanges } from "./refresh.ts";

/** What finds a hint again when it is to be filled in. */
interface HintData {
  readonly uri: string;
  readonly offset: number;
  readonly label: string;
}

export const inlayHintsHandler: Handler = {
  capabilities: { inlayHintProvider: { resolveProvider: true } },
  register(connection, context) {
    connection.languages.inlayHint.on(async ({ textDocument: { uri }, range }) => {
      // The view last: nothing may come between it and what is read from it.
      const kinds = (await context.settings()).inlayHints;
      const found = await context.document(uri);
      if (found === null) return null;
      const { view, path } = found;
      const source = view.sources.get(path)!;
      const later = canResolve(context.client);
      return inlayHints(view, path, toSpan(source, range), kinds).map((hint): InlayHint => {
        const bare = bareHint(found, hint, uri);
        return later ? bare : filledIn(found, bare, hint);
      });
    });
    connection.languages.inlayHint.resolve(async (bare) => {
      const data = bare.data as HintData | undefined;
      const kinds = (await context.settings()).inlayHints;
      const found = data === undefined ? null : await context.document(data.uri);
      if (data === undefined || found === null) return bare;
      const there = inlayHints(found.view, found.path, { start: data.offset, end: data.offset }, kinds);
      const hint = there.find(({ label }) => label === data.label);
      return hint === undefined ? bare : filledIn(found, bare, hint);
    });
    refreshAfterChanges(context, async () => {
      if (context.client.workspace?.inlayHint?.refreshSupport) await connection.languages.inlayHint.refresh();
    });
  },
};

/** With a place to go to as well, or a tooltip alone would come late. */
function canResolve({ textDocument }: ClientCapabilities): boolean {
  const properties = textDocument?.inlayHint?.resolveSupport?.properties ?? [];
  return properties.includes("tooltip") && properties.some((property) => property.startsWith("label"));
}

function bareHint({ view, path }: DocumentView, hint: Hint, uri: string): InlayHint {
  const { offset, label } = hint;
  const data: HintData = { uri, offset, label };
  return {
    position: toPosition(view.sources.get(path)!, offset),
    label: [{ value: label }],
    kind: InlayHintKind.Type,
    paddingLeft: true,
    data,
  };
}

function filledIn({ view }: DocumentView, bare: InlayHint, { label, target, tooltip }: Hint): InlayHint {
  const location = target === null ? null : toLocation(view, target);
  const text = tooltip();
  return {
    ...bare,
    label: [{ value: label, ...(location === null ? {} : { location }) }],
    ...(text === null ? {} : { tooltip: { kind: MarkupKind.Markdown, value: text } }),
  };
}
