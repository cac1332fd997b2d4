/** How far a limit can be dragged, and in what steps. */

export interface LimitRange {
  readonly least: number;
  readonly most: number;
  readonly step: number;
}

const steps = 200;

/** Around the limit in force, which is one of the steps; `bound`: the greatest value that there can be, if there is one. */
export function rangeOf(limit: number, bound: number | null): LimitRange {
  const size = Math.abs(limit);
  const least = limit < 0 ? 2 * limit : 0;
  const most = limit < 0 ? 0 : bound !== null && limit <= bound ? bound : size === 0 ? 1 : 3 * size;
  const step = roundStep((most - least) / steps);
  // From a place off the limit by whole steps, so that the slider can stand at the limit.
  const from = limit - Math.floor((limit - least) / step) * step;
  return { least: from, most, step };
}

/** The next 1, 2 or 5 times a power of ten below. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([5, 2].find((times) => times * power <= rough) ?? 1) * power;
}
