/** What makes one text of another, in whole lines: what does not change keeps its cursors and marks. */

import type { Source } from "@macro-engine/dsl";
import type { Edit } from "../place.ts";

/** Lines on both sides of a change up to which the least change is looked for. */
const mostCells = 1_000_000;

export function lineEdits({ path, text }: Source, after: string): readonly Edit[] {
  const [old, fresh] = [linesOf(text), linesOf(after)];
  let first = 0;
  while (first < old.length && first < fresh.length && old[first] === fresh[first]) first++;
  let last = 0;
  while (last < old.length - first && last < fresh.length - first && old.at(-1 - last) === fresh.at(-1 - last)) last++;
  const starts = [0];
  for (const line of old) starts.push(starts.at(-1)! + line.length);
  return changesIn(old.slice(first, old.length - last), fresh.slice(first, fresh.length - last)).map((change) => ({
    file: path,
    span: { start: starts[first + change.start]!, end: starts[first + change.end]! },
    text: change.lines.join(""),
  }));
}

interface Change {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** By a longest common subsequence. */
function changesIn(old: readonly string[], fresh: readonly string[]): Change[] {
  if (old.length === 0 && fresh.length === 0) return [];
  if (old.length * fresh.length > mostCells) return [{ start: 0, end: old.length, lines: fresh }];
  const common = commonLengths(old, fresh);
  const changes: Change[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    const [start, from] = [i, j];
    while ((i < old.length || j < fresh.length) && old[i] !== fresh[j]) {
      if (j >= fresh.length || (i < old.length && common[i + 1]![j]! >= common[i]![j + 1]!)) i++;
      else j++;
    }
    if (i > start || j > from) changes.push({ start, end: i, lines: fresh.slice(from, j) });
    while (i < old.length && j < fresh.length && old[i] === fresh[j]) {
      i++;
      j++;
    }
  }
  return changes;
}

/** Of the ends of both from every two lines on. */
function commonLengths(old: readonly string[], fresh: readonly string[]): readonly Uint32Array[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint32Array(fresh.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      lengths[i]![j] =
        old[i] === fresh[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  return lengths;
}

/** With their ends. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
