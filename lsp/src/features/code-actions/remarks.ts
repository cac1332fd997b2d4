/** What is wrong in a file, and where actions are asked for. */

import { remembered } from "@macro-engine/dsl";
import type { PolicyView, Remark } from "../../workspace/policy-view.ts";
import type { ActionPlace } from "./action.ts";

const grouped = remembered((remarks: readonly Remark[]) => Map.groupBy(remarks, ({ file }) => file));

/** The same lists for as long as nothing else is said. */
export function remarksByFile(view: PolicyView): ReadonlyMap<string, readonly Remark[]> {
  return grouped(view.remarks());
}

export function remarksIn(view: PolicyView, path: string): readonly Remark[] {
  return remarksByFile(view).get(path) ?? [];
}

/** Of all that is wrong in a selection; nobody chooses from a longer menu, and what mends all of a code is in it. */
const mostAtOnce = 200;

export function remarksAt({ view, path, span }: ActionPlace): readonly Remark[] {
  return remarksIn(view, path)
    .filter((remark) => remark.span.start <= span.end && span.start <= remark.span.end)
    .slice(0, mostAtOnce);
}
