/** Every repair of a file that is certain, and those that come to light by them. */

import { analyze, fixAll, isMendable, type Source } from "@macro-engine/dsl";
import type { PolicyView } from "../../workspace/policy-view.ts";
import type { Action, ActionMaker, ActionPlace, ActionResult } from "./action.ts";
import { lineEdits } from "./line-edits.ts";
import { remarksIn } from "./remarks.ts";

export const fixFile: ActionMaker = { kinds: ["source.fixAll.macropolicy"], make: fixes };

function* fixes({ view, path }: ActionPlace): Iterable<Action> {
  const mends = remarksIn(view, path).filter(isMendable);
  if (mends.length === 0) return;
  yield { title: "Fix all that is certain", kind: "source.fixAll.macropolicy", mends, edits: () => fixed(view, path) };
}

function fixed(view: PolicyView, path: string): ActionResult {
  const before = [...view.sources.values()].filter(({ path: other }) => view.kindOf(other) !== "configuration");
  const seen = new WeakMap<readonly Source[], ReturnType<typeof analyze>>();
  const look = (sources: readonly Source[]) => {
    const known = seen.get(sources) ?? analyzed(view, sources);
    seen.set(sources, known);
    return known;
  };
  // Lint has looked at what there is; of what becomes of it only the errors are known at once.
  const problemsOf = (sources: readonly Source[]) =>
    (sources === before ? view.remarks() : look(sources).diagnostics).filter((remark) => remark.file === path);
  const errorsOf = (sources: readonly Source[]) =>
    look(sources).diagnostics.filter(({ severity }) => severity === "error").length;
  const { sources } = fixAll(
    before,
    (now) => problemsOf(now).filter(isMendable),
    (was, is) => errorsOf(is) > errorsOf(was),
  );
  return before.flatMap((source, at) => lineEdits(source, sources[at]!.text));
}

/** What has not changed is not parsed anew. */
function analyzed(view: PolicyView, sources: readonly Source[]) {
  const files = sources.flatMap((source) => {
    if (view.kindOf(source.path) !== "policy") return [];
    const parsed = view.file(source.path);
    return [parsed?.file.source === source ? parsed : source];
  });
  const overrides = sources.filter(({ path }) => view.kindOf(path) === "overrides");
  return analyze({ files, overrides, overridesMode: view.config.overrides.mode, channels: view.channels });
}
