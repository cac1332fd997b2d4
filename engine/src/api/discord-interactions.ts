/** Where Discord sends the bot's slash commands: signed by it, so that no token of ours is needed. */

import { isDeepStrictEqual } from "node:util";
import type { FastifyContextConfig } from "fastify";
import { createInteractions, type Interactions } from "../discord/interactions.ts";
import { reportWords } from "../discord/report-words.ts";
import type { ApiApp, ApiContext } from "./context.ts";

/** Hears in words of what goes wrong besides answers. */
type DiscordProblems = (problem: string) => void;

/** As long as Discord's own are, by far. */
const mostBody = 64 * 1024;

/** What is done by it is put on record with the user of Discord who did it; what does not come from Discord, as a stranger's. */
const config: FastifyContextConfig = {
  allow: "anyone",
  audit: "discord.command",
  // Without a bot there is nobody to be taken for Discord.
  auditIf: (_request, { statusCode }) => statusCode >= 400 && statusCode !== 404,
};

/** Not found where no bot is configured, or its key is none. */
export function discordRoute(app: ApiApp, context: ApiContext, onProblem: DiscordProblems): void {
  const botOf = () => context.input.config.discord.bot;
  let bot = botOf();
  let interactions = interactionsOf(context, onProblem);
  context.onChange(() => {
    if (isDeepStrictEqual(bot, botOf())) return;
    bot = botOf();
    interactions = interactionsOf(context, onProblem);
  });
  // The signature is over the text as it came.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string", bodyLimit: mostBody }, (_request, body, done) =>
    done(null, body),
  );
  app.post("/discord/interactions", { bodyLimit: mostBody, config, schema: { hide: true } }, async (request, reply) => {
    if (interactions === null) return reply.callNotFound();
    const { headers, body } = request;
    const { status, body: answer } = await interactions.answer({
      signature: textOf(headers["x-signature-ed25519"]),
      timestamp: textOf(headers["x-signature-timestamp"]),
      body: typeof body === "string" ? body : "",
    });
    return reply.code(status).send(answer as object);
  });
}

function interactionsOf({ engine, input, audit }: ApiContext, onProblem: DiscordProblems): Interactions | null {
  const { discord, store, zone } = input.config;
  if (discord.bot === null) return null;
  try {
    return createInteractions({
      bot: discord.bot,
      engine,
      report: (period) => reportWords(period, { engine, storePath: store.path, session: input.session, zone }),
      audit,
    });
  } catch (error) {
    onProblem((error as Error).message);
    return null;
  }
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" ? header : undefined;
}
