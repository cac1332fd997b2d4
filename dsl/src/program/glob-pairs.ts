/** Which of many globs may match a text in common: without holding each against each. */

import { type GlobParts, mayMeet } from "./glob-parts.ts";

/**
 * Pairs of places in the list, the earlier first, by the later and then the earlier. Null among the globs are those of which
 * nothing is known: they may meet any other.
 */
export function pairsThatMayMeet(globs: readonly (GlobParts | null)[]): [number, number][] {
  const found = new Map<number, Set<number>>();
  const add = (a: number, b: number) => {
    const [earlier, later] = a < b ? [a, b] : [b, a];
    const list = found.get(later) ?? new Set();
    found.set(later, list.add(earlier));
  };
  const places = [...globs.keys()];
  for (const place of places.filter((each) => globs[each] === null)) {
    for (const other of places) if (other !== place) add(place, other);
  }
  const known = places.filter((place) => globs[place] !== null);
  for (const alike of Map.groupBy(known, (place) => globs[place]!.outline).values()) {
    for (const [a, b] of pairsByPrefix(alike, globs as readonly GlobParts[])) add(a, b);
  }
  return [...found]
    .sort(([a], [b]) => a - b)
    .flatMap(([later, list]) => [...list].sort((a, b) => a - b).map((earlier): [number, number] => [earlier, later]));
}

/** Of two that may meet, one begins as the other does: in the order of the alphabet they stand close to each other. */
function* pairsByPrefix(places: readonly number[], globs: readonly GlobParts[]): Iterable<[number, number]> {
  const part = tellingPart(places, globs);
  const entries = places
    .flatMap((place) => globs[place]!.parts[part]!.map(({ prefix }) => ({ place, prefix })))
    .sort((a, b) => (a.prefix < b.prefix ? -1 : a.prefix > b.prefix ? 1 : 0));
  for (const [at, { place, prefix }] of entries.entries()) {
    for (let next = at + 1; entries[next]?.prefix.startsWith(prefix); next++) {
      const other = entries[next]!.place;
      if (other !== place && mayMeet(globs[place]!, globs[other]!)) yield [place, other];
    }
  }
}

/** The part whose beginnings differ most. */
function tellingPart(places: readonly number[], globs: readonly GlobParts[]): number {
  const counts = globs[places[0]!]!.parts.map((_, part) => {
    return new Set(places.flatMap((place) => globs[place]!.parts[part]!.map(({ prefix }) => prefix))).size;
  });
  return counts.indexOf(Math.max(...counts));
}
