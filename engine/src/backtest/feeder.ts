/** Hands the samples of a recording's rows to an evaluator: the machine's once, the macro's own to each of its runs. */

import type { SampleValue } from "@macro-engine/dsl";
import type { ImmediateEvaluator } from "../runtime/evaluator.ts";
import type { SampleRow } from "../runtime/simulate.ts";

export interface Feeder {
  feed(row: SampleRow, runs: readonly Fed[]): void;
}

/** A run of the macro, with room for where its own samples go. */
export interface Fed {
  readonly run: string | null;
  /** By position among the columns; null: not looked up yet. Whoever starts a run sets it back. */
  slots: Int32Array | null;
}

/** What becomes of a column. */
interface Column {
  readonly at: number;
  readonly metric: string;
  /** Where the machine's numbers go; −1: by name. */
  readonly slot: number;
  /** From when on it is the macro's own, ms; of the macro's own metrics always. */
  readonly ownFromMs: number;
}

const [never, always] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** Rows of one recording share their list of metrics as a rule, so that a column is looked up once. */
export function createFeeder(evaluator: ImmediateEvaluator, ownFromMs: Readonly<Record<string, number>>): Feeder {
  const metrics = new Map(evaluator.program.metrics.map((metric) => [metric.name, metric]));
  let known: readonly string[] | null = null;
  let columns: readonly Column[] = [];

  function columnsOf(names: readonly string[]): readonly Column[] {
    return names.flatMap((metric, at): Column[] => {
      const scope = metrics.get(metric)?.scope;
      if (scope === undefined) return [];
      const reported = scope === "system" ? never : (ownFromMs[metric] ?? never);
      return [{ at, metric, slot: evaluator.slot(metric), ownFromMs: scope === "macro" ? always : reported }];
    });
  }

  /** Only the macro's own metrics have a slot from the start; reports make theirs when the first one comes. */
  function slotsOf(run: string): Int32Array {
    return Int32Array.from(columns, ({ metric, ownFromMs: own }) =>
      own === always ? evaluator.slot(metric, run) : -1,
    );
  }

  function feedOwn(index: number, value: SampleValue, timeMs: number, runs: readonly Fed[]): void {
    for (const fed of runs) {
      if (fed.run === null) continue;
      fed.slots ??= slotsOf(fed.run);
      const slot = fed.slots[index]!;
      if (slot >= 0 && isNumber(value)) evaluator.put(slot, value, timeMs);
      else evaluator.sample(columns[index]!.metric, value, timeMs, fed.run);
    }
  }

  return {
    feed({ timeMs, metrics: names, values }, runs) {
      if (names !== known) {
        columns = columnsOf(names);
        known = names;
        for (const fed of runs) fed.slots = null;
      }
      for (let index = 0; index < columns.length; index += 1) {
        const { at, metric, slot, ownFromMs: own } = columns[index]!;
        const value = values[at];
        if (value === null || value === undefined) continue;
        if (timeMs >= own) feedOwn(index, value, timeMs, runs);
        else if (slot >= 0 && isNumber(value)) evaluator.put(slot, value, timeMs);
        else evaluator.sample(metric, value, timeMs);
      }
    },
  };
}

function isNumber(value: SampleValue): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
