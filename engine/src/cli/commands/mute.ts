/** `macro-engine mute`: lets rules fire without consequences, for a while or in a window to come. */

import { parseInstant } from "@macro-engine/dsl";
import type { Command } from "commander";
import { parseQuantity } from "../../config/quantity.ts";
import type { MuteParams } from "../../control/protocol.ts";
import { wordsIn } from "../../reports/formats/words.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { atMuteDesk, type MuteDeskOptions } from "../mutes/mute-desk.ts";
import { whatIsMuted } from "../report/mute-line.ts";
import { harmless } from "../screen/visible-text.ts";

export interface MuteOptions extends MuteDeskOptions {
  readonly macro?: string;
  readonly rule?: string;
  readonly all?: boolean;
  readonly for?: string;
  readonly from?: string;
  readonly to?: string;
  readonly reason: string;
  readonly json?: boolean;
}

/** Exit code 0 when it is muted, 1 when that was refused, 2 for wrong use. */
export async function muteCommand(options: MuteOptions, io: CommandIo): Promise<number> {
  const asked = paramsOf(options, Date.now());
  if ("problem" in asked) {
    io.stderr(`${harmless(asked.problem)}\n`);
    return exitCodes.wrongUse;
  }
  return atMuteDesk(options, io, async (desk) => {
    const mute = await desk.begin(asked);
    const { time } = wordsIn(null);
    const begins = asked.from === undefined ? "" : `from ${time(mute.from)} `;
    if (options.json) io.stdout(`${JSON.stringify(mute)}\n`);
    else io.stdout(`${whatIsMuted(mute)}: muted ${begins}until ${time(mute.until)} (${mute.id})\n`);
    if (!desk.isWatched)
      io.stderr("no engine watches these policies: it is on the record, and holds for whoever uses that\n");
    return exitCodes.fine;
  });
}

type Asked = Omit<MuteParams, "by">;

/** What is asked for, or what is wrong with it. */
function paramsOf(options: MuteOptions, nowWall: number): Asked | { readonly problem: string } {
  const { macro, rule, all, reason } = options;
  if (macro === undefined && rule === undefined && all !== true)
    return { problem: "say what is to be muted: a macro's name, a --rule of every macro, or --all" };
  if (all === true && (macro !== undefined || rule !== undefined))
    return { problem: "--all is every rule of every macro: leave the name out, or --all" };
  if ((options.for === undefined) === (options.to === undefined))
    return { problem: "say when it ends: either --for, such as 30m, or --to, a time" };
  const from = options.from === undefined ? nowWall : parseInstant(options.from);
  if (from === null) return { problem: notATime("--from", options.from!) };
  const to = options.to === undefined ? lengthOf(options.for!, from) : parseInstant(options.to);
  if (to === null) return { problem: notATime("--to", options.to!) };
  if (typeof to !== "number") return to;
  const iso = (wall: number) => new Date(wall).toISOString();
  const begins = options.from === undefined ? {} : { from: iso(from) };
  return { macro: macro ?? null, rule: rule ?? null, reason, until: iso(to), ...begins };
}

function lengthOf(text: string, fromWall: number): number | { readonly problem: string } {
  const length = parseQuantity(text, "duration", "30m");
  if ("problem" in length) return { problem: `--for: ${length.problem}` };
  return length.value > 0
    ? fromWall + length.value
    : { problem: "--for: a mute lasts longer than nothing, such as 30m" };
}

function notATime(option: string, text: string): string {
  return `${option}: ${text} is no time; write one such as 2026-11-01T20:00:00Z, or with +01:00 for another zone`;
}

export function registerMute(program: Command): void {
  program
    .command("mute")
    .summary("let rules fire without consequences for a while")
    .description(
      "Mutes a macro, a rule or everything until a time: rules fire, and nothing is done. With --from it is a maintenance " +
        "window. Without a running engine it is put on the record, for the engines that use it.",
    )
    .argument("[macro]", "name of the macro (default: every macro)")
    .option("--rule <name>", "this rule alone")
    .option("--all", "every rule of every macro")
    .option("--for <time>", "how long, such as 30m")
    .option("--from <time>", "when it begins (default: now)")
    .option("--to <time>", "when it ends, instead of --for")
    .requiredOption("--reason <text>", "why, for whoever asks")
    .option("--json", "print the mute as one JSON line")
    .option("--policies <path>", "folder or file of policies (default: those of the configuration)")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine mute heal --for 30m --reason "trying new gear"
  macro-engine mute heal --rule fps_low --for 1h --reason "recording"
  macro-engine mute --all --from 2026-12-01T04:00Z --to 2026-12-01T06:00Z --reason "patch day"

Exit codes: 0 it is muted, 1 that was refused, 2 wrong use.`,
    )
    .action(async (macro: string | undefined, options: Omit<MuteOptions, "macro">) => {
      process.exitCode = await muteCommand({ ...options, ...(macro === undefined ? {} : { macro }) }, processIo());
    });
}
