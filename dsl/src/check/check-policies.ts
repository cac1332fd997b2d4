/** Checks a policy set but for its override files: bind → flatten → check, doing again only what may have changed. */

import type { AnalysisInput } from "../analyze.ts";
import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import { type ParsedFile, parse } from "../syntax/parse.ts";
import { checkAssertions } from "./assertions.ts";
import { checkBody, checkParams, openScopes } from "./bodies.ts";
import { checkBounds, checkLetBounds } from "./bounds.ts";
import { type CheckedSet, type CompiledBefore, createCompiledBefore } from "./checked-set.ts";
import { checkLet } from "./constants.ts";
import { type CheckContext, type CheckTables, createContext, createTables } from "./context.ts";
import { reportCyclicLets, reportCyclicParams } from "./cyclic-constants.ts";
import { type Globals, globalsOf } from "./globals.ts";
import { type FlatBody, type FlattenedBefore, flattenBodies } from "./inheritance.ts";
import { KeptChecks } from "./kept-checks.ts";
import { bindNames } from "./names.ts";
import { compareBytes } from "./order.ts";
import { createReporter } from "./reporter.ts";
import { checkSchedules } from "./schedules.ts";
import type { BodySymbol } from "./symbols.ts";
import { checkTest, profileOf } from "./tests.ts";
import { evaluateLets, letsInOrder } from "./values.ts";

/** What is known from the check before. */
export interface CheckMemory {
  readonly kept: KeptChecks;
  readonly tables: CheckTables;
  readonly flattened: FlattenedBefore;
  globals: Globals | null;
  compiled: CompiledBefore;
  readonly work: CheckWork;
}

/** How much a check had to do. */
export interface CheckWork {
  /** Bodies and tests that were checked, not taken over. */
  bodies: number;
  tests: number;
}

export function createCheckMemory(): CheckMemory {
  const kept = new KeptChecks();
  return {
    kept,
    tables: createTables(kept),
    flattened: new WeakMap(),
    globals: null,
    compiled: createCompiledBefore(),
    work: { bodies: 0, tests: 0 },
  };
}

export interface CheckedPolicies {
  /** In order of path. */
  readonly files: readonly ParsedFile[];
  readonly checked: CheckedSet;
  /** There is no error, so that it can be compiled. */
  readonly sound: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** All of it but override files and compiling. */
export function checkPolicies(
  input: Pick<AnalysisInput, "files" | "channels">,
  memory: CheckMemory = createCheckMemory(),
): CheckedPolicies {
  const files = input.files
    .map((file) => ("text" in file ? parse(file) : file))
    .sort((a, b) => compareBytes(a.file.source.path, b.file.source.path));
  const reporter = createReporter();
  const names = bindNames(
    files.map(({ file }) => file),
    reporter,
  );
  const channels = input.channels ?? null;
  const globals = globalsOf(names, channels, memory.globals);
  if (globals !== memory.globals) memory.compiled = createCompiledBefore();
  memory.globals = globals;
  const context = createContext(reporter, names, memory.tables);
  const bodies = flattenBodies(names, reporter, globals, memory.flattened);
  checkSet(context, bodies, channels, memory);
  const lets = evaluateLets(context);
  const checked = { context, bodies, lets, files: files.map(({ file }) => file), compiled: memory.compiled };
  const diagnostics = [...files.flatMap((file) => file.diagnostics), ...reporter.diagnostics];
  return { files, checked, sound: !hasErrors(diagnostics), diagnostics };
}

/** Lets, params and assertions are few, and look at everything: they are checked each time. */
const [ofLets, ofParams, ofAssertions] = [{}, {}, {}];

function checkSet(
  context: CheckContext,
  bodies: ReadonlyMap<BodySymbol, FlatBody>,
  channels: readonly string[] | null,
  { kept, globals, work }: CheckMemory,
): void {
  const { names, reporter } = context;
  kept.begin(() => reporter.diagnostics.length);
  checkSchedules(names, reporter);
  kept.checkAlways(ofLets, () => {
    for (const symbol of letsInOrder(context)) checkLet(context, symbol);
    reportCyclicLets(context);
  });
  const lets = evaluateLets(context);
  checkLetBounds(context, lets);
  openScopes(context, bodies);
  kept.checkAlways(ofParams, () => checkParams(context, bodies));
  work.bodies = kept.count(() => {
    for (const body of bodies.values()) {
      kept.check(body.symbol, [body, globals], () => {
        checkBody(context, body, channels);
        reportCyclicParams(context, body);
        checkBounds(context, lets, body);
      });
    }
  });
  work.tests = kept.count(() => {
    for (const { file, declaration } of names.tests) {
      const body = profileOf(names, bodies, declaration);
      // Without one, it depends on what is not declared anywhere.
      const grounds = [body ?? {}, globals];
      kept.check(declaration, grounds, () => checkTest(context, bodies, lets, file, declaration));
    }
  });
  kept.checkAlways(ofAssertions, () => checkAssertions(context, lets));
  kept.end();
}
