/** `textDocument/definition`, `declaration` and `implementation` */

import type { Location, LocationLink, TextDocumentPositionParams } from "vscode-languageserver";
import { toLocation, toRange } from "../convert.ts";
import { declaration, definition, implementations, type Origin } from "../features/definition.ts";
import type { PolicyView } from "../workspace/policy-view.ts";
import { everyPoint, unique } from "./every-set.ts";
import type { Handler, ServerContext } from "./handler.ts";

export const definitionHandler: Handler = {
  capabilities: { definitionProvider: true, declarationProvider: true, implementationProvider: true },
  register(connection, context) {
    const asked = () => context.client.textDocument;
    connection.onDefinition((params) => answer(context, params, definition, asked()?.definition));
    connection.onDeclaration((params) => answer(context, params, declaration, asked()?.declaration));
    connection.onImplementation((params) => answer(context, params, implementations, asked()?.implementation));
  },
};

async function answer(
  context: ServerContext,
  params: TextDocumentPositionParams,
  ask: typeof definition,
  client: { readonly linkSupport?: boolean } | undefined,
): Promise<Location[] | LocationLink[] | null> {
  const points = await everyPoint(context, params);
  const found = points.flatMap(({ view, path, offset }) => {
    const origin = ask(view, path, offset);
    return origin === null ? [] : [{ view, origin }];
  });
  if (found.length === 0) return null;
  if (client?.linkSupport === true) {
    const links = found.flatMap(({ view, origin }) => toLinks(view, origin));
    return [...unique(links, (link) => JSON.stringify(link))];
  }
  const locations = found.flatMap(({ view, origin }) =>
    origin.targets.flatMap(({ name }) => toLocation(view, name) ?? []),
  );
  return [...unique(locations, (location) => JSON.stringify(location))];
}

function toLinks(view: PolicyView, { from, targets }: Origin): LocationLink[] {
  const originSelectionRange = toRange(view.sources.get(from.file)!, from.span);
  return targets.flatMap(({ name, whole }) => {
    const source = view.sources.get(name.file);
    if (source === undefined) return [];
    const targetRange = toRange(source, whole);
    const targetSelectionRange = toRange(source, name.span);
    return [{ originSelectionRange, targetUri: view.uriOf(name.file), targetRange, targetSelectionRange }];
  });
}
