/** unused-template: a template that no profile builds upon. */

import type { BodySymbol } from "../../check/symbols.ts";
import type { LintRule } from "../rule.ts";

export const unusedTemplate: LintRule<"unused-template"> = {
  code: "unused-template",
  category: "hygiene",
  level: "warning",
  summary: "A template that no profile extends, directly or through others.",
  fix: null,
  *check({ analysis: { names, bodies } }) {
    const used = new Set<BodySymbol>();
    for (const { symbol, lineage } of bodies.values()) {
      if (symbol.declaration.kind === "profile") for (const base of lineage) used.add(base);
    }
    for (const { name, file, declaration } of [...bodies.keys()].filter((symbol) => !used.has(symbol))) {
      const extended = names.allBodies.some((other) => other.declaration.bases.some(({ text }) => text === name));
      yield {
        file: file.source.path,
        span: declaration.name.span,
        message: extended
          ? `only templates extend \`${name}\`, none of which a profile extends; extend it or remove it`
          : `nothing extends \`${name}\`; extend it or remove it`,
      };
    }
  },
};
