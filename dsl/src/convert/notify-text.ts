/** Notifications as policy text, with what the original's `discord_notify` says. */

import type { FlatBody } from "../check/inheritance.ts";
import type { NotifyMember } from "../syntax/ast.ts";

/** One line a channel and set of actions. `discord`: whether that channel hears of cancels; null: as the members say. */
export function notifyLines(body: FlatBody, discord: boolean | null): string[] {
  const lines = [...body.notify.keys()].flatMap((member) => memberLines(member, discord));
  return discord === true ? [...lines, "notify discord on cancel"] : lines;
}

/** A member without what `discord_notify` decides. */
export function memberLines({ channels, actions }: NotifyMember, discord: boolean | null): string[] {
  const all = actions.map(({ name, all }) => (all ? "cancel all" : name));
  const names = channels.map(({ text }) => text);
  const line = (to: readonly string[], on: readonly string[]) =>
    to.length === 0 || on.length === 0 ? [] : [`notify ${to.join(", ")} on ${on.join(", ")}`];
  if (discord === null || !names.includes("discord")) return line(names, all);
  const others = names.filter((name) => name !== "discord");
  const rest = all.filter((action) => !action.startsWith("cancel"));
  return [...line(others, all), ...line(["discord"], rest)];
}

/** Whether the channel `discord` hears of any cancel, of its own or inherited. */
export function tellsDiscord(body: FlatBody): boolean {
  return [...body.notify.keys()].some(tellsDiscordOfCancels);
}

export function tellsDiscordOfCancels({ channels, actions }: NotifyMember): boolean {
  return channels.some(({ text }) => text === "discord") && actions.some(({ name }) => name === "cancel");
}
