/** `macro-engine mutes`: what is muted now, and what will be. */

import type { Command } from "commander";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { atMuteDesk, type MuteDeskOptions } from "../mutes/mute-desk.ts";
import { muteLine } from "../report/mute-line.ts";

export interface MutesOptions extends MuteDeskOptions {
  readonly json?: boolean;
}

/** Exit code 0 when they were listed, 2 for wrong use and a record that cannot be read. */
export async function mutesCommand(options: MutesOptions, io: CommandIo): Promise<number> {
  return atMuteDesk(options, io, async (desk) => {
    const mutes = await desk.list();
    const now = Date.now();
    const line = options.json ? JSON.stringify : (mute: (typeof mutes)[number]) => `${mute.id}  ${muteLine(mute, now)}`;
    for (const mute of mutes) io.stdout(`${line(mute)}\n`);
    if (mutes.length === 0 && !options.json) io.stdout("nothing is muted\n");
    return exitCodes.fine;
  });
}

export function registerMutes(program: Command): void {
  program
    .command("mutes")
    .summary("what is muted, and maintenance windows")
    .description("Lists the mutes in force and the windows to come, with the ids by which unmute ends them.")
    .option("--json", "a JSON line each")
    .option("--policies <path>", "folder or file of policies (default: those of the configuration)")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Example:
  macro-engine mutes

Exit codes: 0 listed, 2 wrong use, or an unreadable record.`,
    )
    .action(async (options: MutesOptions) => {
      process.exitCode = await mutesCommand(options, processIo());
    });
}
