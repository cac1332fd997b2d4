/** Test results for people: a line a test; a failure with its policy line, what happened, and the values around it. */

import { type Dimension, type Program, type Source, termText } from "@macro-engine/dsl";
import type { Verdict } from "../../runtime/expectations.ts";
import { explainVerdict, timeText } from "../../runtime/expectations-explain.ts";
import type { Excerpt, ExcerptRow } from "../../runtime/simulate-excerpt.ts";
import type { WindowCall } from "../../runtime/simulate-probe.ts";
import type { TestRun } from "../../runtime/simulate-test.ts";
import type { Coverage, TestReport, TestResult } from "../run-tests.ts";
import { untilText } from "./change-texts.ts";
import type { SourceOf } from "./diagnostics-report.ts";
import { counted, type Paint } from "./paint.ts";
import { actionText, valueText } from "./replay-report.ts";

export interface PrettyContext {
  readonly program: Program;
  readonly sourceOf: SourceOf;
  readonly dimensions: ReadonlyMap<string, Dimension>;
  readonly paint: Paint;
}

const mostDecisions = 8;

export function renderResult(result: TestResult, context: PrettyContext): string {
  const { paint } = context;
  const title = `${result.test.title} ${paint("dim", `(${result.test.profile})`)}`;
  if (result.kind === "unreadable") {
    return `  ${paint("red", "✗")} ${title}\n      ${result.reason}\n\n`;
  }
  if (result.run.passed) return `  ${paint("green", "✓")} ${title}\n${renderNeverKnown(result.run, context)}`;
  const failures = result.run.verdicts.flatMap((verdict, at) =>
    verdict.met ? [] : [renderFailure(verdict, result.run.excerpts[at] ?? null, result.run, context)],
  );
  const rest = renderDecisions(result.run, context) + renderNeverKnown(result.run, context);
  return `  ${paint("red", "✗")} ${title}\n${failures.join("")}${rest}\n`;
}

function lineOf(source: Source | undefined, line: number): string {
  return source?.text.split(/\r?\n/, line)[line - 1]?.trim() ?? "";
}

function renderFailure(verdict: Verdict, excerpt: Excerpt | null, run: TestRun, context: PrettyContext): string {
  const { paint, sourceOf } = context;
  const { place, text } = verdict.expectation;
  const written = lineOf(sourceOf(place.file), place.line) || text;
  const head = `      ${paint("blue", `${place.file}:${place.line}`)}  ${paint("bold", written)}\n`;
  const why = `      ${paint("red", explainVerdict(verdict, run))}\n`;
  return head + why + renderCircumstances(verdict, excerpt, run, context);
}

/** The rules that a failure is about, and the values around the times that it is about. */
export function renderCircumstances(
  verdict: Verdict,
  excerpt: Excerpt | null,
  run: TestRun,
  context: PrettyContext,
): string {
  return renderRules(verdict, run, context) + renderExcerpt(excerpt, run, context);
}

/** The policy lines that the failure is about. */
function renderRules(verdict: Verdict, run: TestRun, { program, paint }: PrettyContext): string {
  const profile = program.profiles.find(({ name }) => name === run.test.profile);
  const names = new Set([...verdict.matching, ...verdict.near].map(({ rule }) => rule).slice(0, 2));
  if (verdict.expectation.by !== null) names.add(verdict.expectation.by);
  const rules = profile?.rules.filter(({ name }) => names.has(name)) ?? [];
  return rules
    .map(({ name, action, all, threshold, until, place }) => {
      const acts = actionText({ action, all });
      return `        rule ${name}: ${acts} when ${threshold}${untilText({ until }, program)}  ${paint("dim", `${place.file}:${place.line}`)}\n`;
    })
    .join("");
}

function stateText({ timeMs, state }: ExcerptRow, fired: boolean): string {
  if (fired) return "fires";
  if (state === null) return "";
  if (state.state === "pending" && state.since !== null) {
    const fires = state.firesInMs === null ? "" : `, fires in ${timeText(state.firesInMs)}`;
    return `true for ${timeText(timeMs - state.since)}${fires}`;
  }
  return state.state === "firing" ? "firing" : state.truth;
}

