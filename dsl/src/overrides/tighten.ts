/** Judges changes for `overrides: tighten-only`: what is not provably tighter is laxer, with the reason. */

import type { CheckedSet } from "../check/checked-set.ts";
import { bodyEnvironment } from "../check/values.ts";
import { levels } from "../program/levels.ts";
import { displacedByName } from "../program/match.ts";
import { exactQuantity } from "../program/print.ts";
import type { Level, ProgramProfile, ProgramRule } from "../program/program.ts";
import type { ActionName, Expression, RuleMember } from "../syntax/ast.ts";
import type { Dimension } from "../vocabulary/units.ts";
import { type ProfileChange, replacedParams } from "./change.ts";
import { type Direction, type DirectionContext, directionContext, directionOf, flipped, joined } from "./direction.ts";

/** What a rule does. */
type Acting = Pick<ProgramRule, "action" | "all">;

const severity = ["warn", "throttle", "pause", "cancel"] as const satisfies readonly ActionName[];

function rank({ action, all }: Acting): number {
  return severity.indexOf(action) + (all ? 1 : 0);
}

function actionText({ action, all }: Acting): string {
  return all ? `${action} all` : action;
}

/** Null when the new action is at least as severe. */
export function laxerAction(rule: string, before: Acting, after: Acting): string | null {
  if (rank(after) >= rank(before)) return null;
  return `rule \`${rule}\` would only ${actionText(after)} where it would ${actionText(before)}`;
}

/** A value as policy writes it, where a single quantity does; else in full. */
function asWritten(expression: Expression | undefined, value: number, dimension: Dimension): string {
  const isIt = expression?.kind === "quantity" && expression.value === value;
  return isIt ? expression.text : exactQuantity(value, dimension);
}

/** Longer grace and shorter cooldown are laxer; `written` is the new one as its file has it. */
export function laxerTime(
  { body }: ProfileChange,
  key: "grace" | "cooldown",
  before: number,
  after: number,
  written: string,
): string | null {
  if (key === "grace" ? after <= before : after >= before) return null;
  const word = key === "grace" ? "longer" : "shorter";
  return `${written} is ${word} than ${asWritten(body?.settings[key]?.member.value, before, "duration")}`;
}

/** A lower level lets more tools start the macro; and rules may read it. */
export function laxerLevel(profile: ProgramProfile, after: Level): string | null {
  if (after === profile.level) return null;
  const reader = profile.rules.find((rule) => rule.reads.includes("macro.level"));
  if (reader !== undefined) return `rule \`${reader.name}\` reads \`macro.level\`, so what follows cannot be told`;
  if (levels.indexOf(after) > levels.indexOf(profile.level)) return null;
  return `\`${after}\` is lower than \`${profile.level}\``;
}

/** Null when a profile that an original file makes for a macro leaves what governed it before in its place. */
export function laxerPlace(profiles: readonly ProgramProfile[], macro: string): string | null {
  const displaced = displacedByName({ profiles }, macro);
  if (displaced === null) return null;
  const { profile, glob } = displaced;
  return `it makes a profile, which would take the place of \`${profile.name}\` where that matches the process (\`${glob}\`)`;
}

/** `to` is `after` as its file has it. Null when setting a param to it makes every rule fire at least as soon, and clear no sooner. */
export function laxerParam(
  set: CheckedSet,
  change: ProfileChange,
  name: string,
  after: number,
  dimension: Dimension,
  to = exactQuantity(after, dimension),
): string | null {
  const { body } = change;
  if (body === null) return null;
  const replaced = replacedParams(change);
  const { environment, params } = bodyEnvironment(set.context, set.lets, body, replaced);
  const before = params.get(name);
  if (before === undefined || before === after) return null;
  const { resolved } = set.context;
  const context = directionContext({ param: name, body, resolved, environment }, new Set(replaced.keys()));
  const from = asWritten(body.params.get(name)!.value, before, dimension);
  for (const [ruleName, { symbol }] of body.rules) {
    if (change.disabled.has(ruleName) || change.rules.has(ruleName)) continue;
    const reason = laxerBy(tightening(context, symbol.declaration), after - before);
    if (reason === "laxer") return `with ${to} instead of ${from}, rule \`${ruleName}\` would protect less`;
    if (reason === "unknown") return `with ${to} instead of ${from}, what rule \`${ruleName}\` would do cannot be told`;
  }
  const { grace, cooldown } = body.settings;
  const times = [["grace", grace?.member.value, -1] as const, ["cooldown", cooldown?.member.value, 1] as const];
  for (const [key, value, sign] of times) {
    if (value === undefined) continue;
    const direction = directionOf(context, value);
    const reason = laxerBy(sign > 0 ? direction : flipped(direction), after - before);
    if (reason !== null) return `with ${to} instead of ${from}, the ${key} would be ${sign > 0 ? "shorter" : "longer"}`;
  }
  return null;
}

function laxerBy(direction: Direction, change: number): "laxer" | "unknown" | null {
  if (direction === "none") return null;
  if (direction === "both") return "unknown";
  return (direction === "up") === change > 0 ? null : "laxer";
}

/** `up` when the rule protects more as the param grows. */
function tightening(context: DirectionContext, rule: RuleMember): Direction {
  const of = (expression: Expression | null | undefined) =>
    expression == null ? "none" : directionOf(context, expression);
  // A longer wait fires later; an `until` that is true more often, or after a shorter wait, clears sooner.
  return [of(rule.condition), flipped(of(rule.hold)), flipped(of(rule.until?.condition)), of(rule.until?.hold)].reduce(
    joined,
    "none",
  );
}

/** Null when a rule without wait and `until` that compares one metric with a limit protects at least as much as what it replaces. */
export function laxerRule(before: ProgramRule, after: ProgramRule): string | null {
  const [old, now] = [before.condition, after.condition];
  const likeShaped =
    old.kind === "compare" &&
    now.kind === "compare" &&
    old.left.kind === "metric" &&
    now.left.kind === "metric" &&
    old.left.metric === now.left.metric &&
    old.right.kind === "constant" &&
    now.right.kind === "constant" &&
    old.operator[0] === now.operator[0];
  const name = before.name;
  if (!likeShaped) return `it replaces rule \`${name}\`, \`${before.threshold}\`, which has another shape`;
  const [oldLimit, newLimit] = [(old.right as { value: number }).value, (now.right as { value: number }).value];
  const sooner = now.operator === ">" || now.operator === ">=" ? newLimit <= oldLimit : newLimit >= oldLimit;
  // At one limit `>=` fires where `>` does not.
  const edge = newLimit === oldLimit && old.operator.length > now.operator.length;
  if (sooner && !edge && before.until !== null && after.action !== "cancel") {
    return `rule \`${name}\` would clear without the \`until\` that the policy has for it`;
  }
  if (sooner && !edge) return laxerAction(name, before, after);
  return `\`${after.threshold}\` would protect less than \`${before.threshold}\``;
}
