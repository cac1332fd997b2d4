/**
 * Slash commands by HTTP: a signed request of Discord's in, an answer out. Discord waits three seconds; what takes longer is
 * announced, and sent afterwards.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { APIInteraction } from "discord-api-types/v10";
import type { AuditAct } from "../audit/entry.ts";
import type { DiscordBotConfig } from "../config/config.ts";
import type { ControlClient } from "../control/connect-control.ts";
import { ControlError } from "../control/protocol.ts";
import { plain } from "../notify/discord-text.ts";
import { ephemeral, type Message, macrosAnswer, message, statusAnswer, stoppedAnswer } from "./answers.ts";
import { type CommandName, commandNames, type Period, periods } from "./commands.ts";
import { whyRefused } from "./permissions.ts";
import { callDiscord, discordApi } from "./rest.ts";
import { createSeen } from "./seen.ts";
import { discordKey, isFromDiscord, type SignedRequest } from "./verify.ts";

export interface InteractionsOptions {
  readonly bot: DiscordBotConfig;
  readonly engine: Pick<ControlClient, "call">;
  /** In words; rejects where there is nothing to tell. */
  readonly report: (period: Period) => Promise<string>;
  /** Hears of every command that changes something, refused ones too, before who gave it has an answer. Never rejects. */
  readonly audit: (act: AuditAct) => Promise<void>;
  /** Discord's own, but in tests. */
  readonly api?: string;
  /** After this long it is announced that the answer comes later, ms. */
  readonly answerWithinMs?: number;
}

export interface InteractionAnswer {
  readonly status: 200 | 400 | 401;
  /** JSON. */
  readonly body: unknown;
}

export interface Interactions {
  /** Never rejects. */
  answer(request: SignedRequest): Promise<InteractionAnswer>;
}

/** Of https://discord.com/developers/docs/interactions/receiving-and-responding. */
const incoming = { ping: 1, command: 2, autocomplete: 4 } as const;
const outgoing = { pong: 1, message: 4, deferred: 5, choices: 8 } as const;
/** How long our answer may be on its way, ms. */
const announcedWithinMs = 500;
/** Choices that Discord takes. */
const mostChoices = 25;
const mostChoice = 100;

/** Throws an `Error` in words where the configuration's key is none. */
export function createInteractions(options: InteractionsOptions): Interactions {
  const key = discordKey(options.bot.publicKey);
  const seen = createSeen();
  return {
    answer: async (request) => {
      if (!isFromDiscord(key, request, Date.now()))
        return { status: 401, body: { error: "invalid request signature" } };
      const interaction = parse(request.body);
      if (interaction === null) return { status: 400, body: { error: "this is no interaction" } };
      if (interaction.type === incoming.ping) return { status: 200, body: { type: outgoing.pong } };
      if (interaction.application_id !== options.bot.applicationId)
        return { status: 400, body: { error: "this is for another application" } };
      // Sent twice, by whomever: it was answered.
      if (!seen.isNew(interaction.id, Date.now())) return { status: 400, body: { error: "this was answered already" } };
      if (interaction.type === incoming.autocomplete) return { status: 200, body: await choices(interaction, options) };
      return { status: 200, body: await answerCommand(interaction, options) };
    },
  };
}

function parse(body: string): APIInteraction | null {
  try {
    const value = JSON.parse(body) as Partial<APIInteraction> | null;
    if (value?.type === incoming.ping) return value as APIInteraction;
    const isWhole =
      typeof value === "object" && typeof value?.id === "string" && typeof value.token === "string" && value.data;
    return isWhole && (value.type === incoming.command || value.type === incoming.autocomplete)
      ? (value as APIInteraction)
      : null;
  } catch {
    return null;
  }
}

async function answerCommand(interaction: APIInteraction, options: InteractionsOptions): Promise<object> {
  const { answerWithinMs = 2000 } = options;
  const done = performed(interaction, options);
  const first = await Promise.race([done, sleep(answerWithinMs, null, { ref: false })]);
  if (first !== null) return { type: outgoing.message, data: first };
  void done.then((late) => send(late, interaction, options));
  const isForAll = nameOf(interaction)?.startsWith("stop") === true;
  return { type: outgoing.deferred, ...(isForAll ? {} : { data: { flags: ephemeral } }) };
}

