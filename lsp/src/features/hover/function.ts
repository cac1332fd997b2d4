/** What hovers say of a function. */

import { type FunctionInfo, functions, signatureOf } from "@macro-engine/dsl";
import { code, list, paragraphs, policyBlock } from "../markdown.ts";

const results = {
  same: "the dimension of its first argument",
  "per-second": "a change per second: a data rate for bytes, a rate for counts, else a number of base units",
  percent: "a percentage",
  number: "a plain number",
  bool: "a condition",
} as const;

const parameters = {
  metric: "the name of a numeric metric",
  "any-metric": "the name of a metric",
  condition: "a condition",
  duration: "a duration",
  number: "a number of any dimension",
} as const;

/** Null for a name that is none of a function. */
export function functionHover(name: string): string | null {
  const info: FunctionInfo | undefined = functions.find((each) => each.name === name);
  if (info === undefined) return null;
  const described = info.parameters.map(
    (parameter) =>
      `${code(parameter.name)}: ${parameters[parameter.kind]}${parameter.optional ? ", may be left out" : ""}`,
  );
  return paragraphs(
    policyBlock(signatureOf(info)),
    `${info.description.charAt(0).toUpperCase()}${info.description.slice(1)}.`,
    list(described),
    `Gives ${results[info.result]}.`,
  );
}
