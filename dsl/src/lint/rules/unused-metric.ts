/** unused-metric: a declared metric that no condition, message or assertion reads. */

import type { LintRule } from "../rule.ts";

export const unusedMetric: LintRule<"unused-metric"> = {
  code: "unused-metric",
  category: "hygiene",
  level: "warning",
  summary: "A declared metric that nothing reads.",
  fix: null,
  *check({ analysis: { names, resolved } }) {
    const read = new Set<string>();
    // What tests assign is named there, and read by nobody.
    for (const [node, symbol] of resolved) if (symbol.kind === "metric" && node.kind !== "name") read.add(symbol.name);
    for (const { name, file, declaration } of names.metrics.values()) {
      if (file === null || declaration === null || read.has(name)) continue;
      yield {
        file: file.source.path,
        span: declaration.name.span,
        message: `nothing reads \`${name}\`; use it or remove its declaration`,
      };
    }
  },
};
