/** `textDocument/completion` and `completionItem/resolve` */

import {
  type ClientCapabilities,
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type CompletionOptions,
  CompletionTriggerKind,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
} from "vscode-languageserver";
import { toRange } from "../convert.ts";
import { complete } from "../features/completion/complete.ts";
import { documentation } from "../features/completion/documentation.ts";
import type { About, Completion, Item, ItemKind } from "../features/completion/item.ts";
import { pathAt, pathItems } from "../features/completion/paths.ts";
import { withoutMarks } from "../features/markdown.ts";
import { resolveUri } from "../features/moved-files.ts";
import type { Handler, PointView, ServerContext } from "./handler.ts";

const options: CompletionOptions = {
  triggerCharacters: [" ", ".", '"', "/", "{", "(", ..."0123456789"],
  resolveProvider: true,
};

/** What an item carries until it is looked at. */
interface ItemData {
  readonly uri: string;
  readonly about: About;
}

export const completionHandler: Handler = {
  capabilities: { completionProvider: options },
  register(connection, context) {
    connection.onCompletion(async (params): Promise<CompletionList | null> => {
      const point = await context.at(params);
      if (point === null) return null;
      const { triggerKind, triggerCharacter } = params.context ?? {};
      const isTyped = triggerKind === CompletionTriggerKind.TriggerCharacter;
      const trigger = isTyped ? (triggerCharacter ?? null) : null;
      const found = (await completePath(context, point)) ?? complete(point.view, point.path, point.offset, trigger);
      if (found === null) return null;
      const items = found.items.map((item, index) =>
        toItem(context.client, point, found, item, index, params.textDocument.uri),
      );
      return { isIncomplete: false, items };
    });

    connection.onCompletionResolve(async (item) => {
      const { uri, about } = (item.data ?? {}) as Partial<ItemData>;
      const document = uri === undefined ? null : await context.document(uri);
      if (document === null || about === undefined) return item;
      const found = documentation(document.view, about);
      if (found === null) return item;
      const page = found.page === null ? null : await context.host.codePage(found.page);
      const markdown = page === null ? found.markdown : `${found.markdown}\n\n---\n\n${page}`;
      const kinds = context.client.textDocument?.completion?.completionItem?.documentationFormat;
      const isPlain = kinds !== undefined && !kinds.includes(MarkupKind.Markdown);
      const text = isPlain ? withoutMarks(markdown) : markdown;
      const kind = isPlain ? MarkupKind.PlainText : MarkupKind.Markdown;
      return { ...item, documentation: { kind, value: text } };
    });
  },
};

/** What lies on the disk is no part of a view. */
async function completePath({ host }: ServerContext, { view, path, offset }: PointView): Promise<Completion | null> {
  const place = pathAt(view, path, offset);
  const folder = place === null ? null : resolveUri(view.uriOf(path), place.folder === "" ? "." : place.folder);
  if (place === null || folder === null) return null;
  return { span: place.span, cursor: offset, items: pathItems(await host.files.list(folder), place) };
}

const kinds: Readonly<Record<ItemKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  word: CompletionItemKind.EnumMember,
  operator: CompletionItemKind.Operator,
  metric: CompletionItemKind.Variable,
  function: CompletionItemKind.Function,
  param: CompletionItemKind.Property,
  let: CompletionItemKind.Constant,
  schedule: CompletionItemKind.Event,
  template: CompletionItemKind.Interface,
  profile: CompletionItemKind.Class,
  rule: CompletionItemKind.Method,
  channel: CompletionItemKind.Module,
  dimension: CompletionItemKind.TypeParameter,
  quantity: CompletionItemKind.Unit,
  text: CompletionItemKind.Text,
  "lint-code": CompletionItemKind.Reference,
  key: CompletionItemKind.Field,
  value: CompletionItemKind.Value,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
};

function toItem(
  client: ClientCapabilities,
  { view, path }: PointView,
  { span, cursor }: Completion,
  item: Item,
  index: number,
  uri: string,
): CompletionItem {
  const can = client.textDocument?.completion?.completionItem;
  const source = view.sources.get(path)!;
  const snippet = can?.snippetSupport === true ? item.snippet : null;
  const newText = snippet ?? item.text;
  const replace = toRange(source, span);
  const insert = toRange(source, { start: span.start, end: cursor });
  const converted: CompletionItem = {
    label: item.label,
    kind: snippet !== null && item.kind === "keyword" ? CompletionItemKind.Snippet : kinds[item.kind],
    sortText: String(index).padStart(4, "0"),
    textEdit: can?.insertReplaceSupport === true ? { newText, insert, replace } : { newText, range: replace },
    insertTextFormat: snippet === null ? InsertTextFormat.PlainText : InsertTextFormat.Snippet,
  };
  if (item.detail !== null) {
    if (can?.labelDetailsSupport === true) converted.labelDetails = { description: item.detail };
    else converted.detail = item.detail;
  }
  if (item.kind === "function" && snippet === null) converted.commitCharacters = ["("];
  if (newText.includes("\n") && can?.insertTextModeSupport?.valueSet.includes(InsertTextMode.adjustIndentation)) {
    converted.insertTextMode = InsertTextMode.adjustIndentation;
  }
  if (item.about !== null) converted.data = { uri, about: item.about } satisfies ItemData;
  return converted;
}
