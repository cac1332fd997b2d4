/** A report as one table for a spreadsheet: a row a group, macro, rule, metric. */

import type { MetricReport, Report, Tally, Totals } from "../report.ts";
import { type CsvCell, csvRow } from "./csv-row.ts";

const columns = [
  "group",
  "name",
  "of",
  "runs",
  "protected_seconds",
  "unprotected_seconds",
  "firings",
  "cancellations",
  "pauses",
  "throttles",
  "warnings",
  "failed",
  "dry_run",
  "muted",
  "min",
  "avg",
  "max",
  "samples",
] as const;

type Row = Partial<Record<(typeof columns)[number], CsvCell>>;

export function reportCsv(report: Report): string {
  return [columns, ...rowsOf(report).map((row) => columns.map((column) => row[column] ?? null))].map(csvRow).join("");
}

function rowsOf(report: Report): Row[] {
  const { totals, before, from, to, macros, profiles, rules, reasons, metrics } = report;
  return [
    { group: "total", name: `${from}/${to}`, ...timeCells(totals) },
    ...(before === null ? [] : [{ group: "before", name: `${before.from}/${before.to}`, ...timeCells(before) }]),
    ...macros.map((macro) => ({
      group: "macro",
      name: macro.macro,
      of: macro.profiles.join(" "),
      ...timeCells(macro),
    })),
    ...profiles.map((profile) => ({
      group: "profile",
      name: profile.profile,
      runs: profile.runs,
      protected_seconds: profile.protectedMs / 1000,
      ...tallyCells(profile),
    })),
    ...rules.map((rule) => ({
      group: "rule",
      name: `${rule.profile}.${rule.rule}`,
      of: rule.action,
      ...tallyCells(rule),
    })),
    ...reasons.map((reason) => ({ group: "reason", name: reason.reason, ...tallyCells(reason) })),
    ...metrics.map((metric) => ({ group: "metric", ...metricCells(metric) })),
    ...macros.flatMap(({ macro, metrics: own }) =>
      own.map((metric) => ({ group: "macro metric", ...metricCells(metric), of: macro })),
    ),
  ];
}

function tallyCells(tally: Tally): Row {
  const { firings, cancellations, pauses, throttles, warnings, failed, dryRun, muted } = tally;
  return { firings, cancellations, pauses, throttles, warnings, failed, dry_run: dryRun, muted };
}

function timeCells(of: Tally & Pick<Totals, "runs" | "protectedMs" | "unprotectedMs">): Row {
  return {
    runs: of.runs,
    protected_seconds: of.protectedMs / 1000,
    unprotected_seconds: of.unprotectedMs / 1000,
    ...tallyCells(of),
  };
}

function metricCells({ metric, min, avg, max, samples }: MetricReport): Row {
  return { name: metric, min, avg, max, samples };
}
