/** Requests of our own about tests: `macropolicy/tests`, `macropolicy/runTest`, `macropolicy/rules`. */

import { type CancellationToken, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import { toLocation, toRange } from "../convert.ts";
import {
  changedMethod,
  type LineLocation,
  type RulesResult,
  type RunTestParams,
  rulesMethod,
  runTestMethod,
  type TestCoverage,
  type TestFile,
  type TestResult,
  type TestsResult,
  testsMethod,
} from "../editor-protocol.ts";
import type { Place } from "../features/place.ts";
import { coverableRules } from "../features/tests/rule-coverage.ts";
import {
  type PolicyTestCoverage,
  type PolicyTestResult,
  type RunPolicyTestOptions,
  runPolicyTest,
} from "../features/tests/run-test.ts";
import { testItems } from "../features/tests/test-items.ts";
import type { PolicyView } from "../workspace/policy-view.ts";
import type { DocumentView, Handler, ServerContext } from "./handler.ts";
import { beginRun } from "./last-runs.ts";

/** How long a test may run before others have their turn, ms. */
const turnMs = 10;

export const testsHandler: Handler = {
  capabilities: {},
  register(connection, context) {
    let isAsked = false;
    context.onChange(() => {
      if (isAsked) void connection.sendNotification(changedMethod);
    });
    connection.onRequest(testsMethod, async (): Promise<TestsResult> => {
      isAsked = true;
      return { files: (await context.views()).flatMap(filesOf) };
    });
    connection.onRequest(rulesMethod, async (): Promise<RulesResult> => {
      return { rules: (await context.views()).flatMap(rulesOf) };
    });
    connection.onRequest<TestResult, void>(runTestMethod, async (params: RunTestParams, token: CancellationToken) => {
      const began = performance.now();
      const ended = beginRun(context);
      const result = await run(params, context, token);
      if (result.kind !== "gone") ended(params, result.kind);
      return { ...result, tookMs: performance.now() - began };
    });
  },
};

function filesOf(view: PolicyView): readonly TestFile[] {
  return view.analysis.files.flatMap(({ file: { source } }) => {
    const tests = testItems(view, source.path).map(({ id, kind, label, span, nameSpan }) => ({
      id,
      kind,
      label,
      range: toRange(source, span),
      nameRange: toRange(source, nameSpan),
    }));
    return tests.length === 0 ? [] : [{ uri: view.uriOf(source.path), tests }];
  });
}

function rulesOf(view: PolicyView): RulesResult["rules"] {
  return coverableRules(view).map((rule) => ({
    name: rule.name,
    location: located(view, rule),
    condition: toRange(view.sources.get(rule.file)!, rule.condition),
    profiles: rule.profiles,
  }));
}

type Untimed<T> = T extends unknown ? Omit<T, "tookMs"> : never;

async function run(
  params: RunTestParams,
  context: ServerContext,
  token: CancellationToken,
): Promise<Untimed<TestResult>> {
  if (typeof params?.uri !== "string" || typeof params.id !== "string") return { kind: "gone" };
  const document = await context.document(params.uri);
  const result =
    document &&
    (await runPolicyTest(document.view, document.path, params.id, optionsOf(params, document, context, token)));
  return result === null ? { kind: "gone" } : converted(document!.view, result);
}

function optionsOf(
  { coverage }: RunTestParams,
  { view }: DocumentView,
  { host }: ServerContext,
  token: CancellationToken,
): RunPolicyTestOptions {
  let turnEnds = performance.now() + turnMs;
  const { openTrace } = host;
  return {
    coverage: coverage === true,
    openTrace: openTrace && ((path, program) => openTrace(view.uriOf(path), program)),
    pause() {
      if (performance.now() < turnEnds) return null;
      return new Promise((done, fail) => {
        // Requests and cancellations are read between two timers.
        setTimeout(() => {
          turnEnds = performance.now() + turnMs;
          if (token.isCancellationRequested) fail(new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled"));
          else done();
        }, 0);
      });
    },
  };
}

function converted(view: PolicyView, result: PolicyTestResult): Untimed<TestResult> {
  switch (result.kind) {
    case "passed":
      return { ...result, coverage: coverageOf(view, result.coverage) };
    case "failed":
      return {
        kind: "failed",
        output: result.output,
        coverage: coverageOf(view, result.coverage),
        failures: result.failures.map(({ place, ...failure }) => ({ ...failure, location: located(view, place) })),
      };
    case "errored":
      return { kind: "errored", message: result.message, location: result.place && toLocation(view, result.place) };
    case "open":
      return result;
  }
}

function coverageOf(view: PolicyView, coverage: PolicyTestCoverage | null): TestCoverage | null {
  if (coverage === null) return null;
  return coverage.map(({ fired, whenTrue, whenFalse, ...place }) => ({
    location: located(view, place),
    fired,
    whenTrue,
    whenFalse,
  }));
}

/** Tests and rules are in files of their view. */
function located(view: PolicyView, { file, span }: Place): LineLocation {
  return { uri: view.uriOf(file), range: toRange(view.sources.get(file)!, span) };
}
