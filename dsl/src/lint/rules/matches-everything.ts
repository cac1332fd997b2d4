/** matches-everything: a pattern that takes in every macro or every process. */

import { type Expansion, expansionsOf } from "../../program/glob-overlap.ts";
import { ownMatches } from "../own-matches.ts";
import type { Finding, LintRule } from "../rule.ts";

export const matchesEverything: LintRule<"matches-everything"> = {
  code: "matches-everything",
  category: "safety",
  level: "warning",
  summary: "A pattern that matches every macro, or every process of the machine.",
  fix: null,
  *check(set): Iterable<Finding> {
    for (const { body, file, target, pattern } of ownMatches(set)) {
      if (namesSomething(pattern.value) || !expansionsOf(pattern.value).some(namesNothing)) continue;
      const message =
        target === "process"
          ? `\`${pattern.value}\` puts programs under \`${body.name}\` that are no macros, and its rules may end them; name the program and its script`
          : `\`${pattern.value}\` puts every macro under \`${body.name}\` that nothing else matches; name its macros, or call the profile \`default\``;
      yield { file: file.source.path, span: pattern.span, message };
    }
  },
};

/** Letters outside of all braces: soon told, and nearly always so. */
function namesSomething(glob: string): boolean {
  if (/[{}]/.test(glob.replace(/\{[^{}]*\}/g, ""))) return false;
  return /[^*?\s/\\.:-]/.test(glob.replace(/\{[^{}]*\}|\[[^\]]*\]|\.(exe|com)\b/gi, ""));
}

/** Besides wildcards there is only what stands in every path and every name of an executable. */
function namesNothing({ tokens }: Expansion): boolean {
  const text = tokens.map((token) => (token.kind === "literal" ? token.character : "*")).join("");
  return tokens.some((token) => token.kind === "run") && /^[*/\\ .:-]*$/.test(text.replace(/\.(exe|com)\b/g, ""));
}
