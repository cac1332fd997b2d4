/** Gives what is not named in snake case such a name, wherever it is used. */

import { snakeCase } from "@macro-engine/dsl";
import { rename } from "../rename.ts";
import type { Action, ActionMaker, ActionPlace, ActionResult } from "./action.ts";
import { remarksAt } from "./remarks.ts";

export const nameAsOthers: ActionMaker = { kinds: ["quickfix"], make: renamings };

function* renamings(place: ActionPlace): Iterable<Action> {
  for (const remark of remarksAt(place)) {
    if (remark.code !== "naming") continue;
    const { file, span } = remark;
    const name = snakeCase(place.view.sources.get(file)!.text.slice(span.start, span.end));
    const edits = (): ActionResult => {
      const renaming = rename(place.view, file, span.start, name);
      if (renaming === null) return { reason: `it cannot be called \`${name}\` here` };
      return "refusal" in renaming ? { reason: renaming.refusal } : renaming.edits;
    };
    yield { title: `Rename to \`${name}\` everywhere`, kind: "quickfix", mends: [remark], edits };
  }
}
