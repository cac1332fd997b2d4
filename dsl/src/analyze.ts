/** The pipeline on one screen: parse → bind → flatten → check → override → compile. */

import { checkAssertions } from "./check/assertions.ts";
import { checkBody, checkParams, openScopes } from "./check/bodies.ts";
import { checkBounds, checkLetBounds } from "./check/bounds.ts";
import type { CheckedSet } from "./check/checked-set.ts";
import { checkLet } from "./check/constants.ts";
import { type CheckContext, createContext, type ExpressionType } from "./check/context.ts";
import { reportCyclicLets, reportCyclicParams } from "./check/cyclic-constants.ts";
import { type FlatBody, flattenBodies } from "./check/inheritance.ts";
import { bindNames, type Names } from "./check/names.ts";
import { compareBytes, compareDiagnostics } from "./check/order.ts";
import { createReporter } from "./check/reporter.ts";
import { checkSchedules } from "./check/schedules.ts";
import type { BodySymbol, PolicySymbol } from "./check/symbols.ts";
import { checkTest } from "./check/tests.ts";
import { evaluateLets, letsInOrder } from "./check/values.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { applyOverrides, type OverridesMode } from "./overrides/apply.ts";
import type { ProfileChange } from "./overrides/change.ts";
import type { Proving } from "./overrides/tightening-proofs.ts";
import { compileProgram } from "./program/compile.ts";
import type { Program } from "./program/program.ts";
import type { Expression, Name } from "./syntax/ast.ts";
import { type ParsedFile, parse } from "./syntax/parse.ts";
import type { Source } from "./syntax/source.ts";

export interface AnalysisInput {
  /** The whole set, in any order. Parsed files save work when one of many has changed. */
  readonly files: readonly (ParsedFile | Source)[];
  /** Override files (YAML, JSON). They change profiles; tests are compiled as if there were none. */
  readonly overrides?: readonly Source[];
  readonly overridesMode?: OverridesMode;
  /** What `tighten-only` is proved under, by those that have an engine: with `replay`, refusals show samples. */
  readonly proving?: Proving;
  /** Channels that the configuration knows; null or absent: no configuration is at hand. */
  readonly channels?: readonly string[] | null;
}

/** Everything that is known of a policy set. The maps are keyed by nodes of `files` and by symbols, by identity. */
export interface Analysis {
  /** In order of path. */
  readonly files: readonly ParsedFile[];
  /** Of policy and override files, by file and position. */
  readonly diagnostics: readonly Diagnostic[];
  /** Null when there is any error. */
  readonly program: Program | null;
  /** As policy alone has it, without override files; the same as `program` where those change nothing. */
  readonly policyProgram: Program | null;
  readonly names: Names;
  /** What references, and the names in `set`, `by`, `profile` and assignments, stand for. */
  readonly resolved: ReadonlyMap<Expression | Name, PolicySymbol>;
  readonly types: ReadonlyMap<Expression, ExpressionType>;
  /** Templates and profiles with all that they inherit. */
  readonly bodies: ReadonlyMap<BodySymbol, FlatBody>;
  /** What override files say about profiles, by name; in a set with errors too, where it is not applied. */
  readonly changes: ReadonlyMap<string, ProfileChange>;
}

/** Checks and compiles a policy set. Pure; never throws for what a text says. */
export function analyze(input: AnalysisInput): Analysis {
  const { files, checked, sound, diagnostics: found } = checkPolicies(input);
  const { context, bodies } = checked;
  const mode = input.overridesMode ?? "allow";
  const overrides = applyOverrides(checked, input.overrides ?? [], mode, sound, input.proving);
  const diagnostics = [...found, ...overrides.diagnostics].sort(compareDiagnostics);
  const program = hasErrors(diagnostics) ? null : compileProgram(checked, overrides);
  const isChanged = program !== null && overrides.profiles !== overrides.policyProfiles;
  const policyProgram = isChanged ? compileProgram(checked, { profiles: overrides.policyProfiles }) : program;
  const { names, resolved, types } = context;
  const { changes } = overrides;
  return { files, diagnostics, program, policyProgram, names, resolved, types, bodies, changes };
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
export function checkPolicies(input: Pick<AnalysisInput, "files" | "channels">): CheckedPolicies {
  const files = input.files
    .map((file) => ("text" in file ? parse(file) : file))
    .sort((a, b) => compareBytes(a.file.source.path, b.file.source.path));
  const reporter = createReporter();
  const names = bindNames(
    files.map(({ file }) => file),
    reporter,
  );
  const context = createContext(reporter, names);
  const bodies = flattenBodies(names, reporter);
  checkSet(context, bodies, input.channels ?? null);
  const checked = { context, bodies, lets: evaluateLets(context), files: files.map(({ file }) => file) };
  const diagnostics = [...files.flatMap((file) => file.diagnostics), ...reporter.diagnostics];
  return { files, checked, sound: !hasErrors(diagnostics), diagnostics };
}

function checkSet(
  context: CheckContext,
  bodies: ReadonlyMap<BodySymbol, FlatBody>,
  channels: readonly string[] | null,
): void {
  const { names, reporter } = context;
  checkSchedules(names, reporter);
  for (const symbol of letsInOrder(context)) checkLet(context, symbol);
  reportCyclicLets(context);
  openScopes(context, bodies);
  checkParams(context, bodies);
  for (const body of bodies.values()) checkBody(context, body, channels);
  const lets = evaluateLets(context);
  checkLetBounds(context, lets);
  for (const body of bodies.values()) {
    reportCyclicParams(context, body);
    checkBounds(context, lets, body);
  }
  for (const { file, declaration } of names.tests) checkTest(context, bodies, lets, file, declaration);
  checkAssertions(context, lets);
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}
