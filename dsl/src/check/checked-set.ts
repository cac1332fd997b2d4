/** A policy set after checking: what compiling and override files start from. */

import type { ProgramProfile, ProgramTest } from "../program/program.ts";
import type { File, TestDeclaration } from "../syntax/ast.ts";
import type { CheckContext } from "./context.ts";
import type { FlatBody } from "./inheritance.ts";
import type { BodySymbol, LetSymbol } from "./symbols.ts";

export interface CheckedSet {
  readonly context: CheckContext;
  readonly bodies: ReadonlyMap<BodySymbol, FlatBody>;
  /** Values of the lets. */
  readonly lets: ReadonlyMap<LetSymbol, number>;
  /** In order of path. */
  readonly files: readonly File[];
  readonly compiled: CompiledBefore;
}

/**
 * What was compiled of the set as it was before, for as long as what is global to it stays the same. A program says on which lines
 * things stand, so that it counts only while they do: `places` are those of the declarations that it was compiled from.
 */
export interface CompiledBefore {
  readonly profiles: WeakMap<FlatBody, { readonly places: string; readonly profile: ProgramProfile }>;
  readonly tests: WeakMap<
    TestDeclaration,
    { readonly places: string; readonly body: FlatBody; readonly test: ProgramTest }
  >;
}

export function createCompiledBefore(): CompiledBefore {
  return { profiles: new WeakMap(), tests: new WeakMap() };
}
