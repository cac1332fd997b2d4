/** `macro-engine watch`: the engine over a policy set, with a screen, plain lines or JSON lines. */

import type { Command } from "commander";
import { ControlError } from "../../control/protocol.ts";
import { openControl } from "../../daemon/control.ts";
import { demoPolicy, startDemo } from "../../daemon/demo.ts";
import { watchForChanges } from "../../daemon/reloading.ts";
import type { Daemon } from "../../daemon.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { liveView } from "../live-view.ts";
import { metricDimension } from "../metric-dimension.ts";
import { speaksUnicode } from "../screen/glyphs.ts";
import { createPlainLog } from "../screen/plain.ts";
import { renderScreen } from "../screen/render-screen.ts";
import { openTerminal } from "../screen/terminal.ts";
import { configFor, daemonFor, type EngineOptions, withEngineOptions } from "./engine-options.ts";
import { untilSignal } from "./signals.ts";

export interface WatchOptions extends EngineOptions {
  /** Files and folders; empty: those of the configuration. */
  readonly policies: readonly string[];
  readonly demo?: boolean;
  readonly json?: boolean;
}

/** Runs until a signal or `q`. Exit code 0, 1 where the policies have errors, 2 for wrong use. */
export async function watchCommand(options: WatchOptions, io: CommandIo): Promise<number> {
  const configured = configFor(options, options.policies, io);
  if (typeof configured === "number") return configured;
  const daemon = await daemonFor(
    { ...options, discover: true, besides: options.demo ? [demoPolicy] : [] },
    configured,
    io,
  );
  if (typeof daemon === "number") return daemon;
  const until = untilSignal();
  const show = options.json ? jsonLines : process.stdout.isTTY ? liveScreen : plainLines;
  const shown = show(daemon, options.demo ?? false, io, () => until.resolve("stopped by hand"));
  try {
    return await run(daemon, options, until.reason, io);
  } finally {
    shown.close();
    until.release();
  }
}

async function run(daemon: Daemon, options: WatchOptions, reason: Promise<string>, io: CommandIo): Promise<number> {
  let control: Awaited<ReturnType<typeof openControl>>;
  try {
    control = await openControl(daemon);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    io.stderr(`${error.message}\n`);
    return exitCodes.wrongUse;
  }
  daemon.start();
  const changes = watchForChanges(daemon);
  if (options.demo) await startDemo(daemon);
  const why = await reason;
  changes.stop();
  await daemon.stop(why);
  await control.close();
  return exitCodes.fine;
}

interface Shown {
  close(): void;
}

type Show = (daemon: Daemon, demo: boolean, io: CommandIo, onQuit: () => void) => Shown;

const jsonLines: Show = (daemon, _demo, io) => {
  const stop = daemon.announcer.listen((event) => io.stdout(`${JSON.stringify(event)}\n`));
  return { close: stop };
};

const plainLines: Show = (daemon, _demo, io) => {
  const { zone } = daemon.options.config;
  const log = createPlainLog({ write: io.stdout, zone, dimensionOf: metricDimension(daemon) });
  const stop = daemon.announcer.listen((event) => log.add(event));
  return {
    close: () => {
      stop();
      log.close();
    },
  };
};

const liveScreen: Show = (daemon, demo, io, onQuit) => {
  const view = liveView(daemon, demo);
  const look = { color: io.color, unicode: speaksUnicode(process.env) };
  const paint = () => terminal.paint(renderScreen(view(), terminal.size, look));
  const terminal = openTerminal({ onResize: () => paint(), onQuit });
  daemon.onTick(paint);
  daemon.announcer.listen(paint);
  return { close: () => terminal.close() };
};

export function registerWatch(program: Command): void {
  const command = program
    .command("watch")
    .summary("guard every macro that a policy matches")
    .description(
      "Measures, decides and acts once a second, until it is stopped. Reads policies again when they are saved.",
    )
    .argument("[policies...]", "policy files and folders (default: those of the configuration)")
    .option("--demo", "start two macros of its own, of which one runs away")
    .option("--json", "print events as JSON lines");
  withEngineOptions(command)
    .addHelpText(
      "after",
      `
Examples:
  macro-engine watch policies/
  macro-engine watch policies/ --demo
  macro-engine watch --dry-run --json | jq 'select(.event == "fire") | .message'

Exit codes: 0 stopped, 1 the policies have errors, 2 wrong use.`,
    )
    .action(async (policies: string[], options: Omit<WatchOptions, "policies">) => {
      process.exitCode = await watchCommand({ ...options, policies }, processIo());
    });
}
