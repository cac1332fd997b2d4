/** What has to be written anew when files move: paths to them, and the paths in them. */

import type { PolicyView } from "../workspace/policy-view.ts";
import { canonicalUri, isUnder, parentOf, pathFrom, resolvedFrom } from "../workspace/uris.ts";
import { paths } from "./links.ts";
import type { Edit } from "./place.ts";

export interface Move {
  readonly oldUri: string;
  readonly newUri: string;
}

/** Edits of the files as they are called before they move. */
export function editsForMoves(view: PolicyView, moves: readonly Move[]): readonly Edit[] {
  const edits: Edit[] = [];
  for (const file of view.sources.keys()) {
    const from = canonicalUri(view.uriOf(file));
    const movedFrom = moved(from, moves);
    for (const { span, target } of paths(view, file)) {
      const old = resolveUri(from, target.path);
      if (old === null) continue;
      const wanted = moved(old, moves);
      if (resolveUri(movedFrom, target.path) === wanted) continue;
      const text = relativePath(movedFrom, wanted, target.path);
      if (text === null) continue;
      const quote = view.sources.get(file)!.text[span.start - 1] ?? "";
      edits.push({ file, span, text: view.kindOf(file) === "policy" ? escaped(text) : asYaml(text, quote) });
    }
  }
  return edits;
}

function escaped(text: string): string {
  return text.replaceAll(/["\\]/g, "\\$&");
}

/** As it may stand where the old path stood. */
function asYaml(text: string, quote: string): string {
  if (quote === '"') return escaped(text);
  if (quote === "'") return text.replaceAll("'", "''");
  return /^[\w./][\w./@+-]*$/.test(text) ? text : `"${escaped(text)}"`;
}

/** Where a path of a document leads; null for a document that has no place among files. */
export function resolveUri(from: string, path: string): string | null {
  if (!/^[a-z][a-z0-9+.-]*:\//i.test(from)) return null;
  return canonicalUri(resolvedFrom(parentOf(from), path.replaceAll("\\", "/")));
}

/** A file that moves, or one in a folder that does. */
function moved(uri: string, moves: readonly Move[]): string {
  for (const { oldUri, newUri } of moves) {
    const [old, fresh] = [canonicalUri(oldUri), canonicalUri(newUri)];
    if (uri === old) return fresh;
    if (isUnder(old, uri)) return fresh + uri.slice(old.length);
  }
  return uri;
}

/** In the manner of the old one: with `./` or without, absolute or not. Null between places that no path joins. */
function relativePath(from: string, to: string, before: string): string | null {
  if (before.startsWith("/")) return decodeURIComponent(new URL(to).pathname);
  const path = pathFrom(parentOf(from), to);
  if (path === to) return null;
  const isBelow = !path.startsWith("../");
  return `${before.startsWith("./") && isBelow ? "./" : ""}${path}${before.endsWith("/") ? "/" : ""}`;
}
