/** `macro-engine test`: runs the tests of a policy set, once or at every change. */

import { resolve } from "node:path";
import type { Command } from "commander";
import { loadConfig, renderConfigProblems } from "../../config.ts";
import { policyFile } from "../../folder-search.ts";
import { type LoadedPolicies, loadPolicies } from "../../load-policies.ts";
import { PolicySetError } from "../../policy-set.ts";
import { createEvaluator } from "../../runtime/evaluator.ts";
import { changesOf } from "../../watch-files.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { diagnosticJson, renderDiagnostics } from "../report/diagnostics-report.ts";
import { painter } from "../report/paint.ts";
import { dimensionsByName } from "../report/replay-report.ts";
import { testReportJson } from "../report/test-json.ts";
import { junitXml } from "../report/test-junit.ts";
import { type PrettyContext, renderCoverage, renderResult, renderSummary } from "../report/test-pretty.ts";
import { runTests, selectTests, type TestReport, type TestResult, tracePath } from "../run-tests.ts";
import { formatOption } from "./command-options.ts";

export interface TestOptions {
  /** Files and folders; empty: those of the configuration. */
  readonly paths: readonly string[];
  readonly format?: "pretty" | "json" | "junit";
  /** Report the rules that no test made fire. */
  readonly coverage?: boolean;
  /** Only tests whose title holds this text. */
  readonly filter?: string;
  /** Run again whenever a file of the set changes, until `signal`. */
  readonly watch?: boolean;
  readonly signal?: AbortSignal;
}

/** Exit code 0 when all pass, 1 for failures and errors in the policies, 2 for wrong use, unreadable files and no tests. */
export async function testCommand(options: TestOptions, io: CommandIo): Promise<number> {
  const paths = options.paths.length > 0 ? options.paths : configuredPaths(io);
  if (paths === null) return exitCodes.wrongUse;
  let { code, watched } = await runOnce(paths, options, io);
  if (options.watch !== true) return code;
  const listen = (files: readonly string[]) =>
    changesOf(
      files.map((path) => ({ path, names: policyFile })),
      options.signal,
    );
  let pending = listen(watched);
  const wait = () => {
    io.stderr(painter(io.color)("dim", "waiting for changes; Ctrl-C ends\n"));
    return pending;
  };
  for (let changed = await wait(); changed !== null; changed = await wait()) {
    io.stderr(painter(io.color)("dim", `\n${changed} changed\n`));
    // Listened for while the tests run, so that no change is missed.
    pending = listen(watched);
    const before = watched;
    ({ code, watched } = await runOnce(paths, options, io));
    const added = watched.filter((path) => !before.includes(path));
    if (added.length > 0) pending = Promise.race([pending, listen(watched)]);
  }
  return code;
}

/** The policies that the configuration names; null when it is wrong, which has been said. */
function configuredPaths(io: CommandIo): readonly string[] | null {
  const { config, problems } = loadConfig({ cwd: io.cwd });
  if (problems.length > 0) io.stderr(`${renderConfigProblems(problems, { color: io.color })}\n`);
  return problems.some(({ severity }) => severity === "error") ? null : config.policies;
}

interface Once {
  readonly code: number;
  /** Folders and files whose change makes another run worth while. */
  readonly watched: readonly string[];
}

