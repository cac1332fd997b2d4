/** unused-schedule: a schedule that no condition names. */

import { withoutStatement } from "../removals.ts";
import type { LintRule } from "../rule.ts";

export const unusedSchedule: LintRule<"unused-schedule"> = {
  code: "unused-schedule",
  category: "hygiene",
  level: "warning",
  summary: "A schedule that no condition names.",
  fix: "remove it",
  *check({ analysis: { names, resolved } }) {
    const used = new Set(resolved.values());
    for (const symbol of names.schedules.values()) {
      if (used.has(symbol)) continue;
      const { file, declaration, name } = symbol;
      yield {
        file: file.source.path,
        span: declaration.name.span,
        message: `no condition names \`${name}\`; use it or remove it`,
        fixes: [{ title: `remove \`${name}\``, edits: [withoutStatement(file, declaration.span)] }],
      };
    }
  },
};
