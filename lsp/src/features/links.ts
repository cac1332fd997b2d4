/** Where a document leads: the recordings of tests, the folders and files of a configuration, the pages of lint codes. */

import { ignoreCommentOf, isLintCode, type ParsedFile, type Span } from "@macro-engine/dsl";
import type { PolicyView } from "../workspace/policy-view.ts";
import { yamlFile } from "./yaml-names.ts";

export interface Link {
  readonly span: Span;
  readonly target: /** As written, relative to the document. */
  { readonly kind: "path"; readonly path: string } | { readonly kind: "lint-page"; readonly code: string };
}

export function links(view: PolicyView, path: string): readonly Link[] {
  const parsed = view.file(path);
  return [...paths(view, path), ...(parsed === null ? [] : lintPages(parsed))].sort(
    (a, b) => a.span.start - b.span.start,
  );
}

export interface WrittenPath extends Link {
  readonly target: { readonly kind: "path"; readonly path: string };
}

/** Paths of other files that a file of the set has. */
export function paths(view: PolicyView, path: string): readonly WrittenPath[] {
  const parsed = view.file(path);
  if (parsed !== null) return traces(parsed);
  const source = view.sources.get(path);
  if (source === undefined || view.kindOf(path) !== "configuration") return [];
  return yamlFile(source, "configuration").paths.map(({ path: written, span }) => ({
    span,
    target: { kind: "path", path: written },
  }));
}

function traces({ file }: ParsedFile): readonly WrittenPath[] {
  return file.declarations.flatMap((declaration) =>
    declaration.kind !== "test"
      ? []
      : declaration.steps.flatMap((step): WrittenPath[] => {
          if (step.kind !== "trace" || step.path.value === "") return [];
          const { start, end } = step.path.span;
          const span = { start: start + 1, end: end - 1 };
          // What has escapes is no path as it stands.
          if (file.source.text.slice(span.start, span.end) !== step.path.value) return [];
          return [{ span, target: { kind: "path", path: step.path.value } }];
        }),
  );
}

function lintPages({ file }: ParsedFile): readonly Link[] {
  return file.comments.flatMap((comment) =>
    (ignoreCommentOf(comment)?.codes ?? []).flatMap(({ code, span }): readonly Link[] =>
      isLintCode(code) ? [{ span, target: { kind: "lint-page", code } }] : [],
    ),
  );
}
