/** Hands the samples of a recording's rows to an evaluator: the machine's once, the macro's own to each of its runs. */

import type { ImmediateEvaluator } from "../runtime/evaluator.ts";
import type { SampleRow } from "../runtime/simulate.ts";

export interface Feeder {
  feed(row: SampleRow, runs: readonly { readonly run: string | null }[]): void;
}

/** What becomes of a column. */
interface Column {
  readonly at: number;
  readonly metric: string;
  /** Where the machine's numbers go; −1: by name. */
  readonly slot: number;
  /** From when on it is the macro's own, ms. */
  readonly ownFromMs: number;
}

/** Rows of one recording share their list of metrics as a rule, so that a column is looked up once. */
export function createFeeder(evaluator: ImmediateEvaluator, ownFromMs: Readonly<Record<string, number>>): Feeder {
  const metrics = new Map(evaluator.program.metrics.map((metric) => [metric.name, metric]));
  let known: readonly string[] | null = null;
  let columns: readonly Column[] = [];

  function columnsOf(names: readonly string[]): readonly Column[] {
    return names.flatMap((name, at): Column[] => {
      const metric = metrics.get(name);
      if (metric === undefined) return [];
      const own = metric.scope === "macro" ? Number.NEGATIVE_INFINITY : (ownFromMs[name] ?? Number.POSITIVE_INFINITY);
      return [
        {
          at,
          metric: name,
          slot: evaluator.slot(name),
          ownFromMs: metric.scope === "system" ? Number.POSITIVE_INFINITY : own,
        },
      ];
    });
  }

  return {
    feed({ timeMs, metrics: names, values }, runs) {
      if (names !== known) {
        columns = columnsOf(names);
        known = names;
      }
      for (const { at, metric, slot, ownFromMs: own } of columns) {
        const value = values[at];
        if (value === null || value === undefined) continue;
        if (timeMs >= own) {
          for (const { run } of runs) if (run !== null) evaluator.sample(metric, value, timeMs, run);
        } else if (slot >= 0 && typeof value === "number" && Number.isFinite(value)) evaluator.put(slot, value, timeMs);
        else evaluator.sample(metric, value, timeMs);
      }
    },
  };
}
