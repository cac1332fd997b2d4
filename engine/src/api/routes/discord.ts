/** Slash commands of Discord: signed by it, so that no token of ours is asked for. */

import { createInteractions } from "../../discord/interactions.ts";
import { reportWords } from "../../discord/report-words.ts";
import type { Routes } from "../context.ts";
import { apiRoutes } from "../contract.ts";

/** Discord's own are a few kilobytes. */
const mostBody = 64 * 1024;

/** Served where the configuration has a bot. */
export const discordRoutes: Routes = (app, { engine, input, audit }) => {
  const { discord, store, zone } = input.config;
  if (discord.bot === null) return;
  const { session } = input;
  const interactions = createInteractions({
    bot: discord.bot,
    engine,
    audit,
    report: (period) => reportWords(period, { engine, storePath: store.path, session, zone }),
  });
  // What is signed are the bytes as they came.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => done(null, body));
  app.post(
    apiRoutes.discord,
    // Each command puts itself on record, with the name of who gave it in Discord.
    { config: { allow: "anyone", audit: null }, bodyLimit: mostBody, schema: { summary: "For Discord alone" } },
    async ({ headers, body }, reply) => {
      const { status, body: answer } = await interactions.answer({
        signature: one(headers["x-signature-ed25519"]),
        timestamp: one(headers["x-signature-timestamp"]),
        body: typeof body === "string" ? body : "",
      });
      return reply.code(status).type("application/json").send(JSON.stringify(answer));
    },
  );
};

const one = (header: string | readonly string[] | undefined) => (typeof header === "string" ? header : undefined);
