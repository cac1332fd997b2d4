/** The Testing view: policy tests and assertions, found by the server, run there, run again on save while that is asked for. */

import {
  CancellationTokenSource,
  type Disposable,
  type LogOutputChannel,
  type TestRunProfile,
  TestRunProfileKind,
  TestRunRequest,
  tests,
  workspace,
} from "vscode";
import { type BaseLanguageClient, State } from "vscode-languageclient";
import { changedMethod, type TestsResult, testsMethod } from "../../../lsp/src/editor-protocol.ts";
import type { Command } from "../commands/command.ts";
import { coverageDetails, runTests, type TestRunner } from "./run-tests.ts";
import { createTestTree } from "./test-tree.ts";

export interface TestingView extends Disposable {
  /** `macropolicy.runTest`, of a file's URI, a test's title and its id: what the lens above a test asks for. */
  readonly commands: readonly Command[];
}

/** Edits come in bursts; the list of tests need not follow each. */
const settleMs = 300;

export function createTestingView(client: BaseLanguageClient, output: LogOutputChannel): TestingView {
  const controller = tests.createTestController("macropolicy", "Macro policies");
  const tree = createTestTree(controller);
  const runner: TestRunner = { controller, client, covered: new WeakMap() };
  const subscriptions: Disposable[] = [controller];

  const refresh = async () => {
    if (!client.isRunning()) return;
    try {
      tree.show((await client.sendRequest<TestsResult>(testsMethod)).files);
    } catch (error) {
      output.debug("tests were not listed", error);
    }
  };
  let pending: NodeJS.Timeout | null = null;
  const refreshSoon = () => {
    pending ??= setTimeout(() => {
      pending = null;
      void refresh();
    }, settleMs);
  };
  controller.refreshHandler = refresh;
  controller.resolveHandler = async (item) => {
    if (item === undefined) await refresh();
  };

  const profile = (kind: TestRunProfileKind): TestRunProfile => {
    const withCoverage = kind === TestRunProfileKind.Coverage;
    const label = withCoverage ? "Run with Coverage" : "Run";
    return controller.createRunProfile(
      label,
      kind,
      async (request, token) => {
        const { include, exclude, profile } = request;
        const run = (asked: TestRunRequest) =>
          runTests(runner, asked, tree.runnable(include, exclude ?? []), withCoverage, token);
        if (request.continuous !== true) return run(request);
        const saved = workspace.onDidSaveTextDocument(({ languageId }) => {
          if (languageId !== "macropolicy") return;
          // A request of its own each time: what the first one began has ended with it.
          void refresh().then(() => run(new TestRunRequest(include, exclude, profile, true)));
        });
        token.onCancellationRequested(() => saved.dispose());
      },
      true,
      undefined,
      true,
    );
  };
  const run = profile(TestRunProfileKind.Run);
  const coverage = profile(TestRunProfileKind.Coverage);
  coverage.loadDetailedCoverage = async (_, file) => coverageDetails(runner.covered.get(file) ?? []);
  subscriptions.push(
    run,
    coverage,
    client.onNotification(changedMethod, refreshSoon),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) void refresh();
    }),
  );
  return {
    commands: [
      {
        id: "macropolicy.runTest",
        async run(_, uri, label, id) {
          await refresh();
          // A test and an assertion may be called the same.
          const item = tree.find(String(uri), String(id));
          if (item === undefined) throw new Error(`there is no test "${label}" in ${uri} any more`);
          const source = new CancellationTokenSource();
          try {
            await run.runHandler(new TestRunRequest([item], undefined, run), source.token);
          } finally {
            source.dispose();
          }
        },
      },
    ],
    dispose() {
      if (pending !== null) clearTimeout(pending);
      for (const each of subscriptions) each.dispose();
    },
  };
}
