/** Names of a file in the order of its text, and by what they are. */

import type { Span } from "@macro-engine/dsl";

export function indexed<T extends { readonly name: string; readonly span: Span }>(list: T[]) {
  list.sort((a, b) => a.span.start - b.span.start);
  const byName = new Map<string, T[]>();
  for (const written of list) {
    const same = byName.get(written.name);
    if (same === undefined) byName.set(written.name, [written]);
    else same.push(written);
  }
  return { list, byName };
}

/** The name that a cursor is in or directly behind; of two that touch it the later one. */
export function nameAt<T extends { readonly span: Span }>(list: readonly T[], offset: number): T | null {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.span.start <= offset) low = middle + 1;
    else high = middle;
  }
  const found = list[low - 1];
  return found !== undefined && offset <= found.span.end ? found : null;
}
