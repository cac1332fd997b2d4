/** What a profile's settings come to after a change: how soon it ends a macro, for how long, which, and who hears of it. */

import { levels } from "../program/levels.ts";
import { governingProfile, type MatchSubject } from "../program/match.ts";
import { exactQuantity } from "../program/print.ts";
import type { Program, ProgramPattern, ProgramProfile } from "../program/program.ts";
import type { Relation } from "./relation.ts";

export interface SettingChange {
  readonly setting: "level" | "grace" | "cooldown" | "match" | "notify";
  readonly relation: Relation;
  /** As policy writes it; null where it was or is not there. */
  readonly before: string | null;
  readonly after: string | null;
  /** Why it is what it is, where the two values do not say. */
  readonly note: string | null;
}

interface Side {
  readonly program: Pick<Program, "profiles">;
  readonly profile: ProgramProfile;
}

export function compareSettings(before: Side, after: Side): readonly SettingChange[] {
  return [
    ...compareNumbers(before.profile, after.profile),
    ...comparePatterns(before, after),
    ...compareNotify(before.profile, after.profile),
  ];
}

function compareNumbers(before: ProgramProfile, after: ProgramProfile): SettingChange[] {
  const changes: SettingChange[] = [];
  const add = (setting: SettingChange["setting"], gain: number, was: string, is: string, note: string | null) => {
    const relation = gain > 0 ? "stricter" : "laxer";
    if (gain !== 0) changes.push({ setting, relation, before: was, after: is, note });
  };
  const ms = (value: number) => exactQuantity(value, "duration");
  const higher = levels.indexOf(after.level) - levels.indexOf(before.level);
  add("level", higher, before.level, after.level, `${higher > 0 ? "fewer" : "more"} tools may start the macro`);
  const longer = after.graceMs - before.graceMs;
  const soon = longer > 0 ? "later" : "sooner";
  add("grace", -longer, ms(before.graceMs), ms(after.graceMs), `a macro that does not stop is ended ${soon}`);
  const rest = after.cooldownMs - before.cooldownMs;
  const again = rest > 0 ? "later" : "sooner";
  add("cooldown", rest, ms(before.cooldownMs), ms(after.cooldownMs), `a cancelled macro may start again ${again}`);
  return changes;
}

function comparePatterns(before: Side, after: Side): SettingChange[] {
  const had = new Set(before.profile.patterns.map(patternKey));
  const has = new Set(after.profile.patterns.map(patternKey));
  const gone = before.profile.patterns.filter((pattern) => !has.has(patternKey(pattern)));
  const come = after.profile.patterns.filter((pattern) => !had.has(patternKey(pattern)));
  return [
    ...gone.map((pattern) => patternChange(pattern, "laxer", after)),
    ...come.map((pattern) => patternChange(pattern, "stricter", before)),
  ];
}

/** `other`: where the pattern is not; who governs such a macro there decides. */
function patternChange(pattern: ProgramPattern, alone: "laxer" | "stricter", other: Side): SettingChange {
  const text = patternText(pattern);
  const subject = exampleOf(pattern);
  const governing = governingProfile(other.program, subject);
  const [relation, note] = judgePattern(governing, alone, other, pattern, subject);
  return {
    setting: "match",
    relation,
    before: alone === "laxer" ? text : null,
    after: alone === "laxer" ? null : text,
    note,
  };
}

function judgePattern(
  governing: ProgramProfile | null,
  alone: "laxer" | "stricter",
  { profile }: Side,
  pattern: ProgramPattern,
  subject: MatchSubject,
): [Relation, string] {
  const like = `a ${pattern.target} such as \`${subject.executable ?? subject.macro}\``;
  const [verb, then] = alone === "laxer" ? ["is", "now"] : ["was", "before"];
  if (governing === null) return [alone, `${like} ${verb} governed by no profile ${then}`];
  const name = governing.name === profile.name ? "this profile all the same" : `\`${governing.name}\` ${then}`;
  return [governing.name === profile.name ? "equivalent" : "incomparable", `${like} ${verb} governed by ${name}`];
}

/** What a pattern matches, its wildcards filled in. */
function exampleOf({ target, glob }: ProgramPattern): MatchSubject {
  const choice = /\{([^{},]*)[^{}]*\}/;
  let text = glob;
  while (choice.test(text)) text = text.replace(choice, "$1");
  const example = text
    .replaceAll(/\[!([^\]]+)\]/g, (_, excluded: string) => [..."xyz0"].find((one) => !excluded.includes(one)) ?? "~")
    .replaceAll(/\[(.)[^\]]*\]/g, "$1")
    .replaceAll(/[*?]/g, "x");
  return target === "macro" ? { macro: example } : { macro: "", executable: example, commandLine: example };
}

/** Patterns match in any case. */
function patternKey({ target, glob }: ProgramPattern): string {
  return `${target} ${glob.toLowerCase()}`;
}

function patternText({ target, glob }: ProgramPattern): string {
  return `${target} ${JSON.stringify(glob)}`;
}

function compareNotify(before: ProgramProfile, after: ProgramProfile): SettingChange[] {
  const [had, has] = [heardIn(before), heardIn(after)];
  const gone = [...had].filter((heard) => !has.has(heard));
  const come = [...has].filter((heard) => !had.has(heard));
  if (gone.length === 0 && come.length === 0) return [];
  const relation = come.length === 0 ? "laxer" : gone.length === 0 ? "stricter" : "incomparable";
  const note = [
    ...gone.map((heard) => `${heard} is no longer told`),
    ...come.map((heard) => `${heard} is told as well`),
  ].join("; ");
  return [{ setting: "notify", relation, before: notifyText(before), after: notifyText(after), note }];
}

/** "discord of cancel", for all that is told; `cancel` includes `cancel all`. */
function heardIn({ notify }: ProgramProfile): ReadonlySet<string> {
  const heard = notify.flatMap(({ channel, actions }) => actions.map((action) => `\`${channel}\` of ${action}`));
  const all = notify.flatMap(({ channel, actions }) =>
    actions.includes("cancel") ? [`\`${channel}\` of cancel all`] : [],
  );
  return new Set([...heard, ...all]);
}

function notifyText({ notify }: ProgramProfile): string | null {
  const told = notify.map(({ channel, actions }) => `${channel} on ${actions.join(", ")}`);
  return told.length === 0 ? null : told.join("; ");
}
