/** What a profile's settings come to after a change: how soon it ends a macro, for how long, and who hears of it. */

import { levels } from "../program/levels.ts";
import { exactQuantity } from "../program/print.ts";
import type { ProgramProfile } from "../program/program.ts";
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

export function compareSettings(before: ProgramProfile, after: ProgramProfile): readonly SettingChange[] {
  return [...compareNumbers(before, after), ...compareNotify(before, after)];
}

function compareNumbers(before: ProgramProfile, after: ProgramProfile): SettingChange[] {
  const changes: SettingChange[] = [];
  const add = (setting: SettingChange["setting"], gain: number, was: string, is: string, note: string | null) => {
    const relation = gain > 0 ? "stricter" : "laxer";
    if (gain !== 0) changes.push({ setting, relation, before: was, after: is, note });
  };
  const ms = (value: number) => (value === 0 ? "0s" : exactQuantity(value, "duration"));
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
