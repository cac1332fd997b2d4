/** Findings as GitHub's workflow commands, which it shows beside the lines, and as the job's summary. */

import type { Severity } from "@macro-engine/dsl";
import type { LintOutcome } from "../lint/outcome.ts";
import { placeOf } from "../lint/problem.ts";
import { counted } from "./paint.ts";

const commands: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

export function lintGithub({ problems, sourceOf }: LintOutcome): string {
  return problems
    .map((problem) => {
      const { line, column, endLine, endColumn } = placeOf(problem, sourceOf);
      // Columns count only on one line.
      const columns = line === endLine ? { col: column, endColumn } : {};
      const properties = { file: problem.file, line, endLine, ...columns, title: problem.code };
      const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
      return `::${commands[problem.severity]} ${list.join(",")}::${escapeData(problem.message)}\n`;
    })
    .join("");
}

/** As GitHub's own toolkit escapes: what a command's text and its properties cannot hold. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** A summary is at most 1 MiB; what it is for is to be read. */
const mostRows = 200;

/** Markdown for `$GITHUB_STEP_SUMMARY`. */
export function githubSummary({ problems, sourceOf, files, ignored, known }: LintOutcome): string {
  const head = "### macro-engine lint\n\n";
  const leftOut = [...(ignored > 0 ? [`${ignored} ignored`] : []), ...(known > 0 ? [`${known} in the baseline`] : [])];
  const aside = leftOut.length === 0 ? "" : ` (${leftOut.join(", ")})`;
  if (problems.length === 0) return `${head}${counted(files.length, "file")}, no problems${aside}\n`;
  const rows = problems.slice(0, mostRows).map((problem) => {
    const { line } = placeOf(problem, sourceOf);
    return `| ${problem.severity} | \`${problem.code}\` | ${cell(`${problem.file}:${line}`)} | ${cell(problem.message)} |\n`;
  });
  const more = problems.length > mostRows ? `\n… and ${problems.length - mostRows} more\n` : "";
  const sum = `${counted(problems.length, "problem")} in ${counted(files.length, "file")}${aside}\n\n`;
  return `${head}${sum}| level | code | place | message |\n| --- | --- | --- | --- |\n${rows.join("")}${more}`;
}

/** Policies' texts are no markup; what stands in backticks stays code. */
function cell(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("|", "\\|")
    .replace(/[\r\n]+/g, " ");
}
