/** Findings as JUnit XML: a suite a file; one without problems is a case that passed. */

import { escapeXml, xmlAttributes } from "../../page/xml-text.ts";
import { isAtLeast, type LintOutcome } from "../lint/outcome.ts";
import { type Problem, placeOf } from "../lint/problem.ts";
import type { LintPrinting } from "./lint-formats.ts";

export function lintJunit(outcome: LintOutcome, { failOn }: LintPrinting): string {
  const isFailure = (problem: Problem) => isAtLeast(problem, failOn);
  const suites = outcome.files.map((file) => {
    const problems = outcome.problems.filter((problem) => problem.file === file);
    const cases = problems.map((problem) => problemCase(problem, isFailure(problem), outcome));
    const passed = `    <testcase${xmlAttributes({ name: file, classname: "macro-engine lint", time: "0" })}/>\n`;
    const failures = problems.filter(isFailure).length;
    const skipped = problems.length - failures;
    const counts = { tests: Math.max(1, problems.length), failures, errors: 0, skipped, time: "0" };
    return {
      counts,
      text: `  <testsuite${xmlAttributes({ name: file, ...counts })}>\n${cases.length === 0 ? passed : cases.join("")}  </testsuite>\n`,
    };
  });
  const sum = (count: "tests" | "failures") => suites.reduce((total, { counts }) => total + counts[count], 0);
  const head = { name: "macro-engine lint", tests: sum("tests"), failures: sum("failures"), errors: 0, time: "0" };
  const text = suites.map((suite) => suite.text).join("");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${xmlAttributes(head)}>\n${text}</testsuites>\n`;
}

/** What does not make the run fail is no failure here either: builds that count those would break. */
function problemCase(problem: Problem, isFailure: boolean, { sourceOf }: LintOutcome): string {
  const { line, column } = placeOf(problem, sourceOf);
  const { code, severity, message, file } = problem;
  const head = xmlAttributes({ name: `${code} at ${line}:${column}`, classname: code, file, line, time: "0" });
  const told = isFailure
    ? `<failure${xmlAttributes({ message, type: severity })}>${escapeXml(`${file}:${line}:${column}: ${message}`)}</failure>`
    : `<skipped${xmlAttributes({ message: `${severity}: ${message}` })}/>`;
  return `    <testcase${head}>\n      ${told}\n    </testcase>\n`;
}
