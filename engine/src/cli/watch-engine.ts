/** The process of `macro-engine watch`: the engine over a policy set, with a screen, plain lines or JSON lines. */

import { spawnSync } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { ControlError } from "../control/protocol.ts";
import { openControl } from "../daemon/control.ts";
import { startControlPlane } from "../daemon/control-plane.ts";
import { startDemo } from "../daemon/demo.ts";
import { watchForChanges } from "../daemon/reloading.ts";
import { createDaemon, type Daemon } from "../daemon.ts";
import { entryUrl } from "../entry.ts";
import { setOwnZone } from "../runtime/zone-clock.ts";
import { version } from "../version.ts";
import { untilSignal } from "./commands/signals.ts";
import { type CommandIo, endWithReader, exitCodes, processIo } from "./io.ts";
import { liveView } from "./live-view.ts";
import { metricDimension } from "./metric-dimension.ts";
import { answerDescriptor, type Prepared } from "./prepared.ts";
import { speaksUnicode } from "./screen/glyphs.ts";
import { createPlainLog } from "./screen/plain.ts";
import { renderScreen } from "./screen/render-screen.ts";
import { openTerminal } from "./screen/terminal.ts";

/** Runs until a signal or `q`; resolves with the exit code. */
async function watch(args: readonly string[], io: CommandIo): Promise<number> {
  const prepared = prepare(args);
  if (typeof prepared === "number") return prepared;
  const { program, watching, ownZone, ...options } = prepared;
  setOwnZone(ownZone);
  const daemon = await createDaemon(program, { ...options, version: version(), discover: true });
  const until = untilSignal();
  endWithReader(() => until.resolve("nobody reads its output any more"));
  const show = watching.json ? jsonLines : hasScreen() ? liveScreen : plainLines;
  const shown = show(daemon, watching.demo, io, () => until.resolve("stopped by hand"));
  try {
    return await run(daemon, watching, until.reason, io);
  } finally {
    shown.close();
    until.release();
  }
}

/**
 * Has arguments, configuration and policies read by a process that ends when it has answered: what is needed for that is
 * several times as large as an engine. What is wrong with them it prints itself; then its exit code is all that comes.
 */
function prepare(args: readonly string[]): Prepared | number {
  const command = [fileURLToPath(entryUrl("cli/prepare-watch")), ...args];
  const { output, status, signal, error } = spawnSync(process.execPath, command, {
    stdio: ["inherit", "inherit", "inherit", "pipe"],
    encoding: "utf8",
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  if (error !== undefined) throw error;
  if (signal !== null) return 128 + constants.signals[signal];
  const answer = output[answerDescriptor] ?? "";
  return answer === "" ? (status ?? exitCodes.wrongUse) : (JSON.parse(answer) as Prepared);
}

async function run(
  daemon: Daemon,
  watching: Prepared["watching"],
  reason: Promise<string>,
  io: CommandIo,
): Promise<number> {
  let control: Awaited<ReturnType<typeof openControl>>;
  try {
    control = await openControl(daemon);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    io.stderr(`${error.message}\n`);
    return exitCodes.wrongUse;
  }
  if (control.problem !== null) daemon.announcer.notice("warning", control.problem);
  const changes = watchForChanges(daemon);
  daemon.start();
  const plane = control.path === null ? null : startControlPlane(daemon, control.path);
  if (watching.demo) await startDemo(daemon);
  const why = await reason;
  changes.stop();
  await daemon.stop(why);
  // Last, so that those who follow hear of the end.
  await plane?.stop();
  await control.close();
  return exitCodes.fine;
}

interface Shown {
  close(): void;
}

/** A terminal on which lines can be written over: editors that run commands call themselves dumb. */
function hasScreen(): boolean {
  return process.stdout.isTTY && process.env.TERM !== "dumb";
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
  let told: string | null = null;
  daemon.serving.listen(({ link }) => {
    if (link !== null && link !== told) io.stdout(`dashboard: ${link}\n`);
    told = link ?? told;
  });
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

// Code that runs once a second is not worth optimising; the compilers that would try take 10 MB of memory.
for (const flag of ["--no-opt", "--no-maglev"]) setFlagsFromString(flag);
/** Once it has ended. */
export const exitCode = watch(process.argv.slice(2), processIo());
void exitCode.then((code) => {
  process.exitCode = code;
});
