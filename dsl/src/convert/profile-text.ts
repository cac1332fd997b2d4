/** Profiles with what the original's files change about them, as policy text: edited, derived, or written out. */

import type { CheckedSet } from "../check/checked-set.ts";
import { paramDimension } from "../check/constants.ts";
import type { FlatBody, FlatRule } from "../check/inheritance.ts";
import { writtenText } from "../check/source-text.ts";
import type { ProfileChange } from "../overrides/change.ts";
import { defaultLevel } from "../program/levels.ts";
import { exactQuantity } from "../program/print.ts";
import { quoteText } from "../program/quote-text.ts";
import type { Dimension } from "../vocabulary/units.ts";
import { documentationLines, madeRuleText, ruleText } from "./member-text.ts";
import { notifyLines } from "./notify-text.ts";

/** What stands above a profile and what it is called. */
export interface ProfileHead {
  readonly name: string;
  /** Plain comments. */
  readonly comments: readonly string[];
  /** Patterns of its own. */
  readonly matches: readonly string[];
}

/** A profile that derives from `base`: only what differs is written. */
export function derivedProfile(
  set: CheckedSet,
  head: ProfileHead,
  change: ProfileChange,
  base: FlatBody | null,
): string {
  const members = [
    ...levelLine(change, null),
    ...head.matches,
    ...(change.notifyDiscord === true && !hearsOfCancels(base) ? ["notify discord on cancel"] : []),
    ...[...change.sets].map(([name, { value }]) => `set ${name} = ${paramText(set, base!, name, value)}`),
    ...changedRules(change, base).map(({ text }) => text),
  ];
  return profileText(head, change.description ?? "", base === null ? [] : [base.symbol.name], members);
}

/** A profile with all that it inherits, so that nothing else is needed: for what no derived one can say. */
export function writtenOutProfile(
  set: CheckedSet,
  head: ProfileHead,
  change: ProfileChange | null,
  body: FlatBody,
  description: string,
): string {
  const { settings } = body;
  const time = (key: "grace" | "cooldown") => {
    const setting = settings[key];
    return setting === null ? [] : [`${key} ${writtenText(setting.body.file, setting.member.value.span)}`];
  };
  const changed = new Map(changedRules(change, body).map(({ name, text }) => [name, text]));
  const rules = [...body.rules].map(([name, rule]) => {
    const text = changed.get(name) ?? ruleText(rule, null, false);
    changed.delete(name);
    return text.replace(/^((?:##.*\n)*)override /, "$1");
  });
  const level = settings.level?.member.level.text ?? defaultLevel;
  const members = [
    ...levelLine(change, level),
    ...head.matches,
    ...time("grace"),
    ...time("cooldown"),
    ...notifyLines(body, change?.notifyDiscord ?? null),
    ...[...body.params].map(([name, param]) => {
      const replaced = change?.sets.get(name);
      const value = replaced ? paramText(set, body, name, replaced.value) : writtenText(param.file, param.value.span);
      return `param ${name} = ${value}`;
    }),
    ...rules,
    ...changed.values(),
  ];
  return profileText(head, description, [], members);
}

function profileText(
  head: ProfileHead,
  description: string,
  bases: readonly string[],
  members: readonly string[],
): string {
  const heading = `profile ${head.name}${bases.length === 0 ? "" : ` extends ${bases.join(", ")}`}`;
  const body = members.map((member) => member.replace(/^/gm, "  "));
  const lines = [...head.comments, ...documentationLines(description)];
  return [...lines, ...(body.length === 0 ? [`${heading} {}`] : [`${heading} {`, ...body, "}"])].join("\n");
}

function levelLine(change: ProfileChange | null, level: string | null): string[] {
  const set = change?.level ?? level;
  return set === null ? [] : [`level ${set}`];
}

/** The value of a param, in the unit that its dimension has. */
export function paramText(set: CheckedSet, body: FlatBody, name: string, value: number): string {
  return exactQuantity(value, paramDimension(set.context, body.params.get(name)!.symbol) as Dimension);
}

/** A rule that is other than `body` has it, as a member of a profile derived from it; added ones come last. */
export interface ChangedRule {
  readonly name: string;
  readonly text: string;
}

export function changedRules(change: ProfileChange | null, body: FlatBody | null): ChangedRule[] {
  if (change === null) return [];
  const inherited: ReadonlyMap<string, FlatRule> = body?.rules ?? new Map();
  const acting = (name: string) => {
    const rule = change.rules.get(name)!;
    return change.cancelsWarn && rule.action === "cancel" ? { ...rule, action: "warn" as const, all: false } : rule;
  };
  const overridden = [...inherited].flatMap(([name, rule]): ChangedRule[] => {
    if (change.rules.has(name)) return [{ name, text: madeRuleText(acting(name), true) }];
    const isCancel = rule.symbol.declaration.action?.name === "cancel";
    return change.cancelsWarn && isCancel ? [{ name, text: ruleText(rule, "warn", true) }] : [];
  });
  const added = [...change.rules.keys()].filter((name) => !inherited.has(name));
  return [...overridden, ...added.map((name) => ({ name, text: madeRuleText(acting(name), false) }))];
}

export function hearsOfCancels(body: FlatBody | null): boolean {
  const members = [...(body?.notify.keys() ?? [])].filter(({ channels }) =>
    channels.some(({ text }) => text === "discord"),
  );
  return members.some(({ actions }) => actions.some(({ name, all }) => name === "cancel" && !all));
}

/** The line that makes a profile match the macro of an id which is no name. */
export function matchLine(id: string): string {
  return `match macro ${quoteText(id.replace(/[*?[{]/g, "[$&]"))}`;
}
