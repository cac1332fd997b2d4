/** What is wrong where actions are asked for. */

import { remembered } from "@macro-engine/dsl";
import type { PolicyView, Remark } from "../../workspace/policy-view.ts";
import type { ActionPlace } from "./action.ts";

const byFile = remembered((remarks: readonly Remark[]) => Map.groupBy(remarks, ({ file }) => file));

export function remarksIn(view: PolicyView, path: string): readonly Remark[] {
  return byFile(view.remarks()).get(path) ?? [];
}

export function remarksAt({ view, path, span }: ActionPlace): readonly Remark[] {
  return remarksIn(view, path).filter((remark) => remark.span.start <= span.end && span.start <= remark.span.end);
}
