/** Runs one test of a policy set as its buffers have it, and says what it found in the words of the command line. */

import type { Program, ProgramTest, Source, TestDeclaration } from "@macro-engine/dsl";
import { dimensionsByName } from "../../../../engine/src/cli/report/replay-report.ts";
import {
  type PrettyContext,
  renderCircumstances,
  renderDecisions,
  renderNeverKnown,
} from "../../../../engine/src/cli/report/test-pretty.ts";
import { createEvaluator } from "../../../../engine/src/runtime/evaluator.ts";
import { explainVerdict } from "../../../../engine/src/runtime/expectations-explain.ts";
import type { Trace } from "../../../../engine/src/runtime/simulate.ts";
import { type EvaluatorFactory, runTest, type TestRun } from "../../../../engine/src/runtime/simulate-test.ts";
import type { PolicyView } from "../../workspace/policy-view.ts";
import type { Place } from "../place.ts";
import { provePolicyAssertion } from "./prove-assertion.ts";
import { createRuleCounter, delegating, type RuleCount } from "./rule-coverage.ts";
import { sideBySide } from "./side-by-side.ts";
import { testItems } from "./test-items.ts";

export type PolicyTestResult =
  | { readonly kind: "passed"; readonly output: string; readonly coverage: PolicyTestCoverage | null }
  | {
      readonly kind: "failed";
      readonly failures: readonly PolicyTestFailure[];
      readonly output: string;
      readonly coverage: PolicyTestCoverage | null;
    }
  /** It could not be run: errors in the policies, a recording that cannot be read. */
  | { readonly kind: "errored"; readonly message: string; readonly place: Place | null }
  /** An assertion that is neither proved nor refuted. */
  | { readonly kind: "open"; readonly output: string };

export interface PolicyTestFailure {
  readonly place: Place;
  /** The first line says why; below it are the rules concerned and the values around. */
  readonly message: string;
  readonly expected: string | null;
  readonly actual: string | null;
}

/** Of the rules of the test's profile, where they are written. */
export type PolicyTestCoverage = readonly (RuleCount & Place)[];

export interface RunPolicyTestOptions {
  readonly coverage: boolean;
  /** Called between snapshots; where it returns a promise the run waits for it, and ends with its rejection. */
  readonly pause: () => Promise<void> | null;
  /** Opens the recording at a path of the view; null where that cannot be done. */
  readonly openTrace: ((path: string, program: Program) => Promise<Trace>) | null;
}

/** Null for a test that is not there. */
export async function runPolicyTest(
  view: PolicyView,
  path: string,
  id: string,
  options: RunPolicyTestOptions,
): Promise<PolicyTestResult | null> {
  const item = testItems(view, path).find((entry) => entry.id === id);
  if (item === undefined) return null;
  // Override files do not apply to tests (LANGUAGE, section 9).
  const program = view.analysis.policyProgram;
  if (program === null) return erroneous(view);
  const { declaration } = item;
  if (declaration.kind === "assert") return provePolicyAssertion(view, path, declaration, options.pause);
  const index = view.analysis.names.tests.findIndex((entry) => entry.declaration === declaration);
  const test = program.tests[index];
  if (test === undefined) return null;
  let trace: Trace | null = null;
  try {
    trace = await traceOf(test, path, program, options);
  } catch (error) {
    const step = declaration.steps.find(({ kind }) => kind === "trace") ?? declaration;
    return { kind: "errored", message: (error as Error).message, place: { file: path, span: step.span } };
  }
  const counter = createRuleCounter(program, test.profile);
  const factory = options.coverage ? counter.createEvaluator : createEvaluator;
  const run = await runTest(program, test, patient(factory, options.pause), trace);
  const coverage = options.coverage ? counter.counts().flatMap((count) => placed(view, test.profile, count)) : null;
  return resultOf(run, path, declaration, contextOf(view, program), coverage);
}

/** The first error of the set, wherever it is: nothing of a broken set can be run. */
function erroneous(view: PolicyView): PolicyTestResult {
  const error = view.analysis.diagnostics.find(({ severity }) => severity === "error");
  const place = error === undefined ? null : { file: error.file, span: error.span };
  const why = error === undefined ? "" : `: ${error.message}`;
  return { kind: "errored", message: `not run, the policies have errors${why}`, place };
}

async function traceOf(
  test: ProgramTest,
  path: string,
  program: Program,
  { openTrace }: RunPolicyTestOptions,
): Promise<Trace | null> {
  if (test.trace === null) return null;
  if (openTrace === null) throw new Error(`${test.trace}: recordings cannot be read here`);
  const isAbsolute = /^(?:\/|[A-Za-z]:[\\/])/.test(test.trace);
  return openTrace(isAbsolute ? test.trace : joined(path, test.trace), program);
}

function joined(path: string, relative: string): string {
  const parts = path.split("/").slice(0, -1);
  for (const part of relative.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

/** Lets others have their turn while a long test runs. */
function patient(factory: EvaluatorFactory, pause: () => Promise<void> | null): EvaluatorFactory {
  return (program, options) => {
    const evaluator = factory(program, options);
    return delegating(evaluator, {
      tick(time, wall) {
        const decisions = evaluator.tick(time, wall);
        const waited = pause();
        return waited === null ? decisions : waited.then(() => decisions);
      },
    });
  };
}

function placed(view: PolicyView, profile: string, count: RuleCount): (RuleCount & Place)[] {
  const { names, bodies } = view.analysis;
  const symbol = names.bodies.get(profile);
  const rule = symbol && bodies.get(symbol)?.rules.get(count.rule)?.symbol;
  return rule === undefined ? [] : [{ ...count, file: rule.file.source.path, span: rule.declaration.span }];
}

function contextOf(view: PolicyView, program: Program): PrettyContext {
  return {
    program,
    sourceOf: (file): Source | undefined => view.sources.get(file),
    dimensions: dimensionsByName(program),
    paint: (_, text) => text,
  };
}

function resultOf(
  run: TestRun,
  path: string,
  declaration: TestDeclaration,
  context: PrettyContext,
  coverage: PolicyTestCoverage | null,
): PolicyTestResult {
  const output = dedented(renderDecisions(run, context) + renderNeverKnown(run, context));
  if (run.passed) return { kind: "passed", output, coverage };
  const expects = declaration.steps.filter(({ kind }) => kind === "expect");
  const failures = run.verdicts.flatMap((verdict, at): PolicyTestFailure[] => {
    if (verdict.met) return [];
    const circumstances = renderCircumstances(verdict, run.excerpts[at] ?? null, run, context);
    return [
      {
        place: { file: path, span: (expects[at] ?? declaration).span },
        message: `${explainVerdict(verdict, run)}\n${dedented(circumstances)}`.trimEnd(),
        ...sideBySide(verdict),
      },
    ];
  });
  return { kind: "failed", failures, output, coverage };
}

/** Without the blanks that all lines begin with. */
function dedented(text: string): string {
  const lines = text.trimEnd().split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents, 80);
  return lines.map((line) => line.slice(indent)).join("\n");
}
