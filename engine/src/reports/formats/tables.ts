/** A report's tables, as text and page show them: the same columns, words and rows. */

import type { MacroReport, MetricReport, Report, RunEnds, Tally } from "../report.ts";
import type { Words } from "./words.ts";

export interface Column {
  readonly name: string;
  /** Numbers are read from their ends, times as a whole; absent: text. */
  readonly kind?: "number" | "time";
}

export interface Table {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly Column[];
  /** As they are, whoever has written what is in them. */
  readonly rows: readonly (readonly string[])[];
  /** Rows that are left out. */
  readonly more: number;
}

/** Past this many rows, no reader of a text or a page goes on; JSON and CSV hold all. */
const mostRows = 50;

type Cell<T> = readonly [column: Column, cell: (item: T) => string];

export function tablesOf(report: Report, words: Words): Table[] {
  const tables = [
    macroTable(report, words),
    ruleTable(report, words),
    reasonTable(report),
    profileTable(report, words),
    metricTable(report, words),
    cancellationTable(report, words),
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

function table<T>(id: string, title: string, items: readonly T[], cells: readonly Cell<T>[]): Table {
  return {
    id,
    title,
    columns: cells.map(([column]) => column),
    rows: items.slice(0, mostRows).map((item) => cells.map(([, cell]) => cell(item))),
    more: Math.max(0, items.length - mostRows),
  };
}

const text = (name: string): Column => ({ name });
const number = (name: string): Column => ({ name, kind: "number" });
const time = (name: string): Column => ({ name, kind: "time" });

/** Columns of nothing but zeros that are seldom used are left out. */
function tallyCells(items: readonly Tally[]): Cell<Tally>[] {
  const always: readonly (readonly [string, keyof Tally])[] = [
    ["cancelled", "cancellations"],
    ["paused", "pauses"],
    ["throttled", "throttles"],
    ["warned", "warnings"],
  ];
  const seldom = [
    ["failed", "failed"],
    ["dry run", "dryRun"],
    ["muted", "muted"],
  ] as const;
  const used = seldom.filter(([, key]) => items.some((item) => item[key] > 0));
  return [...always, ...used].map(([name, key]) => [number(name), (item) => String(item[key])]);
}

function macroTable({ macros }: Report, words: Words): Table {
  const shown: readonly (readonly [string, string, "avg" | "max" | "min"])[] = [
    ["cpu avg", "macro.cpu", "avg"],
    ["memory max", "macro.memory", "max"],
    ["fps avg", "fps", "avg"],
    ["response max", "response_time", "max"],
  ];
  const has = (name: string) => macros.some(({ metrics }) => metrics.some(({ metric }) => metric === name));
  return table("macros", "Macros", macros, [
    [text("macro"), ({ macro, title }) => (title === null || title === macro ? macro : `${macro} (${title})`)],
    [text("profile"), ({ profiles }) => (profiles.length === 0 ? "unprotected" : profiles.join(", "))],
    [number("runs"), ({ runs }) => String(runs)],
    [number("protected"), ({ protectedMs }) => words.span(protectedMs)],
    [number("longest"), ({ longestMs }) => words.span(longestMs)],
    ...tallyCells(macros),
    ...shown
      .filter(([, metric]) => has(metric))
      .map(
        ([name, metric, which]): Cell<MacroReport> => [
          number(name),
          ({ metrics }) =>
            figureOf(
              metrics.find((one) => one.metric === metric),
              which,
              words,
            ),
        ],
      ),
    [text("ended"), ({ ends }) => endsText(ends)],
  ]);
}

/** Ways in which runs end, in the words of people. */
const endWords: Readonly<Record<keyof RunEnds, string>> = {
  exited: "by itself",
  cancelled: "cancelled",
  stopped: "stopped",
  left: "left running",
  lost: "lost",
  running: "running",
};

function endsText(ends: RunEnds): string {
  const told = (Object.keys(endWords) as (keyof RunEnds)[]).filter((end) => ends[end] > 0);
  return told.map((end) => `${ends[end]} ${endWords[end]}`).join(", ");
}

function figureOf(metric: MetricReport | undefined, which: "avg" | "max" | "min", words: Words): string {
  return metric === undefined ? "–" : words.value(metric[which], metric.dimension);
}

function ruleTable({ rules }: Report, words: Words): Table {
  return table("rules", "Rules", rules, [
    [text("rule"), ({ profile, rule }) => `${profile}.${rule}`],
    [text("action"), ({ action }) => action],
    ...tallyCells(rules),
    [time("last"), ({ lastAt }) => words.minute(lastAt)],
    [text("when"), ({ threshold }) => threshold],
  ]);
}

function reasonTable({ reasons }: Report): Table {
  return table("reasons", "Reasons", reasons, [
    [text("metric"), ({ reason }) => reason],
    ...tallyCells(reasons),
    [text("rules"), ({ rules }) => rules.join(", ")],
  ]);
}

function profileTable({ profiles }: Report, words: Words): Table {
  return table("profiles", "Profiles", profiles, [
    [text("profile"), ({ profile }) => profile],
    [number("runs"), ({ runs }) => String(runs)],
    [number("protected"), ({ protectedMs }) => words.span(protectedMs)],
    ...tallyCells(profiles),
  ]);
}

function metricTable({ metrics, before }: Report, words: Words): Table {
  return table("metrics", "Metrics of the system", metrics, [
    [text("metric"), ({ metric }) => metric],
    [number("least"), (metric) => figureOf(metric, "min", words)],
    [number("average"), (metric) => figureOf(metric, "avg", words)],
    [number("greatest"), (metric) => figureOf(metric, "max", words)],
    ...(before === null
      ? []
      : [
          [
            number("average before"),
            ({ before: past, dimension }: MetricReport) => (past === null ? "–" : words.value(past.avg, dimension)),
          ] as const,
        ]),
  ]);
}

function cancellationTable({ cancellations, totals }: Report, words: Words): Table {
  const made = table("cancellations", "Cancellations", cancellations, [
    [time("time"), (cancellation) => words.time(cancellation.time)],
    [text("macro"), ({ macro }) => macro],
    [text("rule"), ({ profile, rule }) => `${profile}.${rule}`],
    [text("why"), ({ message }) => message],
    [text("outcome"), ({ outcome, ok }) => `${ok === false ? "failed: " : ""}${outcome ?? "–"}`],
  ]);
  return { ...made, more: Math.max(made.more, totals.cancellations - made.rows.length) };
}
