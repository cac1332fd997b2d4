/** GitHub's own parser of workflows and actions, expressions included. */

import { registerHooks } from "node:module";

// It imports JSON as bundlers do, without saying that it is JSON, which Node asks for.
registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context),
});
const { NoOperationTraceWriter, parseWorkflow } = await import("@actions/workflow-parser");
const { parseAction } = await import("@actions/workflow-parser/actions/action-parser");

type Parse = typeof parseAction | typeof parseWorkflow;

function problems(parse: Parse, name: string, content: string): readonly string[] {
  const { context } = parse({ name, content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}

export function actionProblems(content: string): readonly string[] {
  return problems(parseAction, "action.yml", content);
}

export function workflowSyntaxProblems(content: string): readonly string[] {
  return problems(parseWorkflow, "workflow.yml", content);
}
