/** Reports in the formats that they are printed in. */

import { reportPage } from "../reports/formats/page/report-page.ts";
import { reportCsv } from "../reports/formats/report-csv.ts";
import { reportText } from "../reports/formats/report-text.ts";
import { makeReport } from "../reports/make-report.ts";
import type { Report } from "../reports/report.ts";
import { type Asking, type FoundScope, periodScope, sessionScope } from "../reports/scope.ts";
import type { RecordReader } from "../store/record-reader.ts";
import { InquiryError, type ReportFormat, type ReportQuestion } from "./questions.ts";

export function reportAnswer(record: RecordReader, question: ReportQuestion, zone: string): string {
  const nowWall = Date.now();
  const found = scopeOf(record, question, { nowWall, zone });
  if ("problem" in found) throw new InquiryError(404, found.problem);
  return written(makeReport(record, found.scope, nowWall), question.format, zone);
}

function scopeOf(record: RecordReader, { session, fromWall, toWall }: ReportQuestion, asking: Asking): FoundScope {
  if (fromWall === null) return sessionScope(record, session, asking);
  return { scope: periodScope(fromWall, toWall ?? asking.nowWall, asking.nowWall) };
}

function written(report: Report, format: ReportFormat, zone: string): string {
  switch (format) {
    case "json":
      return JSON.stringify(report);
    case "csv":
      return reportCsv(report);
    case "html":
      return reportPage(report, zone);
    case "text":
      return reportText(report, { zone });
  }
}
