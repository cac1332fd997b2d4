/** A backtest for people: a table a profile, and what never fired or could not have. */

import { formatQuantity } from "@macro-engine/dsl";
import type { Backtest, ProfileResult, RuleResult } from "../../backtest/backtest.ts";
import { timeText } from "../../runtime/expectations-explain.ts";
import { harmless } from "../screen/visible-text.ts";
import { counted, type Paint } from "./paint.ts";
import { actionText } from "./replay-report.ts";

export interface PrettyOptions {
  readonly paint: Paint;
  readonly noisyPerHour: number;
}

export function renderBacktest(found: Backtest, { paint, noisyPerHour }: PrettyOptions): string {
  const length = found.recordings.reduce((sum, { lastMs }) => sum + (lastMs ?? 0), 0);
  const seen = `${counted(found.recordings.length, "recording")}, ${spanText(length)}`;
  const parts = found.profiles.map((profile) => renderProfile(profile, found, paint));
  return `${[paint("dim", `${seen}\n`), ...parts].join("\n")}${renderNoisy(found, noisyPerHour, paint)}`;
}

/** A duration for tables: `3.25h`. */
export function spanText(ms: number): string {
  return formatQuantity(ms, "duration");
}

function renderProfile(result: ProfileResult, found: Backtest, paint: Paint): string {
  const { profile, recordings, runs, cancelled, observedMs, rules } = result;
  const over = `${counted(recordings.length, "recording")}: ${counted(runs, "run")} in ${spanText(observedMs)}`;
  const head = `${paint("bold", profile.name)} (${profile.level}) over ${over}, ${cancelled} cancelled\n`;
  const fired = rules.filter((rule) => rule.fired > 0);
  const never = rules.filter((rule) => rule.fired === 0 && rule.blind === null);
  const lines = [
    ...(fired.length === 0 ? [] : table(fired, found, paint)),
    ...wrapped(
      "never fired: ",
      never.map(({ rule }) => rule.name),
    ),
    ...blindLines(rules, paint),
  ];
  return `${head}${lines.map((line) => `  ${line}\n`).join("")}`;
}

const columns = ["rule", "action", "fired", "runs", "per hour", "lasted", "longest", "first"] as const;
/** Numbers are read from their ends. */
const toTheRight: ReadonlySet<string> = new Set(["fired", "runs", "per hour", "lasted", "longest"]);

function table(rules: readonly RuleResult[], found: Backtest, paint: Paint): string[] {
  const rows = rules.map((result) => cellsOf(result, found));
  const widths = columns.map((name, at) => Math.max(name.length, ...rows.map((cells) => cells[at]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => (toTheRight.has(columns[at]!) ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)))
      .join("  ")
      .trimEnd();
  return [
    paint("dim", line(columns)),
    ...rows.map((cells, at) => (rules[at]!.noisy ? `${paint("yellow", line(cells))}  noisy` : line(cells))),
  ];
}

function cellsOf(result: RuleResult, found: Backtest): string[] {
  const { rule, fired, runs, perHour, firingMs, longestMs, firings } = result;
  const [first] = firings;
  // A cancel is over with the macro.
  const lasts = rule.action !== "cancel";
  return [
    rule.name,
    actionText(rule),
    String(fired),
    String(runs),
    perHour === null ? "–" : formatQuantity(perHour, "number"),
    lasts ? spanText(firingMs) : "–",
    lasts ? spanText(longestMs) : "–",
    first === undefined
      ? ""
      : `${timeText(first.atMs)} in ${harmless(found.recordings[first.recording]!.recording.name)}`,
  ];
}

function blindLines(rules: readonly RuleResult[], paint: Paint): string[] {
  const byReason = Map.groupBy(
    rules.filter(({ blind }) => blind !== null),
    ({ blind }) => blind!,
  );
  return [...byReason].flatMap(([reason, some]) =>
    wrapped(
      `could not have fired, ${reason}: `,
      some.map(({ rule }) => rule.name),
    ).map((line) => paint("dim", line)),
  );
}

const width = 100;

/** Names in lines of a width that terminals have. */
function wrapped(label: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const lines = [label + names[0]!];
  for (const name of names.slice(1)) {
    const longer = `${lines.at(-1)}, ${name}`;
    if (longer.length <= width) lines[lines.length - 1] = longer;
    else {
      lines[lines.length - 1] += ",";
      lines.push(`  ${name}`);
    }
  }
  return lines;
}

function renderNoisy({ profiles }: Backtest, noisyPerHour: number, paint: Paint): string {
  const noisy = profiles.flatMap(({ profile, rules }) =>
    rules.filter((result) => result.noisy).map(({ rule }) => `${profile.name}.${rule.name}`),
  );
  if (noisy.length === 0) return "";
  const verb = noisy.length === 1 ? "fires" : "fire";
  const lines = wrapped(`${counted(noisy.length, "rule")} ${verb} more than ${noisyPerHour} times an hour: `, noisy);
  return `\n${lines.map((line) => `${paint("yellow", line)}\n`).join("")}`;
}
