/** Runs tests one after the other in the server, and shows what came of each. */

import {
  BranchCoverage,
  type CancellationToken,
  FileCoverage,
  Location,
  MarkdownString,
  StatementCoverage,
  type TestController,
  TestMessage,
  type TestRun,
  type TestRunRequest,
  Uri,
} from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
  type LineLocation,
  type RulesResult,
  type RunTestParams,
  rulesMethod,
  runTestMethod,
  type TestCoverage,
  type TestFailure,
  type TestResult,
} from "../../../lsp/src/editor-protocol.ts";
import { type CoveredRule, coverageByFile } from "./coverage.ts";
import { type Runnable, toRange } from "./test-tree.ts";

export interface TestRunner {
  readonly controller: TestController;
  readonly client: BaseLanguageClient;
  /** What is known of the rules of a file that a run has covered. */
  readonly covered: WeakMap<FileCoverage, readonly CoveredRule[]>;
}

export async function runTests(
  { controller, client, covered }: TestRunner,
  request: TestRunRequest,
  tests: readonly Runnable[],
  withCoverage: boolean,
  token: CancellationToken,
): Promise<void> {
  const run = controller.createTestRun(request);
  const coverage: TestCoverage[] = [];
  for (const { item } of tests) run.enqueued(item);
  try {
    for (const test of tests) {
      if (token.isCancellationRequested || run.token.isCancellationRequested) break;
      run.started(test.item);
      const params: RunTestParams = { uri: test.uri, id: test.id, coverage: withCoverage };
      const result = await ask(client, params, run, token);
      if (result === null) break;
      show(run, test, result);
      if ("coverage" in result && result.coverage !== null) coverage.push(result.coverage);
    }
    if (withCoverage) await showCoverage(client, run, coverage, covered);
  } finally {
    // What was not begun is taken for skipped.
    run.end();
  }
}

/** Null when the user has enough. */
async function ask(
  client: BaseLanguageClient,
  params: RunTestParams,
  run: TestRun,
  token: CancellationToken,
): Promise<TestResult | null> {
  try {
    // Either may be the one that the user cancels by.
    return await Promise.race([
      client.sendRequest<TestResult>(runTestMethod, params, token),
      new Promise<null>((done) => run.token.onCancellationRequested(() => done(null))),
    ]);
  } catch (error) {
    if (token.isCancellationRequested) return null;
    return { kind: "errored", message: (error as Error).message, location: null, tookMs: 0 };
  }
}

function show(run: TestRun, { item }: Runnable, result: TestResult): void {
  const tell = (text: string) => run.appendOutput(`${item.label}\r\n${terminal(text)}\r\n\r\n`, undefined, item);
  switch (result.kind) {
    case "passed":
      tell(result.output);
      run.passed(item, result.tookMs);
      return;
    case "failed":
      tell([...result.failures.map(({ message }) => message), result.output].join("\n\n"));
      run.failed(item, result.failures.map(messageOf), result.tookMs);
      return;
    case "errored": {
      tell(result.message);
      const message = new TestMessage(result.message);
      if (result.location !== null) message.location = toLocation(result.location);
      run.errored(item, message, result.tookMs);
      return;
    }
    case "open":
      tell(result.output);
      run.skipped(item);
      return;
    case "gone":
      run.skipped(item);
  }
}

function messageOf({ message, location, expected, actual }: TestFailure): TestMessage {
  const shown =
    expected === null || actual === null
      ? new TestMessage(asMarkdown(message))
      : TestMessage.diff(asMarkdown(message), expected, actual);
  shown.location = toLocation(location);
  return shown;
}

/** The sentence first, since one line is shown beside the policy; tables keep their columns. */
function asMarkdown(message: string): MarkdownString {
  const [first = "", ...rest] = message.split("\n");
  const text = new MarkdownString();
  text.appendText(first);
  if (rest.length > 0) text.appendCodeblock(rest.join("\n"));
  return text;
}

function terminal(text: string): string {
  return text.replaceAll(/\r?\n/g, "\r\n");
}

function toLocation({ uri, range }: LineLocation): Location {
  return new Location(Uri.parse(uri), toRange(range));
}

async function showCoverage(
  client: BaseLanguageClient,
  run: TestRun,
  results: readonly TestCoverage[],
  covered: TestRunner["covered"],
): Promise<void> {
  const { rules } = await client.sendRequest<RulesResult>(rulesMethod);
  for (const [uri, inFile] of coverageByFile(rules, results)) {
    const file = FileCoverage.fromDetails(Uri.parse(uri), coverageDetails(inFile));
    covered.set(file, inFile);
    run.addCoverage(file);
  }
}

/** A rule is covered when a test has made it fire; its condition's two outcomes are its branches. */
export function coverageDetails(rules: readonly CoveredRule[]): StatementCoverage[] {
  return rules.map(({ location, condition, fired, whenTrue, whenFalse }) => {
    const place = toRange(condition);
    return new StatementCoverage(fired, toRange(location.range), [
      new BranchCoverage(whenTrue, place, "condition true"),
      new BranchCoverage(whenFalse, place, "condition false"),
    ]);
  });
}
