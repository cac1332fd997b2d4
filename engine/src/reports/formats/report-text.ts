/** A report for a terminal, or for any place that takes plain text. */

import { columnsUsed, harmless, pad } from "../../cli/screen/visible-text.ts";
import type { Report } from "../report.ts";
import { summaryOf, titleOf } from "./summary.ts";
import { type Table, tablesOf } from "./tables.ts";
import { type Words, wordsIn } from "./words.ts";

export interface TextOptions {
  /** IANA name; null: that of this process. */
  readonly zone: string | null;
  /** For a terminal's colours; absent: plain text. */
  readonly paint?: (style: "bold" | "dim", text: string) => string;
}

export function reportText(report: Report, { zone, paint = (_, text) => text }: TextOptions): string {
  const words = wordsIn(zone);
  const head = [paint("bold", harmless(titleOf(report, words))), ...summaryOf(report, words).map(indented)];
  const tables = tablesOf(report, words).map((table) => tableText(table, paint));
  return `${[head.join("\n"), ...tables].join("\n\n")}\n`;
}

/** For a message: the head and what was cancelled most, without tables. */
export function reportSummary(report: Report, zone: string | null): string {
  const words = wordsIn(zone);
  const worst = report.rules.filter(({ cancellations }) => cancellations > 0).slice(0, 3);
  return [
    harmless(titleOf(report, words)),
    ...summaryOf(report, words).map(harmless),
    ...worst.map((rule) => worstText(rule, words)),
  ].join("\n");
}

function worstText({ profile, rule, cancellations, message, lastAt }: Report["rules"][number], words: Words): string {
  return harmless(`${profile}.${rule} cancelled ${cancellations}, last at ${words.minute(lastAt)}: ${message}`);
}

const indented = (line: string) => `  ${harmless(line)}`;

type Paint = NonNullable<TextOptions["paint"]>;

function tableText({ title, columns, rows, more }: Table, paint: Paint): string {
  const cells = rows.map((row) => row.map(harmless));
  const widths = columns.map(({ name }, at) => Math.max(...[name, ...cells.map((row) => row[at]!)].map(columnsUsed)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => pad(cell, widths[at]!, columns[at]!.kind === "number" ? "right" : "left"))
      .join("  ")
      .trimEnd();
  return [
    paint("bold", title),
    `  ${paint("dim", line(columns.map(({ name }) => name)))}`,
    ...cells.map((row) => `  ${line(row)}`),
    ...(more > 0 ? [paint("dim", `  and ${more} more`)] : []),
  ].join("\n");
}
