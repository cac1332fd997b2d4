/** Who may do what: by the ids of roles that the configuration names. Without any, nobody may. */

import type { APIInteraction } from "discord-api-types/v10";
import type { DiscordBotConfig } from "../config/config.ts";
import type { CommandName } from "./commands.ts";

const acting: readonly CommandName[] = ["stop", "stop-all"];

/** Why not, in words for who asks; null: they may. */
export function whyRefused(bot: DiscordBotConfig, command: CommandName, interaction: APIInteraction): string | null {
  const { guild_id: guild, member } = interaction;
  if (guild === undefined || member === undefined) return "This works in a server only, where people have roles.";
  if (bot.guild !== null && bot.guild !== guild) return "This engine belongs to another server.";
  // The role that everyone has bears the server's own id, and is not listed among a member's.
  const roles = [...member.roles, guild];
  const has = (wanted: readonly string[]) => wanted.some((role) => roles.includes(role));
  if (has(bot.operators)) return null;
  if (acting.includes(command))
    return bot.operators.length === 0
      ? "Nobody may stop macros from here: no role is listed under `discord.bot.operators`."
      : "You may not stop macros: that needs another role.";
  if (has(bot.viewers)) return null;
  return bot.viewers.length === 0 && bot.operators.length === 0
    ? "Nobody may look from here: no role is listed under `discord.bot.viewers`."
    : "You may not look: that needs another role.";
}
