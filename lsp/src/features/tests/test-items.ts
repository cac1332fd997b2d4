/** What can be run in a policy file: its tests and its assertions. */

import {
  type AssertDeclaration,
  type ParsedFile,
  remembered,
  type Span,
  type TestDeclaration,
} from "@macro-engine/dsl";
import type { PolicyView } from "../../workspace/policy-view.ts";

export interface PolicyTestItem {
  /** Unique in its file; the same as long as kind and title are. */
  readonly id: string;
  readonly kind: "test" | "assertion";
  readonly label: string;
  readonly span: Span;
  /** Of the title or name. */
  readonly nameSpan: Span;
  readonly declaration: TestDeclaration | AssertDeclaration;
}

/** In the order of the text; none for what is no policy file. Broken files have those that could be read. */
export function testItems(view: PolicyView, path: string): readonly PolicyTestItem[] {
  const parsed = view.file(path);
  return parsed === null ? [] : itemsIn(parsed);
}

const itemsIn = remembered(({ file }: ParsedFile): readonly PolicyTestItem[] => {
  const seen = new Map<string, number>();
  return file.declarations.flatMap((declaration): PolicyTestItem[] => {
    if (declaration.kind !== "test" && declaration.kind !== "assert") return [];
    const kind = declaration.kind === "test" ? "test" : "assertion";
    const name = declaration.kind === "test" ? declaration.title.value : declaration.name.text;
    const nameSpan = declaration.kind === "test" ? declaration.title.span : declaration.name.span;
    const key = `${kind} ${name}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    const id = count === 1 ? key : `${key} #${count}`;
    return [{ id, kind, label: name, span: declaration.span, nameSpan, declaration }];
  });
});
