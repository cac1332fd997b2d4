/** Runs the tests of a policy set and gathers what reports need. */

import { dirname, resolve } from "node:path";
import type { Program, ProgramRule, ProgramTest } from "@macro-engine/dsl";
import { displayPath } from "../display-path.ts";
import type { LoadedPolicies } from "../load-policies.ts";
import { type EvaluatorFactory, runTest, type TestRun } from "../runtime/simulate-test.ts";
import { dimensionsOf, openTrace, type TraceFile } from "../traces/read-trace.ts";
import { TraceError } from "../traces/trace.ts";

/** A test that ran, or whose recording could not be read. */
export type TestResult =
  | { readonly kind: "ran"; readonly test: ProgramTest; readonly run: TestRun; readonly tookMs: number }
  | { readonly kind: "unreadable"; readonly test: ProgramTest; readonly reason: string; readonly tookMs: number };

export interface Coverage {
  /** Rules of the profiles, each once however many profiles inherit it. */
  readonly rules: number;
  readonly fired: number;
  /** 100 where there are no rules. */
  readonly percent: number;
  readonly missed: readonly MissedRule[];
}

interface MissedRule {
  readonly rule: ProgramRule;
  /** Profiles that have it. */
  readonly profiles: readonly string[];
}

export interface TestReport {
  readonly results: readonly TestResult[];
  readonly passed: number;
  readonly failed: number;
  /** Tests whose recording could not be read. */
  readonly unreadable: number;
  readonly coverage: Coverage;
}

export function hasPassed(result: TestResult): boolean {
  return result.kind === "ran" && result.run.passed;
}

/** The tests whose title holds the text, letter case aside. */
export function selectTests(program: Program, filter: string | undefined): readonly ProgramTest[] {
  const wanted = filter?.toLowerCase() ?? "";
  return program.tests.filter(({ title }) => title.toLowerCase().includes(wanted));
}

/** Absolute path of the recording that a test names; relative to the test's file. */
export function tracePath(test: ProgramTest, loaded: LoadedPolicies): string | null {
  if (test.trace === null) return null;
  return resolve(dirname(loaded.set.absolutePaths.get(test.place.file) ?? test.place.file), test.trace);
}

/** Runs tests one after the other; `onResult` hears of each as it ends. */
export async function runTests(
  program: Program,
  tests: readonly ProgramTest[],
  loaded: LoadedPolicies,
  cwd: string,
  createEvaluator: EvaluatorFactory,
  onResult: (result: TestResult) => void = () => {},
): Promise<TestReport> {
  const results: TestResult[] = [];
  for (const test of tests) {
    const result = await runOne(program, test, tracePath(test, loaded), cwd, createEvaluator);
    results.push(result);
    onResult(result);
  }
  const passed = results.filter(hasPassed).length;
  const unreadable = results.filter(({ kind }) => kind === "unreadable").length;
  const failed = results.length - passed - unreadable;
  return { results, passed, failed, unreadable, coverage: coverageOf(program, results) };
}

async function runOne(
  program: Program,
  test: ProgramTest,
  path: string | null,
  cwd: string,
  createEvaluator: EvaluatorFactory,
): Promise<TestResult> {
  const began = performance.now();
  const tookMs = () => performance.now() - began;
  try {
    const trace: TraceFile | null =
      path === null ? null : await openTrace(path, dimensionsOf(program), displayPath(path, cwd));
    const run = await runTest(program, test, createEvaluator, trace);
    return { kind: "ran", test, run, tookMs: tookMs() };
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    return { kind: "unreadable", test, reason: error.message, tookMs: tookMs() };
  }
}

function placeKey({ place }: ProgramRule): string {
  return `${place.file}:${place.line}:${place.column}`;
}

function coverageOf(program: Program, results: readonly TestResult[]): Coverage {
  const rules = new Map<string, { rule: ProgramRule; profiles: string[] }>();
  for (const profile of program.profiles) {
    for (const rule of profile.rules) {
      const known = rules.get(placeKey(rule));
      if (known === undefined) rules.set(placeKey(rule), { rule, profiles: [profile.name] });
      else known.profiles.push(profile.name);
    }
  }
  const fired = new Set<string>();
  for (const result of results) {
    if (result.kind !== "ran") continue;
    const profile = program.profiles.find(({ name }) => name === result.test.profile);
    for (const decision of result.run.decisions) {
      const rule = decision.kind === "fire" && profile?.rules.find(({ name }) => name === decision.rule);
      if (rule) fired.add(placeKey(rule));
    }
  }
  const missed = [...rules].filter(([key]) => !fired.has(key)).map(([, missing]) => missing);
  const percent = rules.size === 0 ? 100 : Math.floor((fired.size / rules.size) * 1000) / 10;
  return { rules: rules.size, fired: fired.size, percent, missed };
}