async function runOnce(paths: readonly string[], options: TestOptions, io: CommandIo): Promise<Once> {
  let loaded: LoadedPolicies;
  try {
    // Override files do not apply to tests (LANGUAGE, section 9).
    loaded = await loadPolicies(paths, { cwd: io.cwd, overridesFolder: null });
  } catch (error) {
    if (!(error instanceof PolicySetError)) throw error;
    io.stderr(`${error.message}\n`);
    return { code: exitCodes.wrongUse, watched: paths.map((path) => resolve(io.cwd, path)) };
  }
  const { roots } = loaded.set;
  if (loaded.program === null) return { code: reportErrors(loaded, options, io), watched: roots };
  const tests = selectTests(loaded.program, options.filter);
  const traces = tests.flatMap((test) => tracePath(test, loaded) ?? []);
  const watched = [...roots, ...traces];
  if (tests.length === 0) return { code: reportNone(loaded, options, io), watched };
  const context: PrettyContext = {
    program: loaded.program,
    sourceOf: loaded.sourceOf,
    dimensions: dimensionsByName(loaded.program),
    paint: painter(io.color && (options.format ?? "pretty") === "pretty"),
  };
  const onResult = (options.format ?? "pretty") === "pretty" ? prettyPrinter(context, io) : () => {};
  const report = await runTests(loaded.program, tests, loaded, io.cwd, createEvaluator, onResult);
  printReport(report, context, options, io);
  const code = report.unreadable > 0 ? exitCodes.wrongUse : report.failed > 0 ? exitCodes.findings : exitCodes.fine;
  return { code, watched };
}

/** Prints results as they come, under the name of their file. */
function prettyPrinter(context: PrettyContext, io: CommandIo): (result: TestResult) => void {
  let file = "";
  return (result) => {
    if (result.test.place.file !== file) {
      file = result.test.place.file;
      io.stdout(`${context.paint("bold", file)}\n`);
    }
    io.stdout(renderResult(result, context));
  };
}

function printReport(report: TestReport, context: PrettyContext, options: TestOptions, io: CommandIo): void {
  const withCoverage = options.coverage === true;
  switch (options.format ?? "pretty") {
    case "json":
      io.stdout(`${JSON.stringify(testReportJson(report, context.program, withCoverage))}\n`);
      return;
    case "junit":
      io.stdout(junitXml(report, (result) => renderResult(result, context)));
      if (withCoverage) io.stderr(renderCoverage(report.coverage, context.paint));
      return;
    case "pretty":
      io.stdout(renderSummary(report, context.paint));
      if (withCoverage) io.stdout(renderCoverage(report.coverage, context.paint));
  }
}

function reportErrors(loaded: LoadedPolicies, options: TestOptions, io: CommandIo): number {
  const { diagnostics, sourceOf, set } = loaded;
  if (options.format === "json") {
    const summary = { tests: 0, passed: 0, failed: 0, unreadable: 0 };
    const list = diagnostics.map((diagnostic) => diagnosticJson(diagnostic, sourceOf));
    io.stdout(`${JSON.stringify({ diagnostics: list, tests: [], summary })}\n`);
  } else {
    io.stderr(renderDiagnostics(diagnostics, sourceOf, io.color));
    io.stderr("No test was run: the policies have errors.\n");
  }
  return set.diagnostics.length > 0 ? exitCodes.wrongUse : exitCodes.findings;
}

/** A run that checks nothing must not look like one that found everything in order. */
function reportNone({ program, set }: LoadedPolicies, { filter }: TestOptions, io: CommandIo): number {
  const all = program?.tests.length ?? 0;
  io.stderr(
    all === 0
      ? `no tests found: ${set.files.length === 1 ? "the file has" : `the ${set.files.length} files have`} no test "…" { … }\n`
      : `no tests found: none of the ${all} titles holds "${filter}"\n`,
  );
  return exitCodes.wrongUse;
}

export function registerTest(program: Command, io: () => CommandIo = processIo): void {
  program
    .command("test")
    .summary("run the tests of policies")
    .description("Runs the tests that policy files hold. Override files do not apply to them.")
    .argument("[paths...]", "policy files and folders (default: those of the configuration)")
    .addOption(formatOption(["pretty", "json", "junit"]))
    .option("--coverage", "report the rules that no test made fire")
    .option("--filter <text>", "only tests whose title holds the text")
    .option("--watch", "run again whenever a file changes")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine test policies/
  macro-engine test --filter spike --watch policies/
  macro-engine test --format junit --coverage policies/ > results.xml

Exit codes: 0 all passed, 1 failures or errors in the policies, 2 wrong use, unreadable files, or no tests.`,
    )
    .action(async (paths: string[], options: Omit<TestOptions, "paths" | "signal">) => {
      process.exitCode = await testCommand({ ...options, paths }, io());
    });
}
