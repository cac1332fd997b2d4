/** Names that can be typed over together: those of what nothing outside of the file speaks of. */

import type { Span } from "@macro-engine/dsl";
import type { PolicyView } from "../workspace/policy-view.ts";
import { whyNotRenamed } from "./rename-refusals.ts";
import { useAt, usesOf } from "./uses.ts";

export interface LinkedNames {
  readonly spans: readonly Span[];
  /** What may be typed before the link ends, as a regular expression. */
  readonly pattern: string;
}

/** Null where one name alone is meant, or others elsewhere would be left behind. */
export function linkedNames(view: PolicyView, path: string, offset: number): LinkedNames | null {
  const use = useAt(view, path, offset);
  if (use === null || view.kindOf(path) !== "policy") return null;
  const uses = usesOf(view, use.subject);
  const isOwn = uses.length > 1 && uses.every(({ place }) => place.file === path);
  if (!isOwn || whyNotRenamed(view, use.subject, uses) !== null) return null;
  const pattern = use.subject.kind === "metric" ? "[A-Za-z_][A-Za-z0-9_.]*" : "[A-Za-z_][A-Za-z0-9_]*";
  return { spans: uses.map(({ place }) => place.span), pattern };
}
