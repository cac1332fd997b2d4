/** The repairs of errors and findings, and of all findings of one code. */

import { compatibleFixes, type Fix, isMendable } from "@macro-engine/dsl";
import type { PolicyView, Remark } from "../../workspace/policy-view.ts";
import type { Action, ActionMaker, ActionPlace } from "./action.ts";
import { remarksAt } from "./remarks.ts";

export const fixRemarks: ActionMaker = { kinds: ["quickfix"], make: fixes };

function* fixes(place: ActionPlace): Iterable<Action> {
  const offered = new Map<string, Action>();
  for (const remark of remarksAt(place)) {
    for (const fix of remark.fixes) {
      const title = sentence(fix.title);
      const earlier = offered.get(title);
      // Two problems may ask for one thing; where they differ in what they do, they say where.
      if (earlier === undefined) offered.set(title, fixAction(title, remark, fix));
      else if (JSON.stringify(earlier.edits()) !== JSON.stringify(fix.edits)) {
        const further = `${title} (\`${textAt(place.view, remark)}\`)`;
        offered.set(further, fixAction(further, remark, fix));
      }
    }
  }
  yield* offered.values();
  for (const code of new Set(remarksAt(place).map((remark) => remark.code))) yield* allOfCode(place.view, code);
}

function fixAction(title: string, remark: Remark, fix: Fix): Action {
  const isPreferred = isMendable(remark) ? { isPreferred: true as const } : {};
  return { title, kind: "quickfix", ...isPreferred, mends: [remark], edits: () => fix.edits };
}

function* allOfCode(view: PolicyView, code: string): Iterable<Action> {
  const same = view.remarks().filter((remark) => remark.code === code && isMendable(remark));
  if (same.length < 2) return;
  const all = () => {
    const sources = [...view.sources.values()];
    return compatibleFixes(
      sources,
      same.map((remark) => remark.fixes[0]!),
    ).flatMap(({ edits }) => edits);
  };
  yield { title: `Fix all \`${code}\` of the policy set`, kind: "quickfix", mends: same, edits: all };
}

function textAt(view: PolicyView, { file, span }: Remark): string {
  const text = view.sources.get(file)?.text.slice(span.start, span.end) ?? "";
  return text.length <= 30 ? text : `${text.slice(0, 29)}…`;
}

function sentence(title: string): string {
  return title.charAt(0).toUpperCase() + title.slice(1);
}
