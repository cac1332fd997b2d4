/** Writes down what this machine measures, a row an interval, until it is stopped. */

import { builtInMetric, type Metric, type SampleValue } from "@macro-engine/dsl";
import { startTicker } from "../daemon/ticker.ts";
import { createSampling, type Sampler } from "../metrics/index.ts";
import { type TraceFormat, traceText } from "../traces/write-trace.ts";
import { chooseColumns } from "./columns.ts";
import type { TreeMeasuring } from "./measure-tree.ts";

export interface RecordingOptions {
  readonly samplers: readonly Sampler[];
  readonly customMetrics: readonly Metric[];
  readonly intervalMs: number;
  /** Null: all that can be measured. */
  readonly metrics: readonly string[] | null;
  readonly format: TraceFormat;
  /** Null: only the machine's. */
  readonly macro: { readonly name: string; readonly tree: TreeMeasuring } | null;
  /** Takes text as it comes; what it throws ends the recording. */
  readonly write: (text: string) => void;
  /** Hears of a sampler that fails, and that it works again. */
  readonly report: (message: string) => void;
  /** Why it has ended by itself: the macro is gone, or the error of `write`. */
  readonly onEnd: (why: "macro ended" | Error) => void;
}

export interface RecordingUnderWay {
  readonly metrics: readonly string[];
  /** Rows written, and the time from the first to the last, ms. */
  readonly rows: number;
  readonly spanMs: number;
  stop(): Promise<void>;
}

/** Probes what there is and begins; or says what is wrong with what was asked for. */
export async function startRecording(options: RecordingOptions): Promise<RecordingUnderWay | string> {
  const { samplers, customMetrics, intervalMs, macro } = options;
  const byName = new Map(customMetrics.map((metric) => [metric.name, metric]));
  const sampling = createSampling(samplers, {
    now: () => performance.now(),
    metric: (name) => builtInMetric(name) ?? byName.get(name),
    report: ({ message }) => options.report(message),
  });
  const available = await sampling.start();
  const chosen = chooseColumns(options.metrics, { available, customMetrics, macro: macro !== null });
  const problem = typeof chosen === "string" ? chosen : chosen.length === 0 ? "nothing can be measured here" : null;
  if (problem !== null || typeof chosen === "string") {
    await sampling.close();
    return problem ?? "";
  }
  const sheet = createSheet(options, chosen);
  let ended = false;
  const end = (why: "macro ended" | Error) => {
    if (ended) return;
    ended = true;
    options.onEnd(why);
  };
  const tick = async (due: number): Promise<void> => {
    if (ended) return;
    sampling.tick(due, (metric, value, _, owner) => {
      if (owner === undefined || owner.toLowerCase() === macro?.name.toLowerCase()) sheet.put(metric, value);
    });
    if (macro !== null && !(await macro.tree.measure(due, sheet.put))) end("macro ended");
    else sheet.write(due);
  };
  // Rates are over the time between two readings: the samplers have just taken their first, and so does the tree.
  await macro?.tree.measure(performance.now(), () => {});
  await new Promise((resolve) => setTimeout(resolve, intervalMs));
  const ticker = startTicker(intervalMs, tick, (error) =>
    end(error instanceof Error ? error : new Error(String(error))),
  );
  return {
    metrics: chosen,
    get rows() {
      return sheet.rows;
    },
    get spanMs() {
      return sheet.spanMs;
    },
    async stop() {
      ended = true;
      await ticker.stop();
      await sampling.close();
    },
  };
}

/** Gathers the newest value of each column until its row is written. */
function createSheet({ format, macro, write, intervalMs }: RecordingOptions, metrics: readonly string[]) {
  const columns = macro === null ? metrics : ["macro.name", ...metrics];
  const text = traceText(format, columns);
  const values: (SampleValue | null)[] = columns.map(() => null);
  let rows = 0;
  let first = 0;
  let last = 0;
  let firstWall = 0;
  const put = (metric: string, value: SampleValue): void => {
    const at = columns.indexOf(metric);
    if (at >= 0) values[at] = value;
  };
  return {
    put,
    get rows() {
      return rows;
    },
    get spanMs() {
      return last - first;
    },
    write(due: number): void {
      const wall = Date.now() - (performance.now() - due);
      if (rows === 0) {
        first = due;
        firstWall = Math.round(wall);
        // Who it is, it is throughout.
        if (macro !== null) put("macro.name", macro.name);
        write(text.header);
      }
      // The clock of the rows goes on evenly; after the machine has slept it makes up for it, as a gap.
      if (wall - (firstWall + due - first) > 3 * intervalMs) firstWall = Math.round(wall - (due - first));
      write(text.row(firstWall + due - first, values));
      values.fill(null);
      last = due;
      rows += 1;
    },
  };
}
