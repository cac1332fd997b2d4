/** The language in a worker, so that typing and scrolling wait for no analysis. */

import { createAnalyzer } from "@macro-engine/dsl";
import { answerPolicy } from "./answer-policy.ts";
import type { PolicyQuestion } from "./policy-question.ts";

const analyzer = createAnalyzer();
// The types of pages would take a target: a worker is its own end.
const post = postMessage as (message: unknown) => void;

addEventListener("message", ({ data }: MessageEvent<PolicyQuestion>) => post(answerPolicy(analyzer, data)));
