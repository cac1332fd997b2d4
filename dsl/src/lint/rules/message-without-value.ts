/** message-without-value: a message that is the same whatever was measured. */

import { isNumeric } from "../../check/dimensions.ts";
import type { LintRule } from "../rule.ts";

export const messageWithoutValue: LintRule<"message-without-value"> = {
  code: "message-without-value",
  category: "hygiene",
  level: "info",
  summary: "A message that tells no value.",
  fix: null,
  *check({ program, rules }) {
    const numeric = new Set(program.metrics.flatMap(({ name, dimension }) => (isNumeric(dimension) ? [name] : [])));
    for (const { symbol, uses } of rules) {
      const { message } = symbol.declaration;
      if (message === null || message.parts.some(({ kind }) => kind === "value")) continue;
      const measured = uses[0]!.rule.evidence.find((metric) => numeric.has(metric));
      if (measured === undefined) continue;
      yield {
        file: symbol.file.source.path,
        span: message.span,
        message: `the message does not tell what was measured; put it in, such as \`{${measured}}\``,
      };
    }
  },
};
