/** The public surface of the runtime. The evaluator on json-rules-engine is apart, so that only its users load the library. */

export { createEvaluator, type ImmediateEvaluator } from "./evaluator.ts";
export type * from "./types.ts";
