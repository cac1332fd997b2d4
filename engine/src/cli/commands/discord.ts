/** `macro-engine discord`: what the bot needs besides its configuration. */

import type { Command } from "commander";
import { Option } from "commander";
import { registerCommands } from "../../discord/register-commands.ts";
import { discordApi } from "../../discord/rest.ts";
import { discordKey } from "../../discord/verify.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { harmless } from "../screen/visible-text.ts";
import { configFor } from "./engine-options.ts";

export interface DiscordRegisterOptions {
  readonly config?: string;
  /** Without a closing slash. */
  readonly api: string;
}

/** Exit code 0 when Discord took them, 1 when not, 2 where the configuration has no bot, or not all of it. */
export async function discordRegisterCommand(options: DiscordRegisterOptions, io: CommandIo): Promise<number> {
  const configured = configFor(options, [], io);
  if (typeof configured === "number") return configured;
  const { bot } = configured.config.discord;
  const problem =
    bot === null
      ? "the configuration has no `discord.bot`; add it, with the `application_id`, the `public_key` and the `token` of the bot"
      : problemOf(bot.publicKey);
  if (bot === null || problem !== null) {
    io.stderr(`macro-engine: ${problem}\n`);
    return exitCodes.wrongUse;
  }
  try {
    const registered = await registerCommands(bot, options.api);
    if (registered.ok) {
      const where = bot.guild === null ? "every server" : `server ${harmless(bot.guild)}`;
      io.stdout(`registered for ${where}: ${registered.names.join(", ")}\n`);
      return exitCodes.fine;
    }
    io.stderr(`macro-engine: ${registered.problem}\n`);
    return exitCodes.findings;
  } catch (error) {
    // The token is not where the configuration says.
    io.stderr(`macro-engine: ${(error as Error).message}\n`);
    return exitCodes.wrongUse;
  }
}

/** A key with a slip in it would refuse all that Discord sends, much later. */
function problemOf(publicKey: string): string | null {
  try {
    discordKey(publicKey);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

export function registerDiscord(program: Command): void {
  const command = program
    .command("discord")
    .summary("register the bot's commands")
    .description("The bot answers slash commands in Discord; `discord.bot` of the configuration says which one it is.");
  command.addHelpText("after", "\nExample:\n  macro-engine discord register");
  command
    .command("register")
    .summary("tell Discord the commands")
    .description(
      "Tells Discord which slash commands there are, in place of those that it knows: once, and after updates.",
    )
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addOption(new Option("--api <url>", "another server than Discord's").default(discordApi))
    .addHelpText("after", "\nExit codes: 0 registered, 1 Discord refuses or is not there, 2 wrong use.")
    .action(async (options: DiscordRegisterOptions) => {
      process.exitCode = await discordRegisterCommand(options, processIo());
    });
}
