/** Records what this machine measures now, until the time is up, the macro has ended, or a signal comes. */

import { findEngine } from "../../control/connect-control.ts";
import { processTable } from "../../macros/processes/platforms.ts";
import { createSamplers } from "../../metrics/index.ts";
import { findMacro } from "../../record/find-macro.ts";
import { measureTree } from "../../record/measure-tree.ts";
import { type RecordingUnderWay, startRecording } from "../../record/record.ts";
import { timeText } from "../../runtime/expectations-explain.ts";
import { type CommandIo, exitCodes } from "../io.ts";
import { counted } from "../report/paint.ts";
import { formatOf, policiesOf, type RecordTask } from "./record-task.ts";
import { untilSignal } from "./signals.ts";

export async function recordMachine(task: RecordTask, io: CommandIo): Promise<number> {
  const { options, configured, metrics, durationMs, output } = task;
  const { sources, intervalMs } = configured.config;
  const program = await policiesOf(configured, io);
  const customMetrics = (program?.metrics ?? []).filter(({ custom }) => custom);
  const wrong = (problem: string): number => {
    io.stderr(`${problem}\n`);
    return exitCodes.wrongUse;
  };
  const macro = await macroOf(task, program);
  if (typeof macro === "string") return wrong(macro);
  // A signal that comes early must end it as well as any other.
  const until = untilSignal();
  let timer: NodeJS.Timeout | undefined;
  try {
    let failure: Error | null = null;
    const recording = await startRecording({
      samplers: createSamplers({ sources, intervalMs, customMetrics: () => customMetrics }),
      customMetrics,
      intervalMs,
      metrics,
      format: formatOf(options.output),
      macro,
      write: output.write,
      report: (message) => io.stderr(`${message}\n`),
      onEnd: (why) => {
        if (why instanceof Error) failure = why;
        until.resolve(why instanceof Error ? why.message : "the macro has ended");
      },
    });
    if (typeof recording === "string") return wrong(recording);
    if (durationMs !== null) timer = setTimeout(() => until.resolve(""), durationMs);
    const why = await until.reason;
    await recording.stop();
    io.stderr(`${summary(recording, output.name)}${why === "" ? "" : `: ${why}`}\n`);
    return failure === null ? exitCodes.fine : exitCodes.wrongUse;
  } finally {
    clearTimeout(timer);
    until.release();
  }
}

function summary({ rows, metrics, spanMs }: RecordingUnderWay, where: string): string {
  return `recorded ${counted(rows, "row")} of ${counted(metrics.length, "metric")} over ${timeText(spanMs)} in ${where}`;
}

/** The macro's processes; null: none was named; or why there are none, in words. */
async function macroOf({ options, configured }: RecordTask, program: Awaited<ReturnType<typeof policiesOf>>) {
  if (options.macro === undefined && options.pid === undefined) return null;
  const { policies, otherUsers } = configured.config;
  const table = processTable();
  await table.refresh();
  const client = options.pid === undefined ? await findEngine(policies) : null;
  const guarded = client === null ? [] : (await client.call("status", {})).macros;
  client?.close();
  const named = options.macro ?? "";
  const pid = options.pid ?? findMacro(named, { guarded, program, table, allowOtherUsers: otherUsers });
  if (typeof pid === "string") return pid;
  const found = table.info(pid);
  if (found === null) return `there is no process ${pid}`;
  return { name: options.macro ?? found.name, tree: measureTree(table, found) };
}
