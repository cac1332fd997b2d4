/** Reads a renamed set again: it must have no new errors, and the new name must mean the same at the same places. */

import { analyze, parse, type Source } from "@macro-engine/dsl";
import type { PolicyView } from "../workspace/policy-view.ts";
import type { Edit } from "./place.ts";
import type { Subject } from "./subject.ts";
import { useAt, usesOf } from "./uses.ts";

export interface RenameEdit extends Edit {
  /** Where in its text the new name begins; null where it names something else. */
  readonly nameAt: number | null;
}

/** Null where nothing but the name would change. */
export function whyNotSame(
  view: PolicyView,
  subject: Subject,
  edits: readonly RenameEdit[],
  newName: string,
): string | null {
  const after = edited(view, edits);
  const known = new Set(view.analysis.diagnostics.map(({ code, message }) => `${code} ${message}`));
  const rename = (text: string) => text.replaceAll(newName, subject.name);
  const fresh = after.analysis.diagnostics.find(
    ({ code, message }) => !known.has(`${code} ${message}`) && !known.has(`${code} ${rename(message)}`),
  );
  if (fresh !== undefined) return `then this would be wrong in ${fresh.file}: ${fresh.message}`;
  const wanted = placesAfter(edits);
  const [first] = wanted;
  const use = first === undefined ? null : useAt(after, first.file, first.offset);
  const found = use === null ? [] : usesOf(after, use.subject);
  const there = new Set(found.map(({ place }) => `${place.span.start} ${place.file}`));
  const isSame = wanted.every(({ file, offset }) => there.has(`${offset} ${file}`));
  if (wanted.length === found.length && isSame) return null;
  return `\`${newName}\` would mean something else at some of its places`;
}

/** The view of the set as the edits make it. */
function edited(view: PolicyView, edits: readonly Edit[]): PolicyView {
  const byFile = Map.groupBy(edits, ({ file }) => file);
  const sources = new Map<string, Source>();
  for (const [path, source] of view.sources) {
    const own = byFile.get(path);
    sources.set(path, own === undefined ? source : { path, text: textAfter(source.text, own) });
  }
  const policies = [...sources.values()].filter(({ path }) => view.kindOf(path) === "policy");
  const overrides = [...sources.values()].filter(({ path }) => view.kindOf(path) === "overrides");
  const files = policies.map(
    (source) => (source === view.sources.get(source.path) ? view.file(source.path) : null) ?? parse(source),
  );
  const mode = view.config.overrides.mode === "forbid" ? "forbid" : "allow";
  const analysis = analyze({ files, overrides, overridesMode: mode });
  const byPath = new Map(analysis.files.map((parsed) => [parsed.file.source.path, parsed]));
  return { ...view, sources, analysis, file: (path) => byPath.get(path) ?? null };
}

function textAfter(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { span, text: fresh } of edits.toSorted((a, b) => a.span.start - b.span.start)) {
    pieces.push(text.slice(at, span.start), fresh);
    at = span.end;
  }
  return [...pieces, text.slice(at)].join("");
}

/** Where the names stand once all edits are made. */
function placesAfter(edits: readonly RenameEdit[]) {
  const places: { file: string; offset: number }[] = [];
  const grown = new Map<string, number>();
  for (const { file, span, text, nameAt } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    const shift = grown.get(file) ?? 0;
    if (nameAt !== null) places.push({ file, offset: span.start + shift + nameAt });
    grown.set(file, shift + text.length - (span.end - span.start));
  }
  return places;
}
