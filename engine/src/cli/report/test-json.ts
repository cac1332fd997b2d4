/** Test results as JSON: one object, times in seconds since the start of a test, values in base units. */

import type { Program } from "@macro-engine/dsl";
import { explainVerdict } from "../../runtime/expectations-explain.ts";
import type { Coverage, TestReport, TestResult } from "../run-tests.ts";
import type { DiagnosticJson } from "./diagnostics-report.ts";
import { decisionJson } from "./replay-report.ts";
import { callText } from "./test-pretty.ts";

export interface TestReportJson {
  /** Errors of the policies; with any, no test was run. */
  readonly diagnostics: readonly DiagnosticJson[];
  readonly tests: readonly object[];
  readonly summary: {
    readonly tests: number;
    readonly passed: number;
    readonly failed: number;
    readonly unreadable: number;
  };
  readonly coverage?: object;
}

export function testReportJson(report: TestReport, program: Program, withCoverage: boolean): TestReportJson {
  const { results, passed, failed, unreadable, coverage } = report;
  return {
    diagnostics: [],
    tests: results.map((result) => resultJson(result, program)),
    summary: { tests: results.length, passed, failed, unreadable },
    ...(withCoverage ? { coverage: coverageJson(coverage) } : {}),
  };
}

function resultJson(result: TestResult, program: Program): object {
  const { title, profile, place } = result.test;
  const head = { title, profile, file: place.file, line: place.line };
  if (result.kind === "unreadable") return { ...head, status: "unreadable", reason: result.reason };
  const { run } = result;
  return {
    ...head,
    status: run.passed ? "passed" : "failed",
    ranSeconds: (run.end.lastMs ?? 0) / 1000,
    expectations: run.verdicts.map((verdict) => ({
      text: verdict.expectation.text,
      file: verdict.expectation.place.file,
      line: verdict.expectation.place.line,
      met: verdict.met,
      ...(verdict.met ? {} : { reason: explainVerdict(verdict, run) }),
    })),
    events: run.decisions.map(decisionJson),
    neverKnown: run.neverKnown.map(({ rule, term }) => ({ rule: rule.name, call: callText(term, program) })),
  };
}

function coverageJson({ rules, fired, percent, missed }: Coverage): object {
  return {
    rules,
    fired,
    percent,
    missed: missed.map(({ rule, profiles }) => ({
      rule: rule.name,
      profiles,
      file: rule.place.file,
      line: rule.place.line,
    })),
  };
}
