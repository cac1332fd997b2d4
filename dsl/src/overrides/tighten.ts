/** Judges changes for `overrides: tighten-only`: what is not proved to be tighter is refused, with the reason. */

import { bodyEnvironment } from "../check/values.ts";
import { type Acting, actionText, harshnessOf } from "../program/harshness.ts";
import { levels } from "../program/levels.ts";
import { displacedByName } from "../program/match.ts";
import { exactQuantity } from "../program/print.ts";
import type { Level, ProgramProfile, ProgramRule } from "../program/program.ts";
import type { Expression } from "../syntax/ast.ts";
import type { Dimension } from "../vocabulary/units.ts";
import { type ProfileChange, replacedParams } from "./change.ts";
import { hasBoundProblem } from "./changed-bounds.ts";
import { changedProfile } from "./changed-profile.ts";
import { type Laxer, leaveOut, type OverrideRoom } from "./room.ts";

/** What judging rules needs. */
type TighteningRoom = Pick<OverrideRoom, "set" | "proofs">;

/** Null when the new action is at least as severe. */
export function laxerAction(rule: string, before: Acting, after: Acting): Laxer | null {
  if (harshnessOf(after) >= harshnessOf(before)) return null;
  return {
    reason: `rule \`${rule}\` would only ${actionText(after)} where it would ${actionText(before)}`,
    remedy: `write \`${actionText(before)}\` or what is harsher`,
  };
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
): Laxer | null {
  if (key === "grace" ? after <= before : after >= before) return null;
  const [word, most] = key === "grace" ? ["longer", "less"] : ["shorter", "more"];
  const was = asWritten(body?.settings[key]?.member.value, before, "duration");
  return { reason: `${written} is ${word} than ${was}`, remedy: `write ${was} or ${most}` };
}

/** A lower level lets more tools start the macro; and rules may read it. */
export function laxerLevel(profile: ProgramProfile, after: Level): Laxer | null {
  if (after === profile.level) return null;
  const reader = profile.rules.find((rule) => rule.reads.includes("macro.level"));
  if (reader !== undefined)
    return {
      reason: `rule \`${reader.name}\` reads \`macro.level\`, so what follows cannot be told`,
      remedy: leaveOut,
    };
  if (levels.indexOf(after) > levels.indexOf(profile.level)) return null;
  return {
    reason: `\`${after}\` is lower than \`${profile.level}\``,
    remedy: `write ${listed(levels.slice(levels.indexOf(profile.level)))}`,
  };
}

/** Null when a profile that an original file makes for a macro leaves what governed it before in its place. */
export function laxerPlace(profiles: readonly ProgramProfile[], macro: string): Laxer | null {
  const displaced = displacedByName({ profiles }, macro);
  if (displaced === null) return null;
  const { profile, glob } = displaced;
  return {
    reason: `it makes a profile, which would take the place of \`${profile.name}\` where that matches the process (\`${glob}\`)`,
    remedy: leaveOut,
  };
}

/** `to` is `after` as its file has it. Null when setting a param to it is proved to make no rule protect less. */
export function laxerParam(
  { set, proofs }: TighteningRoom,
  change: ProfileChange,
  name: string,
  after: number,
  dimension: Dimension,
  to = exactQuantity(after, dimension),
): Laxer | null {
  const { body } = change;
  if (body === null || proofs === null) return null;
  const { params } = bodyEnvironment(set.context, set.lets, body, replacedParams(change));
  const before = params.get(name);
  if (before === undefined || before === after) return null;
  const setting = { value: after, file: "", span: { start: 0, end: 0 } };
  const changed = { ...change, sets: new Map([...change.sets, [name, setting]]) };
  // A value that no window or wait can have is an error of its own.
  if (hasBoundProblem(set, changed)) return null;
  const [was, is] = [changedProfile(set, change), changedProfile(set, changed)];
  const kept = asWritten(body.params.get(name)!.value, before, dimension);
  const laxer = (what: string): Laxer => ({
    reason: `with ${to} instead of ${kept}, ${what}`,
    remedy: `leave it out to keep ${kept}`,
  });
  for (const rule of was.rules) {
    const judged = proofs.judge(was, rule, is.rules.find((other) => other.name === rule.name)!);
    if (judged.kind === "unknown") return laxer(`what rule \`${rule.name}\` would do cannot be told`);
    if (judged.kind === "laxer") return laxer(`rule \`${rule.name}\` would protect less${judged.shown}`);
  }
  if (is.graceMs > was.graceMs) return laxer("the grace would be longer");
  return is.cooldownMs < was.cooldownMs ? laxer("the cooldown would be shorter") : null;
}

/** Null when a rule is proved to protect at least as much as the one of `profile` that it replaces. */
export function laxerRule(
  { proofs }: TighteningRoom,
  profile: ProgramProfile,
  before: ProgramRule,
  after: ProgramRule,
): Laxer | null {
  const gentler = laxerAction(before.name, before, after);
  if (gentler !== null || proofs === null) return gentler;
  const judged = proofs.judge(profile, before, after);
  if (judged.kind === "tighter") return null;
  const isItsEnd = before.until !== null && proofs.judge(profile, { ...before, until: null }, after).kind === "tighter";
  const reason = isItsEnd
    ? `rule \`${before.name}\` would clear without the \`until\` that the policy has for it`
    : judged.kind === "laxer"
      ? `\`${after.threshold}\` would protect less than \`${before.threshold}\`${judged.shown}`
      : `whether \`${after.threshold}\` would protect as much as \`${before.threshold}\` cannot be told`;
  return { reason, remedy: leaveOut };
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(" or ");
}
