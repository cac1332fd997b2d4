/** Where an override file says something. */

import { createReporter } from "../check/reporter.ts";
import type { OverrideNode } from "../overrides/document.ts";
import { readDocument } from "../overrides/document.ts";
import { remembered } from "../remembered.ts";
import type { Source, Span } from "../syntax/source.ts";
import type { LintSet } from "./rule.ts";

export interface Place {
  readonly file: string;
  readonly span: Span;
}

/** The value under a path of keys, of the first file that has it; null when none does. */
export function overridePlace({ overrides }: Pick<LintSet, "overrides">, keys: readonly string[]): Place | null {
  for (const source of overrides) {
    let node: OverrideNode | null | undefined = documentOf(source);
    for (const key of keys) {
      node = node?.kind === "map" ? node.entries.find((entry) => entry.key === key)?.value : undefined;
    }
    if (node != null) return { file: source.path, span: node.span };
  }
  return null;
}

/** Where a file gives a param of a profile its value; those of the earlier system have two places for that. */
export function overriddenParam(set: Pick<LintSet, "overrides">, profile: string, param: string): Place | null {
  const paths = [["profiles", profile, "set"], [profile], [profile, "performance_thresholds"]];
  for (const path of paths) {
    const place = overridePlace(set, [...path, param]);
    if (place !== null) return place;
  }
  return null;
}

// Its problems are errors of the set, which nothing is linted with.
const documentOf = remembered((source: Source) => readDocument(source, createReporter()));
