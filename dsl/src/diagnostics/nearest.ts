/** "Did you mean": the candidate nearest to a word that nobody knows. */

/**
 * The candidate within a sensible edit distance of `word`, or null. Insertions, deletions, replacements and swaps of
 * neighbours count one each (optimal string alignment); a difference in case alone always matches. Of equals the one with the same
 * first letter and length wins, then the first.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = limitFor(word) + 1;
  const lower = word.toLowerCase();
  for (const candidate of candidates) {
    if (candidate === word) return candidate;
    const lowerCandidate = candidate.toLowerCase();
    const distance = lower === lowerCandidate ? 0 : distanceBelow(lower, lowerCandidate, bestDistance + 1);
    const closer =
      distance < bestDistance || (distance === bestDistance && best !== null && isLiker(word, candidate, best));
    if (closer && distance < Math.max(lower.length, lowerCandidate.length) / 2) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Of two candidates at one distance: `fro` is rather `for` than `or`. */
function isLiker(word: string, candidate: string, best: string): boolean {
  const slips = (other: string) => (other[0] === word[0] ? 0 : 1) + Math.abs(other.length - word.length);
  return slips(candidate) < slips(best);
}

/** Short words tolerate one slip, long ones three. */
function limitFor(word: string): number {
  if (word.length <= 4) return 1;
  return word.length <= 8 ? 2 : 3;
}

/** Edit distance, or `limit` as soon as it cannot be less. */
function distanceBelow(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit || strangers(a, b) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, beforeLast[column - 2]! + 1);
      current.push(cost);
    }
    if (Math.min(...current) >= limit) return limit;
    beforeLast = last;
    last = current;
  }
  return Math.min(last[b.length]!, limit);
}

/**
 * How many kinds of characters of either the other has none of, whichever are more: each takes an insertion, deletion or replacement.
 * Tells most words apart before anything is reckoned; kinds are code units by their last five bits, which tell letters apart.
 */
function strangers(a: string, b: string): number {
  const [inA, inB] = [charactersOf(a), charactersOf(b)];
  return Math.max(bitsOf(inA & ~inB), bitsOf(inB & ~inA));
}

function charactersOf(word: string): number {
  let found = 0;
  for (let at = 0; at < word.length; at++) found |= 1 << (word.charCodeAt(at) & 31);
  return found;
}

function bitsOf(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
