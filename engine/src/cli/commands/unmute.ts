/** `macro-engine unmute`: ends mutes early. */

import type { Command } from "commander";
import { ControlError, type Mute } from "../../control/protocol.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { atMuteDesk, type MuteDeskOptions } from "../mutes/mute-desk.ts";
import { whatIsMuted } from "../report/mute-line.ts";
import { harmless } from "../screen/visible-text.ts";

export interface UnmuteOptions extends MuteDeskOptions {
  /** A mute's id, or a macro's name. */
  readonly id?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Exit code 0 when what was named has ended, 1 when there is no such mute, 2 for wrong use. */
export async function unmuteCommand(options: UnmuteOptions, io: CommandIo): Promise<number> {
  if ((options.id === undefined) === (options.all !== true)) {
    io.stderr("Name one mute (its id, or its macro's name), or say --all.\n");
    return exitCodes.wrongUse;
  }
  return atMuteDesk(options, io, async (desk) => {
    const meant = named(await desk.list(), options.id);
    for (const { id } of meant) {
      const ended = await desk.end(id);
      io.stdout(options.json ? `${JSON.stringify(ended)}\n` : `${whatIsMuted(ended)}: muted no more (${id})\n`);
    }
    if (meant.length === 0 && !options.json) io.stdout("nothing is muted\n");
    return exitCodes.fine;
  });
}

/** All without a name. Throws a `ControlError` where nothing is of that name. */
function named(mutes: readonly Mute[], id: string | undefined): readonly Mute[] {
  if (id === undefined) return mutes;
  const wanted = id.toLowerCase();
  const found = mutes.filter((mute) => mute.id === wanted || mute.macro?.toLowerCase() === wanted);
  if (found.length > 0) return found;
  const known = mutes.map((mute) => `${whatIsMuted(mute)} (${mute.id})`).join(", ");
  throw new ControlError(
    `there is no mute of ${harmless(id)}; ${known === "" ? "nothing is muted" : `muted: ${known}`}`,
  );
}

export function registerUnmute(program: Command): void {
  program
    .command("unmute")
    .summary("end mutes early")
    .description("Ends a mute, or a window to come. What still fires acts at the engine's next look.")
    .argument("[id]", "the mute's id, or the name of its macro")
    .option("--all", "every mute")
    .option("--json", "print each mute as a JSON line")
    .option("--policies <path>", "folder or file of policies (default: those of the configuration)")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine unmute heal
  macro-engine unmute --all

Exit codes: 0 ended, 1 no such mute, 2 wrong use.`,
    )
    .action(async (id: string | undefined, options: Omit<UnmuteOptions, "id">) => {
      process.exitCode = await unmuteCommand({ ...options, ...(id === undefined ? {} : { id }) }, processIo());
    });
}
