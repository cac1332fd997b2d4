/** The channels by their kind. */

import type { ChannelConfig } from "../../config/config.ts";
import type { Channel } from "../channel.ts";
import { newsMs } from "../queue.ts";
import { commandChannel } from "./command.ts";
import { desktopChannel } from "./desktop.ts";
import { discordChannel } from "./discord.ts";
import { ntfyChannel } from "./ntfy.ts";
import { webhookChannel } from "./webhook.ts";

/** `deliver` may throw where a secret is missing, in words for the user. */
export function channelOf(config: ChannelConfig): Channel {
  switch (config.kind) {
    case "discord":
      return discordChannel(config);
    case "webhook":
      return webhookChannel(config);
    case "ntfy":
      return ntfyChannel(config);
    case "desktop":
      return desktopChannel(config);
    case "command":
      return commandChannel(config);
  }
}

/** A letter is news for so long, ms: what is shown on a screen an hour later helps nobody. */
export function newsForMs({ kind }: ChannelConfig): number {
  return kind === "desktop" ? 600_000 : newsMs;
}

/** How many a digest may tell of: those that are sent whole make it long. */
export function mostTogether({ kind }: ChannelConfig): number {
  return kind === "webhook" || kind === "command" ? 200 : 1000;
}
