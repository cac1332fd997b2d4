/** undocumented-profile: a profile of which nothing says what it is for. */

import type { LintRule } from "../rule.ts";

export const undocumentedProfile: LintRule<"undocumented-profile"> = {
  code: "undocumented-profile",
  category: "hygiene",
  level: "info",
  summary: "A profile without documentation.",
  fix: null,
  *check({ analysis: { names } }) {
    for (const { name, file, declaration } of names.allBodies) {
      if (declaration.kind !== "profile" || declaration.documentation.trim() !== "") continue;
      yield {
        file: file.source.path,
        span: declaration.name.span,
        message: `nothing says what \`${name}\` is for; write a line that begins with \`##\` above it`,
      };
    }
  },
};
