/** How much an action does to a macro, and how policy writes it. */

import type { ActionName } from "../syntax/ast.ts";
import type { ProgramRule } from "./program.ts";

/** What a rule does. */
export type Acting = Pick<ProgramRule, "action" | "all">;

/** From the gentlest to the harshest; `cancel all` is harsher still. */
export const actionNames = ["warn", "throttle", "pause", "cancel"] as const satisfies readonly ActionName[];

/** 0 warn, 1 throttle, 2 pause, 3 cancel, 4 cancel all. */
export function harshnessOf({ action, all }: Acting): number {
  return actionNames.indexOf(action) + (all ? 1 : 0);
}

/** `cancel all` for what ends every macro. */
export function actionText({ action, all }: Acting): string {
  return all ? `${action} all` : action;
}
