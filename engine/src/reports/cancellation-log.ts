/** The log of cancellations in the form of the earlier system, so that what reads its files goes on working. */

import type { RecordReader } from "../store/record-reader.ts";
import type { StoredDecision } from "../store/store.ts";
import type { CancellationQuery } from "../store/sums.ts";
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

export type LogFilter = CancellationQuery;

/** A part of a log: what is on record may be more than memory holds. */
export interface LogPage {
  /** Of the whole log; null but in the first. */
  readonly total: number | null;
  readonly entries: readonly LoggedCancellation[];
  /** Null: the log ends here. */
  readonly next: string | null;
}

/** What was cancelled in truth: dry runs and muted rules cancelled nothing. A `cancel all` is an entry a macro. */
export function logPage(reader: RecordReader, filter: LogFilter, cursor: string | null): LogPage {
  const { items, next } = reader.cancellations(filter, cursor);
  return {
    total: cursor === null ? reader.cancelledCount(filter) : null,
    entries: items.flatMap((decision) => entriesOf(reader, decision, filter.macro)),
    next,
  };
}

/** All of a log, page by page. */
export function* logPages(reader: RecordReader, filter: LogFilter): Generator<LogPage> {
  for (let cursor: string | null = null; ; ) {
    const page = logPage(reader, filter, cursor);
    yield page;
    if (page.next === null) return;
    cursor = page.next;
  }
}

/** The newest of a session, newest first. */
export function newestLogged(reader: RecordReader, session: string, newest: number): LoggedCancellation[] {
  const { items } = reader.decisions({
    ...{ session, kind: "fire", action: "cancel", dryRun: false, muted: false, limit: newest },
  });
  return items.flatMap((decision) => entriesOf(reader, decision));
}

/** `macro_cancellations_20260105_200015.json`, in UTC. */
export function logFileName(nowWall: number): string {
  const stamp = new Date(nowWall).toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "_");
  return `macro_cancellations_${stamp}.json`;
}

function entriesOf(reader: RecordReader, decision: StoredDecision, macro?: string): LoggedCancellation[] {
  const entries = cancelledRuns(reader, decision).map((run) => entryOf(reader, decision, run));
  return macro === undefined ? entries : entries.filter(({ macro_id }) => macro_id === macro);
}

function entryOf(reader: RecordReader, decision: StoredDecision, id: string): LoggedCancellation {
  const run = reader.run(id);
  const macro = run?.macro ?? decision.macro;
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
