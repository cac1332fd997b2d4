/** `textDocument/documentSymbol`, `workspace/symbol` and `workspaceSymbol/resolve` */

import {
  type ClientCapabilities,
  type DocumentSymbol,
  type Range,
  type SymbolInformation,
  SymbolKind,
  type WorkspaceSymbol,
} from "vscode-languageserver";
import { toRange } from "../convert.ts";
import { type EntryKind, flatOutline, type OutlineEntry, outline } from "../features/outline.ts";
import { type FoundSymbol, workspaceSymbols } from "../features/workspace-symbols.ts";
import type { PolicyView } from "../workspace/policy-view.ts";
import { unique } from "./every-set.ts";
import type { Handler, ServerContext } from "./handler.ts";

export const symbolsHandler: Handler = {
  capabilities: { documentSymbolProvider: true, workspaceSymbolProvider: { resolveProvider: true } },
  register(connection, context) {
    connection.onDocumentSymbol(async ({ textDocument: { uri } }) => {
      const document = await context.document(uri);
      const parsed = document?.view.file(document.path) ?? null;
      if (parsed === null) return null;
      const { source } = parsed.file;
      if (context.client.textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true) {
        return outline(parsed).map((entry) => toDocumentSymbol(source, entry));
      }
      return flatOutline(parsed).map((entry) => ({
        ...titled(entry),
        location: { uri, range: toRange(source, entry.whole) },
      })) satisfies SymbolInformation[];
    });
    connection.onWorkspaceSymbol(async ({ query }) => {
      const found = (await context.views()).flatMap((view) =>
        workspaceSymbols(view, query).map((symbol) => ({ view, symbol })),
      );
      found.sort((a, b) => b.symbol.score - a.symbol.score);
      const isLazy = resolvesRanges(context.client);
      const once = unique(found, ({ view, symbol }) => `${view.uriOf(symbol.file)} ${symbol.entry.whole.start}`);
      return once.map(({ view, symbol }) => toWorkspaceSymbol(view, symbol, isLazy));
    });
    connection.onWorkspaceSymbolResolve((symbol) => resolved(context, symbol));
  },
};

function toDocumentSymbol(source: Parameters<typeof toRange>[0], entry: OutlineEntry): DocumentSymbol {
  return {
    name: entry.name,
    detail: entry.detail,
    kind: symbolKinds[entry.kind],
    range: toRange(source, entry.whole),
    selectionRange: toRange(source, entry.nameSpan),
    children: entry.children.map((child) => toDocumentSymbol(source, child)),
  };
}

function titled({ name, kind, container }: OutlineEntry) {
  return { name, kind: symbolKinds[kind], ...(container === null ? {} : { containerName: container }) };
}

function resolvesRanges({ workspace }: ClientCapabilities): boolean {
  return workspace?.symbol?.resolveSupport?.properties.includes("location.range") === true;
}

function toWorkspaceSymbol(view: PolicyView, { entry, file }: FoundSymbol, isLazy: boolean): WorkspaceSymbol {
  const uri = view.uriOf(file);
  const { name, kind, container } = entry;
  if (isLazy) return { ...titled(entry), location: { uri }, data: { name, kind, container } satisfies SymbolData };
  return { ...titled(entry), location: { uri, range: toRange(view.sources.get(file)!, entry.nameSpan) } };
}

/** By names, which hold longer than offsets do. */
interface SymbolData {
  readonly name: string;
  readonly kind: EntryKind;
  readonly container: string | null;
}

async function resolved(context: ServerContext, symbol: WorkspaceSymbol): Promise<WorkspaceSymbol> {
  if ("range" in symbol.location) return symbol;
  const { uri } = symbol.location;
  const document = await context.document(uri);
  const parsed = document?.view.file(document.path) ?? null;
  const data = symbol.data as SymbolData | undefined;
  const entry = parsed === null ? undefined : flatOutline(parsed).find((each) => isNamed(each, data));
  // What is gone meanwhile: the beginning of its file.
  const start = { line: 0, character: 0 };
  const range: Range = parsed && entry ? toRange(parsed.file.source, entry.nameSpan) : { start, end: start };
  return { ...symbol, location: { uri, range } };
}

function isNamed({ name, kind, container }: OutlineEntry, data: SymbolData | undefined): boolean {
  return name === data?.name && kind === data.kind && container === data.container;
}

export const symbolKinds: Readonly<Record<EntryKind, SymbolKind>> = {
  schedule: SymbolKind.Event,
  metric: SymbolKind.Variable,
  let: SymbolKind.Constant,
  template: SymbolKind.Interface,
  profile: SymbolKind.Class,
  test: SymbolKind.Function,
  assert: SymbolKind.Function,
  param: SymbolKind.Property,
  set: SymbolKind.Field,
  rule: SymbolKind.Method,
  removal: SymbolKind.Null,
};
