/** A profile with what override files change about it. */

import type { CheckedSet } from "../check/checked-set.ts";
import { compileProfile } from "../program/compile-profile.ts";
import { defaultGraceMs, defaultLevel } from "../program/levels.ts";
import type { ProgramProfile, ProgramRule } from "../program/program.ts";
import { type ProfileChange, replacedParams } from "./change.ts";

export function changedProfile(set: CheckedSet, change: ProfileChange): ProgramProfile {
  const { body, madeAt } = change;
  const start = body === null ? emptyProfile(change) : compileProfile(set, body, replacedParams(change));
  // A profile that a file makes stands for one macro: the patterns stay with the profile that it was made from.
  const made =
    madeAt === null ? start : { ...start, name: change.profile, patterns: [], description: "", place: madeAt };
  return {
    ...made,
    description: change.description ?? made.description,
    level: change.level ?? made.level,
    graceMs: change.graceMs ?? made.graceMs,
    cooldownMs: change.cooldownMs ?? made.cooldownMs,
    notify: changedNotify(change, made.notify),
    rules: changedRules(change, made.rules),
  };
}

function emptyProfile(change: ProfileChange): ProgramProfile {
  return {
    name: change.profile,
    description: "",
    level: defaultLevel,
    graceMs: defaultGraceMs,
    cooldownMs: 0,
    patterns: [],
    notify: [],
    params: [],
    rules: [],
    place: change.madeAt!,
  };
}

/** Rules keep their place; added ones come last. */
function changedRules(change: ProfileChange, rules: readonly ProgramRule[]): ProgramRule[] {
  const names = new Set(rules.map((rule) => rule.name));
  const all = [
    ...rules.map((rule) => change.rules.get(rule.name) ?? rule),
    ...[...change.rules.values()].filter((rule) => !names.has(rule.name)),
  ];
  return all
    .filter((rule) => !change.disabled.has(rule.name))
    .map((rule) => (change.cancelsWarn && rule.action === "cancel" ? acting(rule, "warn", false) : rule))
    .map((rule) => {
      const action = change.actions.get(rule.name);
      return action === undefined ? rule : acting(rule, action.action, action.all);
    });
}

function acting(rule: ProgramRule, action: ProgramRule["action"], all: boolean): ProgramRule {
  return { ...rule, action, all };
}

/** `discord_notify` decides whether the channel hears of cancels; what else it hears of stays. */
function changedNotify({ notifyDiscord }: ProfileChange, notify: ProgramProfile["notify"]): ProgramProfile["notify"] {
  if (notifyDiscord === null) return notify;
  const before = notify.find((entry) => entry.channel === "discord")?.actions ?? [];
  const others = before.filter((action) => action !== "cancel" && action !== "cancel all");
  const actions = notifyDiscord ? [...others, "cancel" as const] : others;
  const rest = notify.filter((entry) => entry.channel !== "discord");
  return actions.length === 0 ? rest : [...rest, { channel: "discord", actions }];
}
