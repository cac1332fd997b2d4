/** Who guards a macro that `run` or `attach` brings: the engine that watches the same policies, or one of its own. */

import { type ControlClient, findEngine } from "../../control/connect-control.ts";
import { ControlError } from "../../control/protocol.ts";
import { readAgain } from "../../daemon/compile.ts";
import { type OpenControl, openPrivateControl } from "../../daemon/control.ts";
import { deliverBeside } from "../../daemon/control-plane.ts";
import { createDaemon, type Daemon } from "../../daemon.ts";
import type { EngineEvent } from "../../events.ts";
import type { ChildEnd, Supervised } from "../../macros/supervise.ts";
import type { ProcessIdentity } from "../../macros/types.ts";
import { version } from "../../version.ts";
import { type CommandIo, exitCodes } from "../io.ts";
import type { Configured, EngineOptions } from "./engine-options.ts";

/** What is handed over: a child that this program supervises, or a process that runs already. */
export interface Handover {
  readonly id: string;
  readonly macro: string;
  readonly profile: string | null;
  readonly command: readonly string[];
  readonly process: { readonly child: Supervised } | { readonly attached: ProcessIdentity };
}

export interface Refused {
  readonly reason: string;
  /** It may start later: a cooldown. */
  readonly later: boolean;
}

export interface Guard {
  /** Where its macros report to; null where there is no place for a socket. */
  readonly socket: string | null;
  /** "engine 4711", or "an engine of its own". */
  readonly who: string;
  refusal(asked: Pick<Handover, "macro" | "profile" | "command">): Promise<Refused | null>;
  /** From now on it is guarded, and `listener` hears of it. Rejects with a `ControlError` when it is refused. */
  take(handover: Handover, listener: (event: EngineEvent) => void): Promise<void>;
  exited(id: string, exit: ChildEnd): void;
  /** Resolves, with the reason, when another is to guard: an engine that is there no more, one of its own beside a watch. */
  readonly gone: Promise<string>;
  /** Lets go of what was handed over, which goes on; it is the guard in name until the next one has taken it. */
  handOver(reason: string, take: () => Promise<void>): Promise<void>;
  /** Ends the guarding: an engine of its own stops, as configured with or without its children; another's is let be. */
  close(reason: string): Promise<void>;
  /** The same, and what was handed over ends or goes on, as configured. */
  leave(id: string, reason: string): Promise<void>;
}

/** How often an engine of its own looks whether one watches by now, ms. */
const lookEveryMs = 1000;

/** The guard, or the exit code of what was printed. A dry run has an engine of its own. */
export async function openGuard(
  options: EngineOptions,
  configured: Configured,
  io: CommandIo,
): Promise<Guard | number> {
  const client = options.dryRun ? null : await findEngine(configured.config.policies);
  // One that is just ending may take the call and never answer.
  const answer = await client?.call("ping", {}).catch(() => null);
  if (client && answer) return remoteGuard(client, configured, answer.pid);
  client?.close();
  return ownGuard(options, configured, io, !options.dryRun);
}

/** Compiles the policies and puts an engine together around them, or the exit code of what was printed. */
async function engineOf(
  options: EngineOptions,
  { config, ...configured }: Configured,
  io: CommandIo,
): Promise<Daemon | number> {
  const compiling = { cwd: io.cwd, ...configured };
  const { program, problems, unreadable } = await readAgain(config, { ...compiling, color: io.color });
  if (problems !== "") io.stderr(problems);
  if (program === null) return unreadable ? exitCodes.wrongUse : exitCodes.findings;
  const sessionName = options.session ?? null;
  return createDaemon(program, {
    ...compiling,
    config,
    version: version(),
    dryRun: options.dryRun ?? false,
    discover: false,
    sessionName,
  });
}

/** An engine of its own. With `yields` it makes way for one that begins to watch the same policies. */
export async function ownGuard(
  options: EngineOptions,
  configured: Configured,
  io: CommandIo,
  yields = false,
): Promise<Guard | number> {
  const daemon = await engineOf(options, configured, io);
  if (typeof daemon === "number") return daemon;
  const control = await openPrivateControl(daemon);
  if (control.problem !== null) io.stderr(`macro-engine: ${control.problem}\n`);
  if (control.path !== null) deliverBeside(daemon, control.path);
  daemon.start();
  const watched = yields ? untilWatched(configured.config.policies) : { promise: new Promise<string>(() => {}) };
  return localGuard(daemon, control, watched);
}

interface Watched {
  readonly promise: Promise<string>;
  stop?(): void;
}

/** Resolves once an engine watches these policies. */
function untilWatched(policies: readonly string[]): Watched {
  const { promise, resolve } = Promise.withResolvers<string>();
  const timer = setInterval(async () => {
    const client = await findEngine(policies);
    if (client === null) return;
    client.close();
    clearInterval(timer);
    resolve("a watch has begun");
  }, lookEveryMs);
  return { promise, stop: () => clearInterval(timer) };
}

function localGuard(daemon: Daemon, control: OpenControl, watched: Watched): Guard {
  const { registry, runs, announcer } = daemon;
  const stop = async (reason: string, handOver?: () => Promise<void>) => {
    watched.stop?.();
    await daemon.stop(reason, handOver);
    await control.close();
  };
  return {
    who: "an engine of its own",
    socket: control.path,
    refusal: async (asked) => {
      const refusal = registry.refusal(asked, Date.now());
      return refusal === null ? null : { reason: refusal.reason, later: refusal.untilWall !== null };
    },
    take: async ({ process, ...asked }, listener) => {
      announcer.listen((event) => {
        if (!("run" in event) || event.run === asked.id) listener(event);
      });
      const begun =
        "child" in process
          ? runs.take(process.child, asked)
          : runs.adopt({ ...asked, root: process.attached, origin: "attached" });
      if ("refusal" in begun) throw new ControlError(begun.refusal.reason);
    },
    // The engine here is the child's parent itself.
    exited: () => {},
    gone: watched.promise,
    handOver: stop,
    close: stop,
    leave: (_id, reason) => stop(reason),
  };
}

function remoteGuard(client: ControlClient, { config }: Configured, pid: number): Guard {
  return {
    who: `engine ${pid}`,
    socket: client.path,
    refusal: async ({ macro, profile, command }) => {
      const asked = { macro, command, ...(profile === null ? {} : { profile }) };
      const { refusal, untilWall } = await client.call("admit", asked);
      return refusal === null ? null : { reason: refusal, later: untilWall !== null };
    },
    take: async ({ process, profile, ...asked }, listener) => {
      client.onEvent(listener);
      // First the ear, then the mouth: a macro may end in its first moment.
      await client.call("subscribe", { run: asked.id });
      const origin = "child" in process ? "child" : "attached";
      const root = "child" in process ? process.child.root : process.attached;
      await client.call("adopt", { ...asked, ...root, origin, ...(profile === null ? {} : { profile }) });
    },
    exited: (id, { code, signal }) => void client.call("ended", { id, code, signal }).catch(() => {}),
    gone: client.closed.then(() => `engine ${pid} is gone`),
    handOver: async (_reason, take) => {
      client.close();
      await take();
    },
    close: async () => client.close(),
    leave: async (id) => {
      if (config.onExit === "stop") await client.call("stop", { id }).catch(() => {});
      client.close();
    },
  };
}
