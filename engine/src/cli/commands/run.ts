/** `macro-engine run`: starts a command under guard. */

import { randomUUID } from "node:crypto";
import { constants } from "node:os";
import { basename } from "node:path";
import type { Command } from "commander";
import type { Config } from "../../config.ts";
import { ControlError } from "../../control/protocol.ts";
import { processTable } from "../../macros/processes/platforms.ts";
import { type ChildEnd, type Supervised, socketVariable, supervise } from "../../macros/supervise.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { type Configured, configFor, type EngineOptions, withEngineOptions } from "./engine-options.ts";
import { followRun } from "./follow-run.ts";
import { type Guard, type Handover, openGuard, ownGuard } from "./guarding.ts";
import { type KeepOptions, keepGuarded } from "./keep-guarded.ts";
import { type EndingSignal, type HeldSignals, holdSignals } from "./signals.ts";

export interface RunOptions extends EngineOptions {
  /** Folder or file of policies; absent: the configuration's. */
  readonly policies?: string;
  readonly macro?: string;
  readonly profile?: string;
  readonly command: readonly string[];
}

/** Exit code: the command's own (128 and the signal's number when one ended it), 75 when cancelled, 2 for wrong use. */
export async function runCommand(options: RunOptions, io: CommandIo): Promise<number> {
  const configured = configFor(options, options.policies === undefined ? [] : [options.policies], io);
  if (typeof configured === "number") return configured;
  const wanted = wantedOf(options, configured.config);
  if (typeof wanted === "string") {
    io.stderr(`macro-engine: ${wanted}\n`);
    return exitCodes.wrongUse;
  }
  const signals = holdSignals();
  try {
    return await guarded(options, wanted, configured, signals, io);
  } finally {
    signals.release();
  }
}

async function guarded(
  options: RunOptions,
  { command, profile, cwd, env, macro }: Wanted,
  configured: Configured,
  signals: HeldSignals,
  io: CommandIo,
): Promise<number> {
  const guard = await openGuard(options, configured, io);
  if (typeof guard === "number") return guard;
  const asked = { macro, profile, command };
  const id = randomUUID();
  const refused = await guard.refusal(asked);
  if (refused !== null) {
    io.stderr(`macro-engine: ${refused.reason}\n`);
    await guard.leave(id, "the macro may not start");
    return refused.later ? exitCodes.cancelled : exitCodes.wrongUse;
  }
  const [unwanted] = signals.held;
  if (unwanted !== undefined) {
    await guard.leave(id, `stopped by ${unwanted}`);
    return exitCodeOf({ code: null, signal: unwanted });
  }
  let child: Supervised;
  try {
    child = await supervise(processTable(), {
      id,
      command,
      stdio: "inherit",
      env: { ...env, ...(guard.socket === null ? {} : { [socketVariable]: guard.socket }) },
      ...(cwd === null ? {} : { cwd }),
    });
  } catch (error) {
    io.stderr(`macro-engine: ${error instanceof Error ? error.message : error}\n`);
    await guard.leave(id, "the command cannot be started");
    return exitCodes.wrongUse;
  }
  const another = (alone: boolean) => (alone ? ownGuard : openGuard)(options, configured, io);
  return untilEnd(
    { ...asked, id, process: { child } },
    child,
    { first: guard, another, signals, dryRun: options.dryRun },
    io,
  );
}

interface Wanted {
  readonly macro: string;
  readonly profile: string | null;
  readonly command: readonly string[];
  readonly cwd: string | null;
  readonly env: Readonly<Record<string, string>>;
}

/** What is to be run: the command given, else the configuration's of that macro; or what is wrong with that, in words. */
function wantedOf({ macro, profile, command }: RunOptions, { macros }: Config): Wanted | string {
  if (command.length > 0) {
    return { macro: macro ?? nameOf(command[0]!), profile: profile ?? null, command, cwd: null, env: {} };
  }
  const known = Object.keys(macros).join(", ");
  const listed = known === "" ? "the configuration has none" : `the configuration has ${known}`;
  if (macro === undefined) return `name a command behind --, or a configured macro with --macro (${listed})`;
  const configured = Object.hasOwn(macros, macro) ? macros[macro] : undefined;
  if (configured === undefined) return `no command is given, and none is configured for ${macro} (${listed})`;
  return { ...configured, macro, profile: profile ?? configured.profile };
}

