/** Tells Discord which slash commands there are. */

import type { DiscordBotConfig } from "../config/config.ts";
import { readSecret } from "../read-secret.ts";
import { commands, globalCommands } from "./commands.ts";
import { callDiscord } from "./rest.ts";

export type Registered =
  | { readonly ok: true; readonly names: readonly string[] }
  | { readonly ok: false; readonly problem: string };

/** Takes the place of all commands that the application had, for the configured server or for every one. */
export async function registerCommands(bot: DiscordBotConfig, api: string): Promise<Registered> {
  if (bot.token === null)
    return { ok: false, problem: "the bot's token is missing: add `token: { env: NAME }` to `discord.bot`" };
  const scope = bot.guild === null ? "" : `/guilds/${encodeURIComponent(bot.guild)}`;
  const answer = await callDiscord({
    method: "PUT",
    url: `${api}/applications/${encodeURIComponent(bot.applicationId)}${scope}/commands`,
    headers: { Authorization: `Bot ${readSecret(bot.token)}` },
    // A command of one server has no contexts.
    body: bot.guild === null ? globalCommands : commands,
  });
  if (typeof answer === "string") return { ok: false, problem: answer };
  if (answer.status === 200) return { ok: true, names: commands.map(({ name }) => `/${name}`) };
  return { ok: false, problem: whyNot(answer.status, bot) };
}

function whyNot(status: number, { guild }: DiscordBotConfig): string {
  if (status === 401)
    return "Discord does not know this token (401): copy it anew from the application's page, under Bot";
  if (status === 403)
    return `the application may not do this${guild === null ? "" : " in that server"} (403): invite it with the scope applications.commands`;
  if (status === 404) return "Discord knows no such application or server (404): look at application_id and guild";
  return `Discord answers ${status}`;
}
