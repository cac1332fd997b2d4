/** All that is known, for Prometheus: every metric, every rule's state, decisions, and what the engine costs. */

import type { EngineStatus, Measurements } from "../../control/protocol.ts";
import type { FiringTotal } from "../../store/firing-totals.ts";
import { engineFamilies, type ProcessCost } from "./engine-families.ts";
import { type ExpositionFormat, exposition } from "./exposition.ts";
import { firingFamilies, macroFamilies } from "./macro-families.ts";
import { metricFamilies } from "./metric-families.ts";

export interface Known {
  readonly status: EngineStatus;
  readonly measurements: Measurements;
  /** Of this session of the engine. */
  readonly firings: readonly FiringTotal[];
  /** Null where there is none beside the engine. */
  readonly controlPlane: ProcessCost | null;
}

export function prometheusText(
  { status, measurements, firings, controlPlane }: Known,
  format: ExpositionFormat,
): string {
  const families = [
    ...engineFamilies(status, controlPlane),
    ...metricFamilies(measurements, status),
    ...macroFamilies(status),
    ...firingFamilies(firings),
  ];
  return exposition(families, format);
}
