/** Findings as JUnit XML: a suite a file; one without problems is a case that passed. */

import type { LintOutcome } from "../lint/outcome.ts";
import { type Problem, placeOf } from "../lint/problem.ts";
import { escapeXml, xmlAttributes } from "./xml-text.ts";

export function lintJunit(outcome: LintOutcome): string {
  const suites = outcome.files.map((file) => {
    const problems = outcome.problems.filter((problem) => problem.file === file);
    const cases = problems.map((problem) => failedCase(problem, outcome));
    const passed = `    <testcase${xmlAttributes({ name: file, classname: "macro-engine lint", time: "0" })}/>\n`;
    const head = { name: file, tests: Math.max(1, problems.length), failures: problems.length, errors: 0, time: "0" };
    return `  <testsuite${xmlAttributes(head)}>\n${cases.length === 0 ? passed : cases.join("")}  </testsuite>\n`;
  });
  const { problems } = outcome;
  const tests = outcome.files.reduce(
    (sum, file) => sum + Math.max(1, problems.filter((problem) => problem.file === file).length),
    0,
  );
  const head = { name: "macro-engine lint", tests, failures: problems.length, errors: 0, time: "0" };
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${xmlAttributes(head)}>\n${suites.join("")}</testsuites>\n`;
}

function failedCase(problem: Problem, { sourceOf }: LintOutcome): string {
  const { line, column } = placeOf(problem, sourceOf);
  const { code, severity, message, file } = problem;
  const place = `${file}:${line}:${column}`;
  const head = xmlAttributes({ name: `${code} at ${line}:${column}`, classname: code, file, line, time: "0" });
  const failure = xmlAttributes({ message, type: severity });
  return `    <testcase${head}>\n      <failure${failure}>${escapeXml(`${place}: ${message}`)}</failure>\n    </testcase>\n`;
}
