/** Finds declarations of a set by parts of their names. */

import type { PolicyView } from "../workspace/policy-view.ts";
import { flatOutline, type OutlineEntry } from "./outline.ts";

export interface FoundSymbol {
  readonly entry: OutlineEntry;
  readonly file: string;
  readonly score: number;
}

/** Clients ask again with every letter: more than these nobody reads. */
const mostFound = 500;

/** The best first. A query fits a name whose letters it has in that order; `heal.hot` looks for `hot` in `heal`. */
export function workspaceSymbols(view: PolicyView, query: string): readonly FoundSymbol[] {
  const found: FoundSymbol[] = [];
  for (const parsed of view.analysis.files) {
    for (const entry of flatOutline(parsed)) {
      // A `set` or a removal declares nothing.
      if (entry.kind === "set" || entry.kind === "removal") continue;
      const score = scoreOf(query, entry);
      if (score !== null) found.push({ entry, file: parsed.file.source.path, score });
    }
  }
  return found.sort((a, b) => b.score - a.score).slice(0, mostFound);
}

function scoreOf(query: string, { name, container }: OutlineEntry): number | null {
  const own = fuzzyScore(query, name);
  if (own !== null || container === null || !query.includes(".")) return own;
  return fuzzyScore(query, `${container}.${name}`);
}

/** Null where the letters are not all there in that order. Whole names are best, then beginnings, then beginnings of words. */
export function fuzzyScore(query: string, name: string): number | null {
  const wanted = query.replaceAll(/\s/g, "").toLowerCase();
  const text = name.toLowerCase();
  if (wanted === "") return 0;
  if (text === wanted) return 1000;
  let score = text.startsWith(wanted) ? 100 : text.includes(wanted) ? 50 : 0;
  let at = -1;
  for (const letter of wanted) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return null;
    if (next === at + 1) score += 2;
    if (next === 0 || /[\W_]/.test(text[next - 1]!)) score += 3;
    at = next;
  }
  return score - name.length / 100;
}
