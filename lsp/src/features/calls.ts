/** What reads what: a rule the params, lets, schedules and metrics that it names; a test the profile and rules it is about. */

import type { ParsedFile, Span } from "@macro-engine/dsl";
import type { PolicyView } from "../workspace/policy-view.ts";
import { entryAt, flatOutline, type OutlineEntry } from "./outline.ts";
import { namesIn, subjectOf, useAt, usesOf } from "./uses.ts";

/** A declaration by its names, which outlast offsets. */
export interface CallNode {
  readonly file: string;
  readonly kind: OutlineEntry["kind"];
  readonly name: string;
  readonly container: string | null;
}

export interface CallEntry {
  readonly node: CallNode;
  readonly entry: OutlineEntry;
}

/** `ranges` are in the file of whatever reads. */
export interface CallEdge {
  readonly to: CallEntry;
  readonly ranges: readonly Span[];
}

/** What is declared under the name at an offset; null for what is built in, and where no name stands. */
export function prepareCalls(view: PolicyView, path: string, offset: number): CallEntry | null {
  const use = useAt(view, path, offset);
  const place = use?.access === "reads" ? use.subject.declarations[0] : use?.place;
  const parsed = place === undefined ? null : view.file(place.file);
  const entry = parsed === null || place === undefined ? null : headedBy(parsed, place.span);
  return entry === null || place === undefined ? null : callEntry(place.file, entry);
}

/** What reads it, each with the places where it does. */
export function incomingCalls(view: PolicyView, node: CallNode): readonly CallEdge[] {
  const found = find(view, node);
  const use = found === null ? null : useAt(view, node.file, found.nameSpan.end);
  if (use === null) return [];
  const edges = new Edges();
  for (const { access, place } of usesOf(view, use.subject)) {
    const parsed = view.file(place.file);
    const entry = access !== "reads" || parsed === null ? null : entryAt(parsed, place.span.start);
    if (entry !== null) edges.add(callEntry(place.file, entry), place.span);
  }
  return edges.list();
}

/** What it reads. */
export function outgoingCalls(view: PolicyView, node: CallNode): readonly CallEdge[] {
  const found = find(view, node);
  if (found === null) return [];
  const edges = new Edges();
  for (const written of namesIn(view, node.file).list) {
    const { start, end } = written.span;
    if (start < found.whole.start || end > found.whole.end || start === found.nameSpan.start) continue;
    for (const place of subjectOf(view, node.file, written)?.declarations ?? []) {
      const parsed = view.file(place.file);
      const entry = parsed === null ? null : headedBy(parsed, place.span);
      const isItself = place.file === node.file && entry?.whole.start === found.whole.start;
      if (entry !== null && !isItself) edges.add(callEntry(place.file, entry), written.span);
    }
  }
  return edges.list();
}

/** Those between one declaration and each other once, in the order of their first places. */
class Edges {
  private readonly found = new Map<string, { readonly to: CallEntry; readonly ranges: Span[] }>();

  add(to: CallEntry, range: Span): void {
    const key = `${to.node.file} ${to.entry.whole.start}`;
    const known = this.found.get(key);
    if (known === undefined) this.found.set(key, { to, ranges: [range] });
    else known.ranges.push(range);
  }

  list(): readonly CallEdge[] {
    return [...this.found.values()];
  }
}

function headedBy(parsed: ParsedFile, { start }: Span): OutlineEntry | null {
  return flatOutline(parsed).find(({ nameSpan }) => nameSpan.start === start) ?? null;
}

function callEntry(file: string, entry: OutlineEntry): CallEntry {
  const { kind, name, container } = entry;
  return { node: { file, kind, name, container }, entry };
}

function find(view: PolicyView, { file, kind, name, container }: CallNode): OutlineEntry | null {
  const parsed = view.file(file);
  if (parsed === null) return null;
  const isIt = (entry: OutlineEntry) => entry.kind === kind && entry.name === name && entry.container === container;
  return flatOutline(parsed).find(isIt) ?? null;
}
