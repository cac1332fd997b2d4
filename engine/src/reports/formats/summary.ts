/** A report in a few sentences: what it is of, what happened, and how that compares with what came before. */

import type { Report, ReportNote, Totals, TotalsBefore } from "../report.ts";
import { counted, type Words } from "./words.ts";

export function titleOf({ kind, session, from, to, running }: Report, words: Words): string {
  const span = `${words.minute(from)} – ${running ? "now" : words.minute(to)}`;
  if (kind === "period" || session === null) return `Report, ${span}`;
  const name = session.name === null ? session.id.slice(0, 8) : session.name;
  return `Report of session ${name}, ${span}`;
}

/** One sentence a line. */
export function summaryOf(report: Report, words: Words): string[] {
  const { totals, before } = report;
  return [
    guardedText(totals, words),
    firedText(totals),
    ...besides(totals),
    ...(before === null ? [] : [trendText(totals, before, report, words)]),
    ...report.notes.map((note) => noteText(note, words)),
  ];
}

function guardedText({ runs, macros, protectedMs, unprotectedMs, engineMs }: Totals, words: Words): string {
  const who = `${counted(runs, "run")} of ${counted(macros, "macro")}`;
  const open = unprotectedMs > 0 ? `, watched without protection for ${words.span(unprotectedMs)}` : "";
  return `${who}, protected for ${words.span(protectedMs)} in all${open}; the engine was there for ${words.span(engineMs)}`;
}

function firedText({ cancellations, pauses, throttles, warnings }: Totals): string {
  return `${counted(cancellations, "cancellation")}, ${counted(pauses, "pause")}, ${counted(throttles, "throttle")}, ${counted(warnings, "warning")}`;
}

function besides({ failed, dryRun, muted }: Totals): string[] {
  return [
    ...(failed > 0 ? [`${counted(failed, "action")} came to nothing`] : []),
    ...(dryRun > 0 ? [`rules fired ${counted(dryRun, "time")} in dry runs, without consequences`] : []),
    ...(muted > 0 ? [`rules fired ${counted(muted, "time")} while muted, without consequences`] : []),
  ];
}

function trendText(now: Totals, before: TotalsBefore, { kind }: Report, words: Words): string {
  const what = kind === "period" ? "in the period before" : "in the session before";
  const [then, today] = [before, now].map(({ cancellationsPerHour: rate }) =>
    rate === null ? null : words.number(rate),
  );
  const rates = then === null || today === null ? "" : `; an hour of protection saw ${then} of them then, ${today} now`;
  return (
    `${what}: ${counted(before.runs, "run")}, protected for ${words.span(before.protectedMs)}, ` +
    `${counted(before.cancellations, "cancellation")}${rates}`
  );
}

function noteText({ text, times }: ReportNote, words: Words): string {
  return [text, times.map(words.time).join(", ")].join(" ").trimEnd();
}
