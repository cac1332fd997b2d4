/** Writes a run of the engine's record down as a recording. */

import { builtInMetric, type SampleValue } from "@macro-engine/dsl";
import { timeText } from "../../runtime/expectations-explain.ts";
import { openStoreReader } from "../../store/sqlite-store.ts";
import type { StoredRun, StoreReader } from "../../store/store.ts";
import { storedCourse } from "../../traces/from-store.ts";
import { traceText } from "../../traces/write-trace.ts";
import { type CommandIo, exitCodes } from "../io.ts";
import { counted } from "../report/paint.ts";
import { harmless } from "../screen/visible-text.ts";
import { storePathOf } from "./command-options.ts";
import { formatOf, policiesOf, type RecordTask } from "./record-task.ts";

/** Throws a StoreError where the record cannot be read. */
export async function recordStored(
  { options, configured, metrics, output }: RecordTask,
  io: CommandIo,
): Promise<number> {
  const { config } = configured;
  const wrong = (problem: string): number => {
    io.stderr(`${problem}\n`);
    return exitCodes.wrongUse;
  };
  const path = storePathOf(options.store, config, io.cwd);
  const declared = new Map(((await policiesOf(configured, io))?.metrics ?? []).map((metric) => [metric.name, metric]));
  const store = openStoreReader(path);
  try {
    const run = findRun(store, options.fromStore!);
    if (typeof run === "string") return wrong(run);
    const known = new Set([...store.metrics(), ...store.metrics(run.id)]);
    const unknown = metrics?.find((metric) => !known.has(metric));
    if (unknown !== undefined) return wrong(`${unknown} was not recorded: there is ${[...known].sort().join(", ")}`);
    const dimensionOf = (metric: string) => (builtInMetric(metric) ?? declared.get(metric))?.dimension;
    const course = storedCourse(store, run, { dimensionOf, ...(metrics === null ? {} : { metrics }) });
    if (course === null)
      return wrong("of that run no samples as they were taken are left, and sums cannot be replayed");
    if (!course.fromItsStart) io.stderr("its beginning is summed up already: the recording begins later\n");
    let rows = 0;
    for (const chunk of course.chunks()) {
      for (const { timeMs, metrics: columns, values } of chunk) {
        const text = traceText(formatOf(options.output), ["macro.name", ...columns]);
        if (rows === 0) output.write(text.header);
        const name: SampleValue | null = rows === 0 ? run.macro : null;
        output.write(text.row(course.startWallMs + timeMs, [name, ...values]));
        rows += 1;
      }
    }
    io.stderr(
      `recorded ${counted(rows, "row")} of ${harmless(run.macro)} over ${timeText(course.lastMs)} in ${output.name}\n`,
    );
    return exitCodes.fine;
  } finally {
    store.close();
  }
}

const mostRuns = 1000;

/** By id, by its beginning or end, or the newest of a macro; or why there is none, in words. */
function findRun(store: Pick<StoreReader, "run" | "runs">, named: string): StoredRun | string {
  const byId = store.run(named);
  if (byId !== null) return byId;
  const [newest] = store.runs({ macro: named, limit: 1 }).items;
  if (newest !== undefined) return newest;
  const { items } = store.runs({ limit: mostRuns });
  const like = items.filter(({ id }) => id.startsWith(named) || id.endsWith(named));
  const [only, another] = like;
  if (only !== undefined && another === undefined) return only;
  const list = (like.length > 0 ? like : items).slice(0, 5).map((run) => `  ${runLine(run)}`);
  const problem = like.length > 0 ? `${named} may be one of several runs` : `there is no run ${named}`;
  return [problem, ...list].join("\n");
}

function runLine({ id, macro, startedWall }: StoredRun): string {
  return `${id}  ${new Date(startedWall).toISOString()}  ${harmless(macro)}`;
}
