/** `macro-engine notify`: tries a channel of notifications, and lists how they go. */

import type { Command } from "commander";
import type { ChannelState } from "../../control/protocol.ts";
import type { Delivered } from "../../notify/channel.ts";
import { channelStates } from "../../notify/channel-states.ts";
import { channelOf } from "../../notify/channels/index.ts";
import { tryOut } from "../../notify/start-notifying.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { harmless } from "../screen/visible-text.ts";
import { configFor } from "./engine-options.ts";

export interface NotifyOptions {
  readonly config?: string;
  readonly json?: boolean;
}

/** Sends a test over a channel of the configuration, now. Exit code 0 when it was taken, 1 when not, 2 for an unknown channel. */
export async function notifyTestCommand(name: string, options: NotifyOptions, io: CommandIo): Promise<number> {
  const configured = configFor(options, [], io);
  if (typeof configured === "number") return configured;
  const { channels } = configured.config;
  const config = Object.hasOwn(channels, name) ? channels[name] : undefined;
  if (config === undefined) {
    const known = Object.keys(channels).join(", ");
    const has = known === "" ? "the configuration has none" : `the configuration has ${known}`;
    io.stderr(`macro-engine: there is no channel ${harmless(name)}; ${has}\n`);
    return exitCodes.wrongUse;
  }
  const outcome = await tryOut(channelOf(config));
  if (options.json) io.stdout(`${JSON.stringify(testLine(name, config.kind, outcome))}\n`);
  else if (outcome.kind === "delivered") io.stdout(`${name}: the test was taken\n`);
  else io.stderr(`${name}: the test was not taken: ${harmless(outcome.problem)}\n`);
  return outcome.kind === "delivered" ? exitCodes.fine : exitCodes.findings;
}

function testLine(channel: string, kind: string, outcome: Delivered) {
  const delivered = outcome.kind === "delivered";
  return { channel, kind, delivered, problem: delivered ? null : outcome.problem };
}

/** Exit code 0, 1 where something is not delivered. */
export async function notifyListCommand(options: NotifyOptions, io: CommandIo): Promise<number> {
  const configured = configFor(options, [], io);
  if (typeof configured === "number") return configured;
  const states = channelStates(configured.config);
  if (options.json) io.stdout(`${JSON.stringify(states)}\n`);
  else if (states.length === 0) io.stdout("the configuration has no channels\n");
  else io.stdout(states.map((state) => `${stateLine(state)}\n`).join(""));
  return states.some(({ waiting, problem }) => waiting > 0 || problem !== null) ? exitCodes.findings : exitCodes.fine;
}

function stateLine({ channel, kind, waiting, failed, problem }: ChannelState): string {
  const counts = [...(waiting > 0 ? [`${waiting} waiting`] : []), ...(failed > 0 ? [`${failed} given up`] : [])];
  const said = counts.length === 0 ? "nothing waits" : counts.join(", ");
  return `${channel} (${kind}): ${said}${problem === null ? "" : `; ${harmless(problem)}`}`;
}

export function registerNotify(program: Command): void {
  const command = program
    .command("notify")
    .summary("try the channels of notifications, see what waits")
    .description("Policies say who hears of what: `notify NAME on cancel`. The configuration says what NAME is.");
  const common = (child: Command) =>
    child
      .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
      .option("--json", "as one JSON line");
  common(command.command("test").argument("<channel>", "its name in the configuration"))
    .summary("send a test over a channel")
    .description("Sends a test over a channel, at once, whether an engine runs or not.")
    .addHelpText("after", "\nExit codes: 0 it was taken, 1 it was not, 2 wrong use.")
    .action(async (name: string, options: NotifyOptions) => {
      process.exitCode = await notifyTestCommand(name, options, processIo());
    });
  common(command.command("list"))
    .summary("what waits, and what was given up")
    .description(
      "Lists the channels: how many notifications wait, how many were given up, and why the last one failed.",
    )
    .addHelpText("after", "\nExit codes: 0 all is delivered, 1 something waits or fails, 2 wrong use.")
    .action(async (options: NotifyOptions) => {
      process.exitCode = await notifyListCommand(options, processIo());
    });
  command.addHelpText(
    "after",
    `
Examples:
  macro-engine notify test discord
  macro-engine notify list`,
  );
}
