/** Code actions at a cursor or a marked place of a written set, and what becomes of its texts by one of them. */

import type { Span } from "@macro-engine/dsl";
import type { Action, ActionEdit, ActionKind } from "../features/code-actions/action.ts";
import { codeActions } from "../features/code-actions/index.ts";
import { applyEdits } from "./apply-edits.ts";
import { type TestView, viewOf } from "./view.ts";

export interface TestActions extends TestView {
  readonly actions: readonly Action[];
  readonly titles: readonly string[];
  /** All texts of the set, by path. Throws where it is not offered, or says why it cannot be done. */
  apply(title: string): Promise<Readonly<Record<string, string>>>;
  edits(title: string): Promise<readonly ActionEdit[]>;
}

/** At the first cursor, or over the first marked place. */
export function actionsIn(
  files: Readonly<Record<string, string>>,
  isWanted?: (kind: ActionKind) => boolean,
): TestActions {
  const test = viewOf(files);
  const place = test.places[0] ?? { file: test.path, span: { start: test.offset, end: test.offset } };
  return { ...test, ...actionsAt(test.view, place.file, place.span, isWanted) };
}

/** The same anywhere in a view. */
export function actionsAt(
  view: TestView["view"],
  path: string,
  span: Span,
  isWanted?: (kind: ActionKind) => boolean,
): Pick<TestActions, "actions" | "titles" | "apply" | "edits"> {
  const actions = codeActions(view, path, span, isWanted);
  const edits = async (title: string) => {
    const action = actions.find((each) => each.title === title);
    if (action === undefined)
      throw new Error(`no "${title}" among ${actions.map((each) => `"${each.title}"`).join(", ")}`);
    if (action.disabled !== undefined) throw new Error(action.disabled);
    const result = await action.edits();
    if ("reason" in result) throw new Error(result.reason);
    return result;
  };
  return {
    actions,
    titles: actions.map(({ title }) => title),
    edits,
    async apply(title) {
      const made = Map.groupBy(await edits(title), ({ file }) => file);
      const texts = [...view.sources.values()].map(({ path: file, text }) => [
        file,
        applyEdits(text, made.get(file) ?? []),
      ]);
      const fresh = [...made]
        .filter(([file]) => !view.sources.has(file))
        .map(([file, own]) => [file, applyEdits("", own)]);
      return Object.fromEntries([...texts, ...fresh]);
    },
  };
}
