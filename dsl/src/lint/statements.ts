/** Statements of a file: declarations, and the members and steps inside them. What comments and baselines refer to. */

import type { Declaration, File } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";

/** A statement and those inside it, in the order of the text. */
export interface Statement {
  readonly span: Span;
  readonly inner: readonly Statement[];
}

function statementsOf(file: File): readonly Statement[] {
  return file.declarations.map((declaration) => ({ span: declaration.span, inner: innerOf(declaration) }));
}

function innerOf(declaration: Declaration): Statement[] {
  switch (declaration.kind) {
    case "template":
    case "profile":
      return declaration.members.map(({ span }) => ({ span, inner: [] }));
    case "test":
    case "assert":
      return declaration.steps.map(({ span }) => ({ span, inner: [] }));
    default:
      return [];
  }
}

/** The innermost statement around an offset; null outside all. */
export function statementAt(file: File, offset: number): Statement | null {
  let found: Statement | null = null;
  let among = statementsOf(file);
  for (;;) {
    const inside = among.find(({ span }) => span.start <= offset && offset < span.end);
    if (inside === undefined) return found;
    found = inside;
    among = inside.inner;
  }
}

/** The statement that follows an offset within the innermost one around it, or after all; null where none does. */
export function statementAfter(file: File, offset: number): Statement | null {
  const around = statementAt(file, offset);
  // Within one that has none of its own, it is that one.
  if (around !== null && around.inner.length === 0) return around;
  const among = around === null ? statementsOf(file) : around.inner;
  return among.find(({ span }) => span.start >= offset) ?? null;
}
