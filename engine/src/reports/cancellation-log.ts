/** The log of cancellations in the form of the earlier system, so that what reads its files goes on working. */

import type { RecordReader } from "../store/record-reader.ts";
import type { DecisionQuery, StoredDecision } from "../store/store.ts";
import { cancelledRuns } from "./cancelled-runs.ts";

/** `logs/macro_cancellations_*.json`, as that system wrote it. */
export interface CancellationLog {
  /** When it was written, ISO 8601. */
  readonly timestamp: string;
  readonly total_cancellations: number;
  /** Oldest first. */
  readonly cancellations: readonly LoggedCancellation[];
}

export interface LoggedCancellation {
  readonly macro_id: string;
  readonly macro_name: string;
  readonly cancellation_reason: string;
  readonly timestamp: string;
  readonly session_id: string;
  /** %, frames per second and ms; null: not measured then. */
  readonly performance_metrics: PerformanceMetrics;
}

export interface PerformanceMetrics {
  readonly cpu_usage: number | null;
  readonly memory_usage: number | null;
  readonly fps: number | null;
  readonly latency: number | null;
  readonly response_time: number | null;
}

export interface LogFilter extends Pick<DecisionQuery, "session" | "macro" | "fromWall" | "toWall"> {
  /** So many decisions at most, the newest. */
  readonly newest?: number;
}

/** What was cancelled in truth: dry runs and muted rules cancelled nothing. A `cancel all` is an entry a macro. */
export function cancellationLog(reader: RecordReader, filter: LogFilter, nowWall: number): CancellationLog {
  const cancellations = cancellationsOf(reader, filter)
    .sort((a, b) => a.wall - b.wall)
    .flatMap((decision) => cancelledRuns(reader, decision).flatMap((run) => entryOf(reader, decision, run, filter)));
  return {
    timestamp: new Date(nowWall).toISOString(),
    total_cancellations: cancellations.length,
    cancellations,
  };
}

/** `macro_cancellations_20260105_200015.json`, in UTC. */
export function logFileName(nowWall: number): string {
  const stamp = new Date(nowWall).toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "_");
  return `macro_cancellations_${stamp}.json`;
}

function cancellationsOf(reader: RecordReader, { macro, newest, ...filter }: LogFilter): StoredDecision[] {
  const most = newest ?? Number.POSITIVE_INFINITY;
  const found: StoredDecision[] = [];
  for (let cursor: string | null = ""; cursor !== null && found.length < most; ) {
    const page: ReturnType<RecordReader["decisions"]> = reader.decisions({
      ...filter,
      kind: "fire",
      action: "cancel",
      dryRun: false,
      muted: false,
      limit: Math.min(1000, most - found.length),
      ...(cursor === "" ? {} : { cursor }),
    });
    found.push(...page.items.filter((decision) => macro === undefined || decision.all || decision.macro === macro));
    cursor = page.next;
  }
  return found;
}

function entryOf(
  reader: RecordReader,
  decision: StoredDecision,
  id: string,
  filter: LogFilter,
): LoggedCancellation | readonly [] {
  const run = reader.run(id);
  const macro = run?.macro ?? decision.macro;
  if (filter.macro !== undefined && macro !== filter.macro) return [];
  const { rule, message, wall, session } = decision;
  return {
    macro_id: macro,
    macro_name: run?.title ?? macro,
    cancellation_reason: `${rule}: ${message}`,
    timestamp: new Date(wall).toISOString(),
    session_id: session,
    performance_metrics: metricsAt(reader, decision, id),
  };
}

function metricsAt(reader: RecordReader, decision: StoredDecision, run: string): PerformanceMetrics {
  const value = (metric: string, own: boolean) => {
    const read = run === decision.run ? decision.values[metric] : null;
    if (typeof read === "number") return read;
    return (own ? reader.valueAt(metric, run, decision.wall) : null) ?? reader.valueAt(metric, "", decision.wall);
  };
  return {
    cpu_usage: value("cpu.usage", false),
    memory_usage: value("memory.usage", false),
    fps: value("fps", true),
    latency: value("latency", true),
    response_time: value("response_time", true),
  };
}
