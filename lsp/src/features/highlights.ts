/** What else in a file is what stands at the cursor. */

import type { Span } from "@macro-engine/dsl";
import type { PolicyView } from "../workspace/policy-view.ts";
import { useAt, usesIn } from "./uses.ts";

export interface Highlight {
  readonly span: Span;
  /** It declares or changes what the others read. */
  readonly writes: boolean;
}

export function highlights(view: PolicyView, path: string, offset: number): readonly Highlight[] {
  const use = useAt(view, path, offset);
  if (use === null) return [];
  return usesIn(view, path, use.subject).map(({ place, access }) => ({ span: place.span, writes: access !== "reads" }));
}
