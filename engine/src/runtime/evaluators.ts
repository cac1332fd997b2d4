/** The evaluators that a configuration may choose, by name; a library is loaded when it is chosen. */

import type { EvaluatorFactory } from "./simulate-test.ts";

const evaluators = {
  default: async () => (await import("./evaluator.ts")).createEvaluator,
  "json-rules-engine": async () => (await import("./json-rules-engine.ts")).createJsonRulesEvaluator,
} as const satisfies Readonly<Record<string, () => Promise<EvaluatorFactory>>>;

export type EvaluatorName = keyof typeof evaluators;

export const evaluatorNames = Object.keys(evaluators) as readonly EvaluatorName[];

export function evaluatorFactory(name: EvaluatorName): Promise<EvaluatorFactory> {
  return evaluators[name]();
}
