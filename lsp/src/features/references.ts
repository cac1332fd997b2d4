/** Every place of the set that means what stands at the cursor. */

import type { PolicyView } from "../workspace/policy-view.ts";
import type { Place } from "./place.ts";
import { useAt, usesOf } from "./uses.ts";

/** In the order of the files and their texts; null where no name stands. */
export function references(
  view: PolicyView,
  path: string,
  offset: number,
  includeDeclaration: boolean,
): readonly Place[] | null {
  const use = useAt(view, path, offset);
  if (use === null) return null;
  const uses = usesOf(view, use.subject);
  return uses.filter(({ access }) => includeDeclaration || access !== "declares").map(({ place }) => place);
}
