/** `textDocument/prepareTypeHierarchy` and `prepareCallHierarchy`, with what they lead to */

import type { CallHierarchyItem, TypeHierarchyItem } from "vscode-languageserver";
import { toRange } from "../convert.ts";
import { type CallEntry, type CallNode, incomingCalls, outgoingCalls, prepareCalls } from "../features/calls.ts";
import { prepareTypes, subTypes, superTypes, type TypeEntry, type TypeNode } from "../features/hierarchy.ts";
import type { PolicyView } from "../workspace/policy-view.ts";
import { everyDocument, unique } from "./every-set.ts";
import type { Handler } from "./handler.ts";
import { symbolKinds } from "./symbols.ts";

export const hierarchiesHandler: Handler = {
  capabilities: { typeHierarchyProvider: true, callHierarchyProvider: true },
  register(connection, context) {
    const { typeHierarchy, callHierarchy } = connection.languages;
    typeHierarchy.onPrepare(async (params) => {
      const point = await context.at(params);
      const entry = point === null ? null : prepareTypes(point.view, point.path, point.offset);
      return point === null || entry === null ? null : [toTypeItem(point.view, entry)];
    });
    const types = async ({ uri, data }: TypeHierarchyItem, ask: typeof superTypes) => {
      if (!isTypeNode(data)) return null;
      const found = (await everyDocument(context, uri)).flatMap(({ view }) =>
        ask(view, data).map((entry) => toTypeItem(view, entry)),
      );
      return [...unique(found, (item) => `${item.uri} ${JSON.stringify(item.selectionRange)}`)];
    };
    typeHierarchy.onSupertypes(({ item }) => types(item, superTypes));
    typeHierarchy.onSubtypes(({ item }) => types(item, subTypes));

    callHierarchy.onPrepare(async (params) => {
      const point = await context.at(params);
      const entry = point === null ? null : prepareCalls(point.view, point.path, point.offset);
      return point === null || entry === null ? null : [toCallItem(point.view, entry)];
    });
    callHierarchy.onIncomingCalls(async ({ item: { uri, data } }) => {
      if (!isCallNode(data)) return null;
      const found = (await everyDocument(context, uri)).flatMap(({ view, path }) =>
        incomingCalls(view, { ...data, file: path }).map(({ to, ranges }) => {
          const source = view.sources.get(to.node.file)!;
          return { from: toCallItem(view, to), fromRanges: ranges.map((span) => toRange(source, span)) };
        }),
      );
      return [...unique(found, ({ from }) => `${from.uri} ${JSON.stringify(from.selectionRange)}`)];
    });
    callHierarchy.onOutgoingCalls(async ({ item: { uri, data } }) => {
      const document = await context.document(uri);
      const source = document?.view.sources.get(document.path);
      if (!document || source === undefined || !isCallNode(data)) return null;
      return outgoingCalls(document.view, { ...data, file: document.path }).map(({ to, ranges }) => ({
        to: toCallItem(document.view, to),
        fromRanges: ranges.map((span) => toRange(source, span)),
      }));
    });
  },
};

function toTypeItem(view: PolicyView, { node, kind, detail, name, whole }: TypeEntry): TypeHierarchyItem {
  const source = view.sources.get(name.file)!;
  return {
    name: node.rule ?? node.body,
    kind: symbolKinds[kind],
    detail,
    uri: view.uriOf(name.file),
    range: toRange(source, whole),
    selectionRange: toRange(source, name.span),
    data: node,
  };
}

function toCallItem(view: PolicyView, { node, entry }: CallEntry): CallHierarchyItem {
  const source = view.sources.get(node.file)!;
  return {
    name: node.name,
    kind: symbolKinds[node.kind],
    detail: node.container ?? entry.detail,
    uri: view.uriOf(node.file),
    range: toRange(source, entry.whole),
    selectionRange: toRange(source, entry.nameSpan),
    data: node,
  };
}

/** What comes back from a client is whatever it sends. */
function isTypeNode(data: unknown): data is TypeNode {
  return typeof data === "object" && data !== null && "body" in data && typeof data.body === "string" && "rule" in data;
}

function isCallNode(data: unknown): data is CallNode {
  return typeof data === "object" && data !== null && "name" in data && "kind" in data && "container" in data;
}
