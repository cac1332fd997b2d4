/** One place as every set sees it: a file may belong to several, when configurations share a folder of policies. */

import type { TextDocumentPositionParams } from "vscode-languageserver";
import type { PolicyView } from "../workspace/policy-view.ts";
import type { DocumentView, PointView, ServerContext } from "./handler.ts";

/** The set that the document belongs to first, then the others that have it; empty where none has. */
export async function everyPoint(
  context: ServerContext,
  params: TextDocumentPositionParams,
): Promise<readonly PointView[]> {
  await allRead(context);
  const point = await context.at(params);
  if (point === null) return [];
  return [point, ...(await otherSets(context, point)).map((other) => ({ ...other, offset: point.offset }))];
}

/** As `everyPoint`, of a document as such. */
export async function everyDocument(context: ServerContext, uri: string): Promise<readonly DocumentView[]> {
  await allRead(context);
  const document = await context.document(uri);
  return document === null ? [] : [document, ...(await otherSets(context, document))];
}

/** Before any view is taken: while one set is being read, an edit may make another view of the next. */
async function allRead(context: ServerContext): Promise<void> {
  await context.views();
}

async function otherSets(context: ServerContext, { view: own, path }: DocumentView): Promise<readonly DocumentView[]> {
  const uri = own.uriOf(path);
  return (await context.views()).flatMap((view): DocumentView[] => {
    const found = view === own ? null : pathOf(view, uri);
    return found === null ? [] : [{ view, path: found }];
  });
}

function pathOf(view: PolicyView, uri: string): string | null {
  for (const path of view.sources.keys()) if (view.uriOf(path) === uri) return path;
  return null;
}

/** The first of each kind. */
export function unique<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const found = new Map<string, T>();
  for (const item of items) if (!found.has(keyOf(item))) found.set(keyOf(item), item);
  return [...found.values()];
}
