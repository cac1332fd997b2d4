/** The pipeline on one screen: parse → bind → flatten → check → override → compile. */

import { type CheckMemory, type CheckWork, checkPolicies, createCheckMemory } from "./check/check-policies.ts";
import type { ExpressionType } from "./check/context.ts";
import type { FlatBody } from "./check/inheritance.ts";
import type { Names } from "./check/names.ts";
import { compareDiagnostics } from "./check/order.ts";
import type { BodySymbol, PolicySymbol } from "./check/symbols.ts";
import { type Diagnostic, hasErrors } from "./diagnostics/diagnostic.ts";
import { applyOverrides, type OverridesMode } from "./overrides/apply.ts";
import type { ProfileChange } from "./overrides/change.ts";
import type { Proving } from "./overrides/tightening-proofs.ts";
import { compileProgram } from "./program/compile.ts";
import type { Program } from "./program/program.ts";
import type { Expression, Name } from "./syntax/ast.ts";
import type { ParsedFile } from "./syntax/parse.ts";
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
  /** Null when there is any error. Compiled when it is first asked for, as is `policyProgram`. */
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

/** Checks a policy set, and compiles it when asked. Pure; never throws for what a text says. */
export function analyze(input: AnalysisInput): Analysis {
  return createAnalyzer().analyze(input);
}

/** Analyses of one set after another, as it is being edited. */
export interface Analyzer {
  /**
   * As `analyze`, but only what an edit can have changed is checked and compiled again: of files whose ParsedFile is the same as
   * before, that is what inherits from another file or reads its names. The maps of the analysis before are taken over: from now on
   * it may only be asked for what it has handed out.
   */
  analyze(input: AnalysisInput): Analysis;
  /** What the last analysis had to do. */
  readonly work: CheckWork;
}

export function createAnalyzer(): Analyzer {
  const memory = createCheckMemory();
  return { analyze: (input) => analyzeWith(memory, input), work: memory.work };
}

function analyzeWith(memory: CheckMemory, input: AnalysisInput): Analysis {
  const { files, checked, sound, diagnostics: found } = checkPolicies(input, memory);
  const { context, bodies } = checked;
  const { overrides: sources = [], overridesMode: mode = "allow", proving } = input;
  const apply = () => applyOverrides(checked, sources, mode, sound, proving);
  // Without override files there is nothing to find, and profiles are compiled for nobody yet.
  let applied = sources.length > 0 ? apply() : null;
  const diagnostics = [...found, ...(applied?.diagnostics ?? [])].sort(compareDiagnostics);
  const isSound = !hasErrors(diagnostics);
  const programs = once(() => {
    applied ??= apply();
    const program = compileProgram(checked, applied);
    const isChanged = applied.profiles !== applied.policyProfiles;
    return { program, policy: isChanged ? compileProgram(checked, { profiles: applied.policyProfiles }) : program };
  });
  const { names, resolved, types } = context;
  return {
    files,
    diagnostics,
    get program() {
      return isSound ? programs().program : null;
    },
    get policyProgram() {
      return isSound ? programs().policy : null;
    },
    names,
    resolved,
    types,
    bodies,
    changes: applied?.changes ?? new Map(),
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
