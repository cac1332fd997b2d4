/** Problems of the configuration as a person reads them: message, place, the line itself. */

import type { ConfigProblem } from "./problem.ts";

const red = 31;
const yellow = 33;
const blue = 34;

/** Every problem with its code frame, a blank line between two. */
export function renderConfigProblems(problems: readonly ConfigProblem[], options: { readonly color: boolean }): string {
  return problems.map((problem) => render(problem, options.color)).join("\n");
}

function render(problem: ConfigProblem, color: boolean): string {
  const paint = (code: number, text: string) => (color ? `\u001b[1;${code}m${text}\u001b[0m` : text);
  const tint = problem.severity === "error" ? red : yellow;
  const head = `${paint(tint, `${problem.severity}[${problem.code}]`)}: ${problem.message}`;
  if (problem.code === "unreadable-file") return `${head}\n  ${paint(blue, "-->")} ${problem.file}\n`;
  const gutter = " ".repeat(String(problem.line).length);
  const bar = paint(blue, "|");
  const line = (problem.excerpt[0] ?? "").replaceAll("\t", " ");
  const last = problem.endLine === problem.line ? problem.endColumn : line.length + 1;
  const marks = "^".repeat(Math.max(1, last - problem.column));
  return [
    head,
    `${gutter} ${paint(blue, "-->")} ${problem.file}:${problem.line}:${problem.column}`,
    `${gutter} ${bar}`,
    `${paint(blue, String(problem.line))} ${bar} ${line}`,
    `${gutter} ${bar} ${" ".repeat(problem.column - 1)}${paint(tint, marks)}`,
    "",
  ].join("\n");
}
