/** The slash commands, as they are registered: who may use which is decided by role when one is used. */

import type {
  APIApplicationCommandOption,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from "discord-api-types/v10";

export const commandNames = ["macros", "status", "stop", "stop-all", "report"] as const;
export type CommandName = (typeof commandNames)[number];

/** Of `/report`, by what is sent: how far it looks back, ms; null: the session of the engine. */
export const periods = { session: null, "24h": 86_400_000, "7d": 604_800_000, "30d": 2_592_000_000 } as const;
export type Period = keyof typeof periods;

const periodNames: Readonly<Record<Period, string>> = {
  session: "this session",
  "24h": "the last 24 hours",
  "7d": "the last 7 days",
  "30d": "the last 30 days",
};

/** Of https://discord.com/developers/docs/interactions/application-commands: types of options. */
const textOption = 3;

const macroOption: APIApplicationCommandOption = {
  type: textOption,
  name: "macro",
  description: "Its name; all of that name are stopped",
  required: true,
  autocomplete: true,
};

const descriptions: Readonly<Record<CommandName, string>> = {
  macros: "The macros that run, and how far they are from their limits",
  status: "The engine: since when, by which policies, what it cannot do",
  stop: "Stops a macro",
  "stop-all": "Stops every macro",
  report: "What happened in this session, or in a period",
};

const options: Partial<Record<CommandName, APIApplicationCommandOption[]>> = {
  stop: [macroOption],
  report: [
    {
      type: textOption,
      name: "period",
      description: "How far back; without, this session",
      choices: (Object.keys(periods) as Period[]).map((value) => ({ name: periodNames[value], value })),
    },
  ],
};

export const commands: readonly RESTPostAPIChatInputApplicationCommandsJSONBody[] = commandNames.map((name) => ({
  name,
  description: descriptions[name],
  ...(options[name] === undefined ? {} : { options: options[name] }),
}));

/** For every server that the bot is in; and in servers alone: in a private conversation nobody has a role. */
export const globalCommands: typeof commands = commands.map((each) => ({ ...each, contexts: [0] }));
