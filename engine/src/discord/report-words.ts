/** `/report`: the record of a session or a period, in a few lines. */

import type { ControlClient } from "../control/connect-control.ts";
import { ControlError } from "../control/protocol.ts";
import { reportSummary } from "../reports/formats/report-text.ts";
import { makeReport } from "../reports/make-report.ts";
import { periodScope, type ReportScope, sessionScope } from "../reports/scope.ts";
import { openRecord, type RecordReader } from "../store/record-reader.ts";
import { StoreError } from "../store/store-error.ts";
import { type Period, periods } from "./commands.ts";

export interface ReportWordsOptions {
  readonly engine: Pick<ControlClient, "call">;
  readonly storePath: string;
  /** Of the engine. */
  readonly session: string;
  /** IANA name. */
  readonly zone: string;
}

/** Rejects with a `ControlError`, in words, where nothing is on record. */
export async function reportWords(period: Period, options: ReportWordsOptions): Promise<string> {
  // What was measured a moment ago waits in the engine's memory; without it the report is as good but for that.
  await options.engine.call("flush", {}).catch(() => {});
  let reader: (RecordReader & { close(): void }) | null = null;
  try {
    reader = openRecord(options.storePath);
    const now = Date.now();
    return reportSummary(makeReport(reader, scopeOf(reader, period, options, now), now), options.zone);
  } catch (error) {
    if (error instanceof StoreError) throw new ControlError(error.message);
    throw error;
  } finally {
    reader?.close();
  }
}

function scopeOf(reader: RecordReader, period: Period, options: ReportWordsOptions, nowWall: number): ReportScope {
  const lengthMs = periods[period];
  if (lengthMs !== null) return periodScope(nowWall - lengthMs, nowWall, nowWall);
  const { session, zone } = options;
  const found = sessionScope(reader, session, { nowWall, zone });
  if ("problem" in found) throw new ControlError(found.problem);
  return found.scope;
}