/** Takes the place of the announcement. Whether it arrived nobody waits to hear. */
async function send(late: Message, { token }: APIInteraction, { bot, api = discordApi }: InteractionsOptions) {
  // Who sees it was settled by the announcement.
  const body = { ...late, flags: late.flags & ~ephemeral };
  const url = `${api}/webhooks/${encodeURIComponent(bot.applicationId)}/${encodeURIComponent(token)}/messages/@original`;
  // The announcement has to be there first.
  await sleep(announcedWithinMs);
  const answer = await callDiscord({ method: "PATCH", url, body });
  if (typeof answer === "string" || answer.status !== 404) return;
  await sleep(2 * announcedWithinMs);
  await callDiscord({ method: "PATCH", url, body });
}

function nameOf({ data }: APIInteraction): CommandName | undefined {
  const { name } = data as { name?: unknown };
  return commandNames.find((known) => known === name);
}

/** Never rejects. */
async function performed(interaction: APIInteraction, options: InteractionsOptions): Promise<Message> {
  const name = nameOf(interaction);
  if (name === undefined) return message("This command is not known here; register the commands anew.");
  const refused = whyRefused(options.bot, name, interaction);
  if (refused !== null) {
    if (name === "stop" || name === "stop-all") await note(interaction, name, "refused", options);
    return message(refused);
  }
  try {
    return await perform(name, interaction, options);
  } catch (error) {
    const words = error instanceof ControlError ? error.message : "the engine failed at this; its log says why";
    if (name === "stop" || name === "stop-all") await note(interaction, name, words, options);
    return message(plain(words));
  }
}

async function perform(name: CommandName, interaction: APIInteraction, options: InteractionsOptions): Promise<Message> {
  const { engine } = options;
  switch (name) {
    case "macros":
      return macrosAnswer(await engine.call("status", {}));
    case "status":
      return statusAnswer(await engine.call("status", {}), Date.now());
    case "stop":
    case "stop-all": {
      const id = optionOf(interaction, "macro");
      if (name === "stop" && id === null) return message("Say which macro.");
      const { stopping } = await engine.call("stop", name === "stop" ? { id: id! } : { all: true });
      await note(interaction, name, `stopping ${stopping.map(({ macro }) => macro).join(", ") || "none"}`, options);
      return stoppedAnswer(stopping, userOf(interaction).name);
    }
    case "report": {
      const period = optionOf(interaction, "period") ?? "session";
      const known = Object.hasOwn(periods, period) ? (period as Period) : "session";
      return message(plain(await options.report(known)));
    }
  }
}

function note(interaction: APIInteraction, name: "stop" | "stop-all", outcome: string, options: InteractionsOptions) {
  const { name: user, id } = userOf(interaction);
  const role = whyRefused(options.bot, name, interaction) === null ? "operator" : "none";
  const target = optionOf(interaction, "macro") ?? "";
  return options.audit({ who: `${user} (${id})`, role, from: "discord", action: `macro.${name}`, target, outcome });
}

function userOf({ member, user }: APIInteraction): { readonly name: string; readonly id: string } {
  const { username = "somebody", id = "?" } = member?.user ?? user ?? {};
  return { name: username, id };
}

interface GivenOption {
  readonly name?: unknown;
  readonly value?: unknown;
}

function optionOf({ data }: APIInteraction, wanted: string): string | null {
  const { options } = data as { options?: readonly GivenOption[] };
  const value = Array.isArray(options) ? options.find(({ name }: GivenOption) => name === wanted)?.value : undefined;
  return typeof value === "string" && value !== "" ? value : null;
}

/** Names of running macros that hold what was typed so far. */
async function choices(interaction: APIInteraction, { bot, engine }: InteractionsOptions): Promise<object> {
  const name = nameOf(interaction);
  if (name === undefined || whyRefused(bot, name, interaction) !== null) return offer([]);
  const typed = (optionOf(interaction, "macro") ?? "").toLowerCase();
  try {
    const { macros } = await engine.call("status", {});
    return offer([...new Set(macros.map(({ macro }) => macro))].filter((macro) => macro.toLowerCase().includes(typed)));
  } catch {
    return offer([]);
  }
}

/** A name that is too long could not be sent back whole. */
function offer(names: readonly string[]): object {
  const fitting = names.filter((name) => name.length > 0 && name.length <= mostChoice).slice(0, mostChoices);
  return { type: outgoing.choices, data: { choices: fitting.map((name) => ({ name, value: name })) } };
}
