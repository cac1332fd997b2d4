/** unavailable-metric: a rule that reads what this machine does not measure. */

import { referencesIn } from "../../check/values.ts";
import { builtInMetric } from "../../vocabulary/metrics.ts";
import type { Finding, LintRule } from "../rule.ts";

export const unavailableMetric: LintRule<"unavailable-metric"> = {
  code: "unavailable-metric",
  category: "safety",
  level: "info",
  summary: "A rule that reads a metric which this machine does not measure.",
  fix: null,
  *check({ rules, available, analysis }): Iterable<Finding> {
    if (available === null) return;
    for (const { symbol } of rules) {
      const { condition, until } = symbol.declaration;
      const said = new Set<string>();
      for (const reference of [condition, ...(until === null ? [] : [until.condition])].flatMap(referencesIn)) {
        const { name, span } = reference;
        // What games and macros report comes and goes with them.
        const ofMachine =
          analysis.resolved.get(reference)?.kind === "metric" && builtInMetric(name)?.scope === "system";
        if (!ofMachine || available.has(name) || said.has(name)) continue;
        said.add(name);
        yield {
          file: symbol.file.source.path,
          span,
          message: `this machine does not measure \`${name}\`, so rule \`${symbol.name}\` sees it missing; \`macro-engine metrics\` says why`,
        };
      }
    }
  },
};
