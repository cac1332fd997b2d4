/** What has to be written anew when files move: paths to them, and the paths in them. */

import type { PolicyView } from "../workspace/policy-view.ts";
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
    const from = view.uriOf(file);
    const movedFrom = moved(from, moves);
    for (const { span, target } of paths(view, file)) {
      const old = resolveUri(from, target.path);
      if (old === null) continue;
      const wanted = moved(old, moves);
      if (decoded(resolveUri(movedFrom, target.path) ?? "") === decoded(wanted)) continue;
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
  try {
    const encoded = path.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");
    return new URL(encoded, from).href.replace(/\/$/, "");
  } catch {
    return null;
  }
}

/** A file that moves, or one in a folder that does. */
function moved(uri: string, moves: readonly Move[]): string {
  const normal = decoded(uri);
  for (const { oldUri, newUri } of moves) {
    const old = decoded(oldUri);
    if (normal === old) return decodedToUri(decoded(newUri));
    if (normal.startsWith(`${old}/`)) return decodedToUri(decoded(newUri) + normal.slice(old.length));
  }
  return uri;
}

/** Clients encode more or fewer characters of the same place. */
function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri).replace(/\/$/, "");
  } catch {
    return uri;
  }
}

function decodedToUri(text: string): string {
  const [, scheme = "", rest = ""] = /^([a-z][a-z0-9+.-]*:\/\/)?(.*)$/i.exec(text) ?? [];
  return new URL(scheme + rest.split("/").map(encodeURIComponent).join("/")).href;
}

/** In the manner of the old one: with `./` or without, absolute or not. Null between places that no path joins. */
function relativePath(from: string, to: string, before: string): string | null {
  const [base, target] = [new URL(from), new URL(to)];
  if (base.protocol !== target.protocol || base.host !== target.host) return null;
  if (before.startsWith("/")) return decodeURIComponent(target.pathname);
  const folder = decodeURIComponent(base.pathname).split("/").slice(0, -1);
  const wanted = decodeURIComponent(target.pathname).split("/");
  let shared = 0;
  while (shared < folder.length && shared < wanted.length - 1 && folder[shared] === wanted[shared]) shared++;
  const up = folder.slice(shared).map(() => "..");
  const path = [...up, ...wanted.slice(shared)].join("/");
  const slash = before.endsWith("/") ? "/" : "";
  return `${before.startsWith("./") && up.length === 0 ? "./" : ""}${path}${slash}`;
}
