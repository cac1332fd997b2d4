/** When to sample a metric so that its windows can be known, or not: times in ms before the snapshot, oldest first. */

export interface TimesProblem {
  /** Windows that have to be known, and that must not be. */
  readonly knownMs: readonly number[];
  readonly missingMs: readonly number[];
  /** How long ago the latest sample is; null where nobody asks. */
  readonly silentMs: number | null;
  /** Percentiles that differ from the extremes take many samples; steep rates take samples close together. */
  readonly needsMany: boolean;
  readonly needsSteep: boolean;
}

/** How long ago the latest sample is. */
export function latestMs({ knownMs, missingMs, silentMs }: TimesProblem): number {
  const longest = Math.max(0, ...knownMs);
  // A window shorter than one that is known is missing only if it holds no sample.
  return silentMs ?? Math.max(0, ...missingMs.filter((length) => length < longest));
}

/** From few samples to many. */
export function sampleTimes(problem: TimesProblem): number[][] {
  const { knownMs, needsMany, needsSteep } = problem;
  const longest = Math.max(0, ...knownMs);
  const last = latestMs(problem);
  if (longest === 0) return [[last]];
  const edges = [...new Set(knownMs.filter((length) => length > last))].sort((a, b) => a - b);
  const counts = needsMany ? [1, 2, 5, 21, 101] : [1, 2, 3, 5, 9];
  const squeezes = needsSteep ? [0.999, 0.5, 0.1, 0.01, 0.001] : [0.999];
  const layouts: number[][] = [];
  for (const count of counts) {
    for (const squeeze of squeezes)
      layouts.push([
        longest,
        ...bands(
          edges,
          last,
          edges.map(() => count),
          squeeze,
        ),
      ]);
  }
  // Where a short window says otherwise than a long one, most samples lie in either.
  if (needsMany && edges.length > 1) {
    layouts.push([
      longest,
      ...bands(
        edges,
        last,
        edges.map((_, at) => (at === 0 ? 2 : 101)),
        0.999,
      ),
    ]);
    layouts.push([
      longest,
      ...bands(
        edges,
        last,
        edges.map((_, at) => (at === 0 ? 101 : 2)),
        0.999,
      ),
    ]);
  }
  return layouts;
}

/** So many samples between each two edges, oldest first; the latest is `last` ago. */
function bands(edges: readonly number[], last: number, counts: readonly number[], squeeze: number): number[] {
  const agos: number[] = [];
  edges.forEach((edge, at) => {
    const from = at === 0 ? last : edges[at - 1]!;
    const count = counts[at]!;
    const room = (edge - from) * squeeze;
    for (let index = 0; index < count; index += 1) {
      const part = count === 1 ? 0 : index / (count - 1);
      const ago = from + room * part;
      agos.push(room >= 1000 ? Math.floor(ago) : Math.floor(ago * 1e3) / 1e3);
    }
  });
  return [...new Set(agos)].sort((a, b) => b - a);
}
