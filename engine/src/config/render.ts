/** Problems of the configuration as a person reads them: as those of the language. */

import { renderDiagnostic } from "@macro-engine/dsl";
import type { ConfigProblem } from "./problem.ts";

/** Every problem with its code frame, a blank line between two; ends with a line break unless there are none. */
export function renderConfigProblems(problems: readonly ConfigProblem[], options: { readonly color: boolean }): string {
  const frames = problems.map((problem) =>
    renderDiagnostic({ ...problem, related: [], fixes: [] }, () => problem.source ?? undefined, options),
  );
  return frames.map((frame) => `${frame}\n`).join("\n");
}