/** A small table: time, the metrics, the state of the rule. */
function renderExcerpt(excerpt: Excerpt | null, run: TestRun, { dimensions, paint }: PrettyContext): string {
  if (excerpt === null || excerpt.rows.length === 0 || excerpt.metrics.length === 0) return "";
  const header = ["time", ...excerpt.metrics, ...(excerpt.rule === null ? [] : [excerpt.rule])];
  const fires = ({ timeMs }: ExcerptRow) =>
    run.decisions.some(({ kind, rule, time }) => kind === "fire" && rule === excerpt.rule && time === timeMs);
  const body = excerpt.rows.map((row) => [
    timeText(row.timeMs),
    ...row.values.map((value, at) => valueText(value, dimensions.get(excerpt.metrics[at]!))),
    ...(excerpt.rule === null ? [] : [stateText(row, fires(row))]),
  ]);
  const widths = header.map((cell, at) => Math.max(cell.length, ...body.map((cells) => cells[at]!.length)));
  const lastNumber = excerpt.metrics.length;
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => (at <= lastNumber ? cell.padStart(widths[at]!) : cell))
      .join("  ")
      .trimEnd();
  const rows = body.map((cells, at) => {
    const focus = excerpt.rows[at]!.focus;
    return `      ${focus ? paint("bold", `▸ ${line(cells)}`) : `  ${line(cells)}`}\n`;
  });
  return `        ${paint("dim", line(header))}\n${rows.join("")}`;
}

/** Everything that happened in the run, in order. */
export function renderDecisions({ decisions }: TestRun, { paint }: PrettyContext): string {
  if (decisions.length === 0) return `      ${paint("dim", "in the whole run no rule fired")}\n`;
  const shown = decisions.slice(0, mostDecisions).map((decision) => {
    const what = decision.kind === "clear" ? "clear" : actionText(decision);
    const message = decision.message === "" ? "" : `  ${paint("dim", decision.message)}`;
    return `        ${timeText(decision.time).padStart(8)}  ${what} by ${decision.rule}${message}\n`;
  });
  const more = decisions.length - mostDecisions;
  const rest = more > 0 ? `        ${paint("dim", `and ${more} more`)}\n` : "";
  return `      ${paint("dim", "what happened in the run:")}\n${shown.join("")}${rest}`;
}

/** A windowed call as policy text. */
export function callText(term: WindowCall["term"], program: Program): string {
  const dimension = program.metrics.find(({ name }) => "metric" in term && name === term.metric)?.dimension;
  return termText(term, dimension ?? "percent", program);
}

export function renderNeverKnown({ neverKnown }: TestRun, { program, paint }: PrettyContext): string {
  return neverKnown
    .map(({ rule, term }) => {
      const call = callText(term, program);
      return `      ${paint("yellow", "note:")} ${call} of rule ${rule.name} was never known in this run: its window was never full of samples\n`;
    })
    .join("");
}

export function renderCoverage({ rules, fired, percent, missed }: Coverage, paint: Paint): string {
  const head = `${paint("bold", "coverage")} ${percent}% — tests made ${fired} of ${counted(rules, "rule")} fire\n`;
  const lines = missed.map(({ rule, profiles }) => {
    const some =
      profiles.length > 3 ? `${profiles.slice(0, 3).join(", ")} and ${profiles.length - 3} more` : profiles.join(", ");
    return `  ${paint("yellow", "never fired:")} ${rule.name} ${paint("dim", `(${some})  ${rule.place.file}:${rule.place.line}`)}\n`;
  });
  return head + lines.join("");
}

export function renderSummary({ passed, failed, unreadable }: TestReport, paint: Paint): string {
  const parts = [
    ...(failed > 0 ? [paint("red", `${failed} failed`)] : []),
    ...(unreadable > 0 ? [paint("red", `${unreadable} with a trace that cannot be read`)] : []),
    ...(passed > 0 ? [paint("green", `${passed} passed`)] : []),
  ];
  return `\n${counted(passed + failed + unreadable, "test")}: ${parts.join(", ")}\n`;
}
