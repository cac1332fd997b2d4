/** Test results as JUnit XML: a suite a policy file, as continuous integration reads it. */

import { escapeXml, xmlAttributes } from "../../page/xml-text.ts";
import { explainVerdict } from "../../runtime/expectations-explain.ts";
import type { TestReport, TestResult } from "../run-tests.ts";

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function renderCase(result: TestResult, details: (result: TestResult) => string): string {
  const { title, profile, place } = result.test;
  const head = xmlAttributes({
    name: title,
    classname: profile,
    file: place.file,
    line: place.line,
    time: seconds(result.tookMs),
  });
  if (result.kind === "unreadable") {
    return `    <testcase${head}>\n      <error${xmlAttributes({ message: result.reason })}/>\n    </testcase>\n`;
  }
  if (result.run.passed) return `    <testcase${head}/>\n`;
  const failed = result.run.verdicts.filter(({ met }) => !met);
  const message = failed
    .map((verdict) => `${verdict.expectation.text}: ${explainVerdict(verdict, result.run)}`)
    .join("; ");
  const body = escapeXml(details(result)).replaceAll("&#10;", "\n");
  return `    <testcase${head}>\n      <failure${xmlAttributes({ message })}>${body}</failure>\n    </testcase>\n`;
}

function countsOf(results: readonly TestResult[]) {
  const errors = results.filter(({ kind }) => kind === "unreadable").length;
  const failures = results.filter((result) => result.kind === "ran" && !result.run.passed).length;
  const time = seconds(results.reduce((sum, { tookMs }) => sum + tookMs, 0));
  return { tests: results.length, failures, errors, time };
}

/** `details` is the plain text that stands inside a failure. */
export function junitXml(report: TestReport, details: (result: TestResult) => string): string {
  const files = [...new Set(report.results.map(({ test }) => test.place.file))];
  const suites = files.map((file) => {
    const results = report.results.filter(({ test }) => test.place.file === file);
    const cases = results.map((result) => renderCase(result, details)).join("");
    return `  <testsuite${xmlAttributes({ name: file, ...countsOf(results) })}>\n${cases}  </testsuite>\n`;
  });
  const head = xmlAttributes({ name: "macro-engine", ...countsOf(report.results) });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${suites.join("")}</testsuites>\n`;
}
