/** Writes certain repairs into texts: what `--fix` and "fix all" of an editor do. */

import type { Source } from "../syntax/source.ts";
import type { Fix } from "./diagnostic.ts";

type Edit = Fix["edits"][number];

/** Something wrong, with what would mend it. */
export interface Fixable {
  readonly fixes: readonly Fix[];
}

export interface Fixed {
  /** In the order given; those without a change are the very same. */
  readonly sources: readonly Source[];
  /** How many repairs were made. */
  readonly applied: number;
}

/** More rounds than any chain of repairs needs; where two undo each other, it ends there. */
const mostRounds = 20;

/**
 * Repairs what `look` finds, looks again, and goes on until nothing is left that can be repaired. A problem with several
 * repairs is left alone: which is meant is the author's to say. `isWorse` refuses a round that does harm; of its repairs,
 * those that do none by themselves are made.
 */
export function fixAll(
  sources: readonly Source[],
  look: (sources: readonly Source[]) => readonly Fixable[],
  isWorse: (before: readonly Source[], after: readonly Source[]) => boolean,
): Fixed {
  let current = sources;
  let applied = 0;
  for (let round = 0; round < mostRounds; round++) {
    const fixes = certainFixes(look(current));
    const next = fixRound(current, fixes, isWorse);
    if (next.applied === 0) break;
    current = next.sources;
    applied += next.applied;
  }
  return { sources: current, applied };
}

/** Whether a problem may be mended unasked: there is one way to, and it does not rest on a guess at which name was meant. */
export function isMendable({ code, fixes }: Fixable & { readonly code: string }): boolean {
  const isGuess = code === "wrong-value" || (code.startsWith("unknown-") && code !== "unknown-character");
  return fixes.length === 1 && !isGuess;
}

/** Of each problem the one repair that it has. */
function certainFixes(problems: readonly Fixable[]): Fix[] {
  return problems.flatMap(({ fixes }) => (fixes.length === 1 ? [fixes[0]!] : []));
}

function fixRound(
  sources: readonly Source[],
  fixes: readonly Fix[],
  isWorse: (before: readonly Source[], after: readonly Source[]) => boolean,
): Fixed {
  const all = applyFixes(sources, fixes);
  if (all.applied === 0 || !isWorse(sources, all.sources)) return all;
  if (fixes.length === 1) return { sources, applied: 0 };
  // What does harm is found by halves; edits of the second half stand where the first has left them next round.
  const middle = fixes.length >> 1;
  const first = fixRound(sources, fixes.slice(0, middle), isWorse);
  return first.applied > 0 ? first : fixRound(sources, fixes.slice(middle), isWorse);
}

/** Those repairs of known files that do not touch what an earlier one changes. */
export function compatibleFixes(sources: readonly Source[], fixes: readonly Fix[]): readonly Fix[] {
  const accepted = new Map(sources.map(({ path }) => [path, new ApartEdits()]));
  return fixes.filter(({ edits }) => {
    const isPossible = edits.every((edit) => accepted.get(edit.file)?.hasRoomFor(edit) ?? false);
    if (!isPossible || edits.length === 0) return false;
    for (const edit of edits) accepted.get(edit.file)!.add(edit);
    return true;
  });
}

/** Edits of a file, none of which touches another: only neighbours can touch a further one. */
class ApartEdits {
  readonly #sorted: Edit[] = [];

  hasRoomFor(edit: Edit): boolean {
    const at = this.#placeOf(edit);
    const [before, after] = [this.#sorted[at - 1], this.#sorted[at]];
    return (before === undefined || !overlap(edit, before)) && (after === undefined || !overlap(edit, after));
  }

  add(edit: Edit): void {
    this.#sorted.splice(this.#placeOf(edit), 0, edit);
  }

  /** Behind all that begin no later. */
  #placeOf({ span: { start } }: Edit): number {
    let [low, high] = [0, this.#sorted.length];
    // Most come in the order of the text.
    if (high > 0 && this.#sorted[high - 1]!.span.start <= start) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle]!.span.start <= start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Makes those repairs that do not touch what an earlier one changes. */
export function applyFixes(sources: readonly Source[], fixes: readonly Fix[]): Fixed {
  const possible = compatibleFixes(sources, fixes);
  const accepted = Map.groupBy(
    possible.flatMap(({ edits }) => edits),
    ({ file }) => file,
  );
  const edited = sources.map((source) => {
    const edits = accepted.get(source.path);
    return edits === undefined ? source : { path: source.path, text: applyEdits(source.text, edits) };
  });
  return { sources: edited, applied: possible.length };
}

/** Two insertions at one place count too: which comes first is not known. */
function overlap({ span: a }: Edit, { span: b }: Edit): boolean {
  if (a.start === b.start) return true;
  return a.start < b.end && b.start < a.end;
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = "";
  let at = 0;
  for (const { span, text: inserted } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    result += text.slice(at, span.start) + inserted;
    at = span.end;
    if (inserted === "" && (result === "" || /\n\r?\n$/.test(result))) at += blankLines(text, at);
  }
  return result + text.slice(at);
}

/** Length of the empty lines at an offset. Several removals side by side leave more of them than each by itself. */
function blankLines(text: string, offset: number): number {
  const blank = /(?:[ \t]*\r?\n)*/y;
  blank.lastIndex = offset;
  return blank.exec(text)?.[0].length ?? 0;
}
