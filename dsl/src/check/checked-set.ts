/** A policy set after checking: what compiling and override files start from. */

import type { File } from "../syntax/ast.ts";
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
}
