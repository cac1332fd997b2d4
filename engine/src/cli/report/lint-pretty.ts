/** Findings for people: code frames, what would help, where to read more, and a line that sums up. */

import { isLintCode, isMendable, renderDiagnostic } from "@macro-engine/dsl";
import { codePageUrl } from "../../code-page-url.ts";
import type { LintOutcome } from "../lint/outcome.ts";
import type { Problem } from "../lint/problem.ts";
import { summarizeDiagnostics } from "./diagnostics-report.ts";
import type { LintPrinting } from "./lint-formats.ts";
import { counted, type Paint, painter } from "./paint.ts";

export function lintPretty(outcome: LintOutcome, { color }: LintPrinting): string {
  const paint = painter(color);
  const frames = outcome.problems.map((problem) => `${frame(problem, outcome, color)}\n\n`);
  const summary = summarizeDiagnostics(outcome.problems, outcome.files.length, paint);
  return [...frames, summary, ...asides(outcome, paint)].join("");
}

function frame(problem: Problem, { sourceOf }: LintOutcome, color: boolean): string {
  const notes = isLintCode(problem.code) ? [`why: ${readMore(problem.code, color)}`] : [];
  return renderDiagnostic(problem, sourceOf, { color, notes });
}

/** Where links can be shown, the command leads to the rule's page on this disk. */
function readMore(code: string, color: boolean): string {
  const command = `macro-engine lint --explain ${code}`;
  return color ? `\u001b]8;;${codePageUrl(code)?.href}\u001b\\${command}\u001b]8;;\u001b\\` : command;
}

/** What was done, and what was left out. */
function asides({ fixed, ignored, known, stale, problems }: LintOutcome, paint: Paint): string[] {
  const mendable = problems.filter(isMendable).length;
  const gone = stale.reduce((sum, { count }) => sum + count, 0);
  const lines = [
    ...(fixed > 0 ? [`${counted(fixed, "repair")} made`] : []),
    ...(mendable > 0 ? [`${mendable} can be mended with --fix`] : []),
    ...(ignored > 0 ? [`${ignored} ignored`] : []),
    ...(known > 0 ? [`${known} in the baseline`] : []),
    ...(gone > 0 ? [`${gone} of the baseline ${gone === 1 ? "is" : "are"} gone: --write-baseline drops them`] : []),
  ];
  return lines.length === 0 ? [] : [`${paint("dim", `  ${lines.join(" · ")}`)}\n`];
}
