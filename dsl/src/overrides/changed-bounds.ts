/** Params are late bound: a value from an override file can make a window or wait of any rule impossible. */

import { type BoundProblem, boundProblem, boundsInEffect } from "../check/bounds.ts";
import type { CheckedSet } from "../check/checked-set.ts";
import type { BoundedConstant } from "../check/context.ts";
import { bodyEnvironment } from "../check/values.ts";
import type { Member } from "../syntax/ast.ts";
import { type ProfileChange, replacedParams } from "./change.ts";

/** Constants of a changed profile that cannot have their value, each with why. */
export function boundProblems(
  set: CheckedSet,
  change: ProfileChange,
): { readonly constant: BoundedConstant; readonly problem: BoundProblem }[] {
  const { body } = change;
  if (body === null) return [];
  const { environment } = bodyEnvironment(set.context, set.lets, body, replacedParams(change));
  return boundsInEffect(set.context, body).flatMap(({ member, constant }) => {
    const problem = isReplaced(change, member) ? null : boundProblem(constant, environment);
    return problem === null ? [] : [{ constant, problem }];
  });
}

export function hasBoundProblem(set: CheckedSet, change: ProfileChange): boolean {
  return boundProblems(set, change).length > 0;
}

/** Whether a member has no say any more: its rule is off or another, its time is given. */
function isReplaced({ disabled, rules, graceMs, cooldownMs }: ProfileChange, member: Member): boolean {
  if (member.kind === "rule") return disabled.has(member.name.text) || rules.has(member.name.text);
  return (member.kind === "grace" && graceMs !== null) || (member.kind === "cooldown" && cooldownMs !== null);
}
