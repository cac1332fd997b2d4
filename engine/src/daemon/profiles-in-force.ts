/** Profiles as they govern: their settings, their rules, and how far from each limit what is measured now is. */

import { formatQuantity, type ProgramRule } from "@macro-engine/dsl";
import { ControlError, type EffectiveProfile, errorCodes, type ProfileItem } from "../control/protocol.ts";
import type { Daemon } from "../daemon.ts";
import type { RuleReading } from "../runtime/types.ts";

type Governing = Pick<Daemon, "inForce" | "evaluator">;

export function profilesInForce({ inForce }: Pick<Daemon, "inForce">): readonly ProfileItem[] {
  return inForce.program.profiles.map(({ name, level, place, rules }) => ({
    name,
    level,
    file: place.file,
    line: place.line,
    rules: rules.length,
  }));
}

/** A `ControlError` where no profile in force is called so. */
export function profileInForce({ inForce, evaluator }: Governing, name: string): EffectiveProfile {
  const profile = inForce.program.profiles.find((one) => one.name === name);
  if (profile === undefined) throw new ControlError(`no profile in force is called ${name}`, errorCodes.unknown);
  const { level, place, graceMs, cooldownMs, notify, rules } = profile;
  const readings = new Map(evaluator.readings(name).map(({ rule, comparisons }) => [rule, comparisons]));
  return {
    ...{ name, level, graceMs, cooldownMs, notify },
    file: place.file,
    line: place.line,
    rules: rules.map((rule) => effectiveRule(rule, readings.get(rule.name) ?? [])),
    problems: inForce.problems,
  };
}

function effectiveRule(
  { name, action, all, threshold, message, place }: ProgramRule,
  comparisons: RuleReading["comparisons"],
): EffectiveProfile["rules"][number] {
  return {
    rule: name,
    action: all ? "cancel all" : action,
    threshold,
    message: message === null ? null : message.map(partText).join(""),
    file: place.file,
    line: place.line,
    comparisons,
  };
}

/** What stands between braces is known when it fires. */
function partText(part: NonNullable<ProgramRule["message"]>[number]): string {
  if (part.kind === "text") return part.text;
  if (part.kind === "text-metric") return `{${part.metric}}`;
  if (part.kind === "number" && part.value.kind === "metric") return `{${part.value.metric}}`;
  // A param's value is the profile's own.
  const isKnown = part.kind === "number" && part.value.kind === "constant";
  return isKnown ? formatQuantity(part.value.value, part.dimension) : "{…}";
}
