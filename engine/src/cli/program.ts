/** The commands: one a file in `commands/`, listed here. */

import { enableCompileCache } from "node:module";
import { Command, CommanderError } from "commander";
import { version } from "../version.ts";
import type { PerformWatch } from "./commands/watch.ts";
import { endWithReader, exitCodes, processIo } from "./io.ts";

/** Adds a command to the program; its action sets `process.exitCode`. */
type Register = (program: Command) => void;

/** In the order of the help. Loaded when named, so that each start pays for one command only. */
const commands: Readonly<Record<string, (watch: PerformWatch) => Promise<Register>>> = {
  watch: async (watch) => {
    const { registerWatch } = await import("./commands/watch.ts");
    return (program) => registerWatch(program, watch);
  },
  run: async () => (await import("./commands/run.ts")).registerRun,
  attach: async () => (await import("./commands/attach.ts")).registerAttach,
  status: async () => (await import("./commands/status.ts")).registerStatus,
  stop: async () => (await import("./commands/stop.ts")).registerStop,
  mute: async () => (await import("./commands/mute.ts")).registerMute,
  unmute: async () => (await import("./commands/unmute.ts")).registerUnmute,
  mutes: async () => (await import("./commands/mutes.ts")).registerMutes,
  dashboard: async () => (await import("./commands/dashboard.ts")).registerDashboard,
  report: async () => (await import("./commands/report.ts")).registerReport,
  log: async () => (await import("./commands/log.ts")).registerLog,
  audit: async () => (await import("./commands/audit.ts")).registerAudit,
  lint: async () => (await import("./commands/lint.ts")).registerLint,
  fmt: async () => (await import("./commands/fmt.ts")).registerFmt,
  prove: async () => (await import("./commands/prove.ts")).registerProve,
  diff: async () => (await import("./commands/diff.ts")).registerDiff,
  test: async () => (await import("./commands/test.ts")).registerTest,
  replay: async () => (await import("./commands/replay.ts")).registerReplay,
  explain: async () => (await import("./commands/explain.ts")).registerExplain,
  record: async () => (await import("./commands/record.ts")).registerRecord,
  export: async () => (await import("./commands/export.ts")).registerExport,
  import: async () => (await import("./commands/import.ts")).registerImport,
  backtest: async () => (await import("./commands/backtest.ts")).registerBacktest,
  lsp: async () => (await import("./commands/lsp.ts")).registerLsp,
  notify: async () => (await import("./commands/notify.ts")).registerNotify,
  discord: async () => (await import("./commands/discord.ts")).registerDiscord,
  metrics: async () => (await import("./commands/metrics.ts")).registerMetrics,
  init: async () => (await import("./commands/init.ts")).registerInit,
};

/** Editors and commits wait for these: what was compiled once is kept by Node, in its own folder of the temporary ones. */
const hurried: readonly string[] = ["lint", "fmt", "lsp"];

/** The program with the command that `args` name, or with all. */
export async function createProgram(args: readonly string[], watch: PerformWatch): Promise<Command> {
  const program = new Command("macro-engine")
    .description("Stands guard over game macros: measures the machine, the game and the macro, and acts by policy.")
    .version(version(), "-V, --version")
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .configureHelp({ sortSubcommands: false })
    .addHelpText(
      "after",
      `
Examples:
  macro-engine init                              a configuration and a first policy
  macro-engine watch policies/                   guard every macro that a policy matches
  macro-engine run --profile heal -- ./heal.sh   start a macro under guard
  macro-engine test policies/                    run the tests that policies contain

Exit codes: 0 fine, 1 findings or failed tests, 2 wrong use or unreadable input, 75 the macro was cancelled.`,
    );
  if (hurried.includes(args[0] ?? "")) enableCompileCache();
  const named = commands[args[0] ?? ""];
  const loaded = named === undefined ? Object.values(commands) : [named];
  for (const load of loaded) (await load(watch))(program);
  if (named === undefined) (await import("./completion.ts")).addCompletion(program);
  return program;
}

/** Runs one command; resolves when it has ended, its exit code in `process.exitCode`. `watch` is what that command does. */
export async function runProgram(args: readonly string[], watch: PerformWatch): Promise<void> {
  const io = processIo();
  endWithReader();
  const program = await createProgram(args, watch);
  for (const command of everyCommand(program)) {
    command.exitOverride().configureOutput({ writeOut: io.stdout, writeErr: io.stderr });
  }
  try {
    await program.parseAsync(helpIsOfACommand(program, args), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander has printed it; asking for help is no error, everything else is wrong use.
    process.exitCode = error.exitCode === 0 || error.code === "commander.help" ? exitCodes.fine : exitCodes.wrongUse;
  }
}

/** Those within commands, too. */
function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** Commander answers `help frobnicate` with the help of everything; it is as wrong as `frobnicate`. */
function helpIsOfACommand(program: Command, args: readonly string[]): readonly string[] {
  const [first, second] = args;
  if (first !== "help" || second === undefined || second === "help") return args;
  return program.commands.some((command) => command.name() === second) ? args : [second];
}
