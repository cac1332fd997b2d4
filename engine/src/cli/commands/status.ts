/** `macro-engine status`: what a running engine guards. */

import type { Command } from "commander";
import type { EngineStatus, MacroStatus } from "../../control/protocol.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { counted, painter } from "../report/paint.ts";
import { shortSpan } from "../screen/clock.ts";
import { comparisonOf, marginText } from "../screen/rule-rows.ts";
import { harmless, pad } from "../screen/visible-text.ts";
import { reachEngine } from "./reach-engine.ts";

export interface StatusOptions {
  readonly policies?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/** Exit code 0 when an engine answered, 1 when none watches these policies. */
export async function statusCommand(options: StatusOptions, io: CommandIo): Promise<number> {
  const client = await reachEngine(options, io);
  if (typeof client === "number") return client;
  const status = await client.call("status", {});
  client.close();
  io.stdout(options.json ? `${JSON.stringify(status)}\n` : statusText(status, io));
  return exitCodes.fine;
}

function statusText(status: EngineStatus, io: CommandIo): string {
  const paint = painter(io.color);
  const { pid, profiles, rules, startedAt, policies, macros } = status;
  const since = shortSpan(Date.now() - Date.parse(startedAt));
  const lines = [
    `${paint("bold", `engine ${pid}`)}, for ${since}: ${counted(profiles, "profile")}, ${counted(rules, "rule")} from ${policies.join(", ")}`,
  ];
  if (status.dryRun) lines.push(paint("yellow", "dry run: nothing is done to any macro"));
  if (status.notRecording !== null) lines.push(paint("red", status.notRecording));
  if (status.problems !== "")
    lines.push(
      paint("red", "the policies on disk have errors; the last good set is in force:"),
      status.problems.trimEnd(),
    );
  if (macros.length === 0) lines.push("no macro is running");
  const width = Math.max(...macros.map(({ macro }) => harmless(macro).length), 0);
  for (const macro of macros) lines.push(macroLine(macro, width));
  return `${lines.join("\n")}\n`;
}

function macroLine(status: MacroStatus, width: number): string {
  const { macro, pid, profile, level, durationMs, state } = status;
  const governed = profile === null ? "unprotected" : `${profile}, ${level}`;
  // How long it has been in another state, nobody keeps.
  const runs = `running for ${shortSpan(durationMs)}${state === "running" ? "" : `, ${state}`}`;
  return `  ${pad(harmless(macro), width)}  pid ${pid}  ${runs}  ${governed}${closest(status)}`;
}

/** The rule that is closest to firing. */
function closest({ rules }: MacroStatus): string {
  const used = (rule: MacroStatus["rules"][number]) => comparisonOf(rule)?.used ?? 0;
  const [first] = [...rules].sort((a, b) => used(b) - used(a));
  return first === undefined || used(first) === 0 ? "" : `  closest: ${first.rule} ${marginText(first)}`;
}

export function registerStatus(program: Command): void {
  program
    .command("status")
    .summary("what a running engine guards")
    .description("Asks the engine that watches the same policies.")
    .option("--policies <path>", "folder or file of policies (default: those of the configuration)")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .option("--json", "as one JSON line")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine status
  macro-engine status --json | jq '.macros[] | {macro, state}'

Exit codes: 0 an engine answered, 1 none watches these policies, 2 wrong use.`,
    )
    .action(async (options: StatusOptions) => {
      process.exitCode = await statusCommand(options, processIo());
    });
}
