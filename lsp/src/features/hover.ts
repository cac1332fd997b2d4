/** What a name stands for, in words. */

import { nodesAt } from "@macro-engine/dsl";
import type { PolicyView } from "../workspace/policy-view.ts";
import type { Place } from "./place.ts";

export interface Hover {
  readonly place: Place;
  readonly markdown: string;
}

/** Null where there is nothing to say. */
export function hover(view: PolicyView, path: string, offset: number): Hover | null {
  const parsed = view.file(path);
  if (parsed === null) return null;
  const node = nodesAt(parsed.file, offset).at(-1);
  if (node?.kind !== "reference") return null;
  const symbol = view.analysis.resolved.get(node);
  if (symbol === undefined) return null;
  return { place: { file: path, span: node.span }, markdown: `${symbol.kind} \`${symbol.name}\`` };
}
