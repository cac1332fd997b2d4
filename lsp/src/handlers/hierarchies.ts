/** `textDocument/prepareTypeHierarchy` and `prepareCallHierarchy`, with what they lead to */

import type { CallHierarchyItem, TypeHierarchyItem } from "vscode-languageserver";
import { toRange } from "../convert.ts";
import { type CallEntry, type CallNode, incomingCalls, outgoingCalls, prepareCalls } from "../features/calls.ts";
import { prepareTypes, subTypes, superTypes, type TypeEntry, type TypeNode } from "../features/hierarchy.ts";
import type { PolicyView } from "../workspace/policy-view.ts";
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
    const types = async (item: TypeHierarchyItem, ask: typeof superTypes) => {
      const document = await context.document(item.uri);
      if (document === null || !isTypeNode(item.data)) return null;
      const { view } = document;
      return ask(view, item.data).map((entry) => toTypeItem(view, entry));
    };
    typeHierarchy.onSupertypes(({ item }) => types(item, superTypes));
    typeHierarchy.onSubtypes(({ item }) => types(item, subTypes));

    callHierarchy.onPrepare(async (params) => {
      const point = await context.at(params);
      const entry = point === null ? null : prepareCalls(point.view, point.path, point.offset);
      return point === null || entry === null ? null : [toCallItem(point.view, entry)];
    });
    const called = async (item: CallHierarchyItem) => {
      const document = await context.document(item.uri);
      return document === null || !isCallNode(item.data)
        ? null
        : { view: document.view, node: { ...item.data, file: document.path } };
    };
    callHierarchy.onIncomingCalls(async ({ item }) => {
      const asked = await called(item);
      if (asked === null) return null;
      return incomingCalls(asked.view, asked.node).map(({ to, ranges }) => {
        const source = asked.view.sources.get(to.node.file)!;
        return { from: toCallItem(asked.view, to), fromRanges: ranges.map((span) => toRange(source, span)) };
      });
    });
    callHierarchy.onOutgoingCalls(async ({ item }) => {
      const asked = await called(item);
      if (asked === null) return null;
      const source = asked.view.sources.get(asked.node.file)!;
      return outgoingCalls(asked.view, asked.node).map(({ to, ranges }) => ({
        to: toCallItem(asked.view, to),
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