interface Guarding extends Pick<KeepOptions, "first" | "another">, Pick<RunOptions, "dryRun"> {
  readonly signals: HeldSignals;
}

/** Guards a child to its end, by one guard after another. */
async function untilEnd(
  handover: Handover,
  child: Supervised,
  { signals, dryRun, ...guards }: Guarding,
  io: CommandIo,
): Promise<number> {
  const asked: EndingSignal[] = [];
  const follow = followRun(handover, io);
  // Told after the macro itself: of one that nobody knows, nobody keeps an exit code.
  const onTaken = (taker: Guard) => void child.ended.then((exit) => taker.exited(handover.id, exit));
  const keeping = keepGuarded({ handover, follow, ...guards, onTaken, until: follow.left }, io);
  signals.hear((signal) => {
    asked.push(signal);
    const leaving = leavingBy(asked) !== undefined;
    // In a dry run no engine ends the macro, but whoever ends this program means both.
    if (!leaving || dryRun) child.pass(signal);
    if (leaving) void keeping.guard.leave(handover.id, `stopped by ${signal}`).then(follow.leave);
  });
  const resized = () => child.pass("SIGWINCH");
  process.on("SIGWINCH", resized);
  try {
    await keeping.done;
    // One that goes on without us must not keep us here.
    void follow.left.then(() => child.process.unref());
    const exit = leavingBy(asked) === undefined ? await Promise.race([child.ended, follow.left]) : undefined;
    await keeping.guard.leave(handover.id, "its command ended");
    if (follow.end === "cancelled") return exitCodes.cancelled;
    if (follow.end === "stopped" && asked.length === 0) {
      io.stderr(`macro-engine: ${handover.macro} was stopped by hand, or with its engine\n`);
    }
    return exitCodeOf(exit ?? { code: null, signal: leavingBy(asked) ?? null });
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    io.stderr(`macro-engine: ${error.message}\n`);
    child.process.kill("SIGTERM");
    await keeping.guard.leave(handover.id, "the macro was refused");
    return exitCodes.wrongUse;
  } finally {
    process.off("SIGWINCH", resized);
  }
}

/** Ctrl-C is first the macro's own affair; what comes after it, or says more, ends both. */
function leavingBy([first, second]: readonly EndingSignal[]): EndingSignal | undefined {
  return first === "SIGINT" ? second : first;
}

function exitCodeOf({ code, signal }: ChildEnd): number {
  return signal === null ? (code ?? exitCodes.fine) : 128 + (constants.signals[signal] ?? 0);
}

/** The name of the executable, without folders and ending. */
function nameOf(executable: string): string {
  return basename(executable.replaceAll("\\", "/")).replace(/\.(exe|sh|bat|cmd|ps1|js|mjs|ts|py|ahk)$/i, "") || "macro";
}

export function registerRun(program: Command): void {
  const command = program
    .command("run")
    .summary("start a command under guard")
    .description(
      "Starts a command and guards all of its processes: by the engine that watches the same policies, else by one of its own.",
    )
    .argument("[command...]", "the command and its arguments; no shell (default: the one configured for --macro)")
    .option("--macro <name>", "name of the macro (default: that of the executable)")
    .option("--profile <name>", "the profile that governs it (default: the one that matches)")
    .option("--policies <path>", "folder or file of policies (default: those of the configuration)")
    .passThroughOptions();
  withEngineOptions(command)
    .addHelpText(
      "after",
      `
Examples:
  macro-engine run -- ./heal.sh
  macro-engine run --macro heal                          the command under macros: in macro-engine.yaml
  macro-engine run --macro heal_group --policies policies/ -- node heal.js --fast

Exit codes: the command's own; 75 when it was cancelled (the reason is on stderr) or may not start yet; 1 the policies
have errors; 2 wrong use.`,
    )
    .action(async (words: string[], options: Omit<RunOptions, "command">) => {
      process.exitCode = await runCommand({ ...options, command: words }, processIo());
    });
}
