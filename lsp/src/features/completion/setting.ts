/** What stands around the cursor, in terms of the policy set: whose names can be seen there. */

import {
  type Analysis,
  type BodySymbol,
  type CodeCursor,
  type Declaration,
  type FlatBody,
  remembered,
  type StringCursor,
} from "@macro-engine/dsl";
import type { PolicyView } from "../../workspace/policy-view.ts";

export interface Setting {
  readonly view: PolicyView;
  readonly path: string;
  readonly cursor: CodeCursor | StringCursor;
  /** As far as it could be read. */
  readonly declaration: Declaration | null;
  /** Of the template or profile around the cursor, or of the profile that the test is about: its params can be seen. */
  readonly body: FlatBody | null;
  /** Nothing but blanks stands before the word on its line. */
  readonly startsLine: boolean;
  /** Nothing but blanks and closing braces stands behind the word on its line. */
  readonly endsLine: boolean;
  /** What follows the word, without the blanks. */
  readonly following: string;
}

export function settingOf(view: PolicyView, path: string, cursor: CodeCursor | StringCursor): Setting {
  const declaration = declarationAt(view, path, cursor.declaration);
  const text = view.sources.get(path)?.text ?? "";
  const start = cursor.kind === "code" ? cursor.word.start : cursor.span.start;
  const end = cursor.kind === "code" ? cursor.word.end : cursor.span.end;
  const rest = /^[^\n\r]*/.exec(text.slice(end, end + 500))![0];
  return {
    view,
    path,
    cursor,
    declaration,
    body: bodyOf(view, declaration),
    startsLine: text.slice(text.lastIndexOf("\n", start - 1) + 1, start).trim() === "",
    endsLine: /^\s*\}*\s*(?:#.*)?$/.test(rest),
    following: rest.trimStart(),
  };
}

function declarationAt(view: PolicyView, path: string, offset: number | null): Declaration | null {
  if (offset === null) return null;
  return view.file(path)?.file.declarations.find(({ span }) => span.start === offset) ?? null;
}

const bodiesByDeclaration = remembered(
  ({ names }: Analysis): ReadonlyMap<Declaration, BodySymbol> =>
    new Map(names.allBodies.map((symbol) => [symbol.declaration, symbol])),
);

function bodyOf(view: PolicyView, declaration: Declaration | null): FlatBody | null {
  const { analysis } = view;
  if (declaration === null) return null;
  if (declaration.kind === "test") {
    const step = declaration.steps.find(({ kind }) => kind === "profile-step");
    return step?.kind === "profile-step" ? bodyNamed(view, step.name.text) : null;
  }
  const symbol = bodiesByDeclaration(analysis).get(declaration);
  return symbol === undefined ? null : (analysis.bodies.get(symbol) ?? null);
}

export function bodyNamed({ analysis }: PolicyView, name: string): FlatBody | null {
  const symbol = analysis.names.bodies.get(name);
  return symbol === undefined ? null : (analysis.bodies.get(symbol) ?? null);
}
