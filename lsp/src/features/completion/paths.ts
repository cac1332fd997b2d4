/** What is offered for the recording of a test: files that are recordings, and the folders on the way to them. */

import { cursorAt, type Span } from "@macro-engine/dsl";
import type { FolderEntry } from "../../host.ts";
import type { PolicyView } from "../../workspace/policy-view.ts";
import { type Item, item } from "./item.ts";

export interface PathPlace {
  /** From the file's own folder, as far as it is written; "" for that folder itself. */
  readonly folder: string;
  /** Of the last part, which is being written. */
  readonly span: Span;
}

/** Null where no path is being written. */
export function pathAt(view: PolicyView, path: string, offset: number): PathPlace | null {
  const source = view.sources.get(path);
  if (source === undefined || view.kindOf(path) !== "policy") return null;
  const at = Math.max(0, Math.min(offset, source.text.length));
  const cursor = cursorAt(source, at);
  if (cursor.kind !== "string" || cursor.item[0]?.type !== "trace") return null;
  const before = source.text.slice(cursor.span.start, at);
  const folder = before.slice(0, before.lastIndexOf("/") + 1);
  return { folder, span: { start: cursor.span.start + folder.length, end: Math.max(cursor.span.end, at) } };
}

const recording = /\.(?:csv|jsonl|ndjson)$/i;

/** What a folder holds, and from where one can still go up, the folder above it. */
export function pathItems(entries: readonly FolderEntry[], { folder }: Pick<PathPlace, "folder">): readonly Item[] {
  const found = entries
    .filter(({ name, isFolder }) => isOffered(name) && (isFolder || recording.test(name)))
    .sort((a, b) => Number(a.isFolder) - Number(b.isFolder) || (a.name < b.name ? -1 : 1))
    .map(({ name, isFolder }, order) => (isFolder ? item("folder", `${name}/`, order) : item("file", name, order)));
  return /^(?:\.\.\/)*$/.test(folder) ? [...found, item("folder", "../", found.length)] : found;
}

function isOffered(name: string): boolean {
  return /^[^."\\][^"\\]*$/.test(name) && name !== "node_modules";
}
