/** The life of runs: begun in registry, evaluator and store alike, ended in all of them. */

import { randomUUID } from "node:crypto";
import type { Level } from "@macro-engine/dsl";
import type { MacroPerformer } from "../actions/telling-performer.ts";
import { ageMs, type ProcessTable } from "../macros/processes/process-table.ts";
import type { LiveRun, Registry, StartRefusal, StartRequest } from "../macros/registry.ts";
import { type ChildEnd, type ChildRequest, type Supervised, socketVariable, supervise } from "../macros/supervise.ts";
import type { MacroOrigin, ProcessIdentity, RunEnd } from "../macros/types.ts";
import type { Evaluator } from "../runtime/types.ts";
import type { Store } from "../store/store.ts";
import { type Announcer, isoTime } from "./announcer.ts";

export type Begun = { readonly live: LiveRun } | { readonly refusal: StartRefusal };
export type Spawned =
  | { readonly live: LiveRun; readonly ended: Promise<ChildEnd> }
  | { readonly refusal: StartRefusal };

export interface Runs {
  /** Takes over a process that runs already. */
  adopt(request: AdoptRequest): Begun;
  /** Starts a command under guard. Rejects with the reason in words when it cannot be started. */
  spawn(request: SpawnRequest): Promise<Spawned>;
  /** Children that are started from now on find this socket in their environment, to report to. */
  reportTo(socket: string): void;
  /** Takes in a child that is supervised already. */
  take(child: Supervised, asked: Pick<SpawnRequest, "macro" | "profile" | "level">): Begun;
  /** The root of a run has ended. What it leaves behind is still the macro: the run lasts as long as anything of it does. */
  exited(live: LiveRun, exit: { readonly code: number | null; readonly signal: string | null }): void;
  /** Nothing is left of a run. How a child has ended may be on its way still: that is waited for, a moment. */
  gone(live: LiveRun): void;
  /** Says how a run that is about to be gone will have ended. */
  expectEnd(run: string, end: RunEnd): void;
  /** Whether a cancel has been decided, or the user has asked for its end. */
  isEnding(run: string): boolean;
  /** The cancel came to nothing: the run has not ended. */
  spare(live: LiveRun): void;
  /** Looks at a spared run's rules anew, from the beginning. */
  guardAgain(live: LiveRun): void;
  /** After a change of the policies: puts runs under the profiles that govern them now. */
  regovern(): void;
  /** Ends a run of which nothing is left. */
  end(live: LiveRun): void;
}

export interface AdoptRequest {
  /** Null: it registers itself without a process. */
  readonly root: ProcessIdentity | null;
  readonly macro: string;
  readonly title?: string;
  /** Instead of the profile's. */
  readonly level?: Level;
  readonly profile: string | null;
  readonly origin: MacroOrigin;
  readonly command: readonly string[];
  /** Of a child that somebody else supervises, its mark; else made up. */
  readonly id?: string;
}

export interface SpawnRequest extends Pick<ChildRequest, "command" | "cwd" | "env" | "stdio"> {
  readonly macro: string;
  readonly profile: string | null;
  /** Instead of the profile's. */
  readonly level?: Level;
  /** The run's id to be; absent: made up. */
  readonly id?: string;
}

export interface RunsOptions {
  readonly registry: Registry;
  readonly evaluator: Evaluator;
  readonly performer: MacroPerformer;
  readonly store: Store;
  readonly announcer: Announcer;
  readonly table: ProcessTable;
  readonly session: string;
  /** Called when a run has begun or ended. */
  readonly onChange: () => void;
}

/** What the parent of a child may take to tell of its end, ms. */
const toTellMs = 500;

export function createRuns(options: RunsOptions): Runs {
  const { registry, evaluator, performer, store, announcer, table, session } = options;
  let socket: string | null = null;
  const endings = new Map<string, RunEnd>();
  /** How the roots of runs that are being ended have ended. */
  const exits = new Map<string, RunEnd>();
  const awaited = new Set<string>();
  const children = new Map<string, Supervised>();

  const evaluate = ({ run }: LiveRun) => {
    const { id, macro, profile, startedAt } = run;
    evaluator.start({ id, macro, profile, startedAt, ...(run.level === null ? {} : { level: run.level }) });
  };
  const begin = (request: StartRequest): Begun => {
    const result = registry.start(request);
    if (!result.ok) return { refusal: result.refusal };
    const { startedAt: _, ...stored } = result.live.run;
    evaluate(result.live);
    store.write([{ kind: "run-start", session, run: stored }]);
    const { id, macro, root, profile, level, origin } = stored;
    announcer.announce({
      event: "macro-start",
      time: isoTime(Date.now()),
      run: id,
      macro,
      pid: root?.pid ?? null,
      profile,
      level,
      origin,
    });
    options.onChange();
    return { live: result.live };
  };
  const end = (live: LiveRun) => {
    const { id, macro, startedWall } = live.run;
    if (registry.get(id) !== live) return;
    const wall = Date.now();
    const how = endings.get(id) ?? { kind: "lost" };
    endings.delete(id);
    exits.delete(id);
    awaited.delete(id);
    // One that goes on without the engine must not keep it from ending.
    if (how.kind === "left") children.get(id)?.process.unref();
    children.delete(id);
    registry.end(id, how, wall);
    evaluator.end(id);
    performer.forget(id);
    store.write([{ kind: "run-end", session, run: id, wall, end: how }]);
    announcer.announce({
      event: "macro-end",
      time: isoTime(wall),
      run: id,
      macro,
      end: how,
      durationMs: Math.max(0, wall - startedWall),
    });
    options.onChange();
  };
  const isEnding = (run: string) => {
    const kind = endings.get(run)?.kind;
    return kind === "cancelled" || kind === "stopped";
  };
  const exited: Runs["exited"] = (live, exit) => {
    const how: RunEnd = { kind: "exited", ...exit };
    // It ends with the outcome of that, once it is sure that nothing is left.
    if (isEnding(live.run.id)) return void exits.set(live.run.id, how);
    endings.set(live.run.id, how);
    live.tree.survey();
    if (!live.tree.alive()) end(live);
  };
  const gone: Runs["gone"] = (live) => {
    const { id, origin } = live.run;
    if (origin !== "child" || endings.has(id)) return end(live);
    if (awaited.has(id)) return;
    awaited.add(id);
    evaluator.end(id);
    setTimeout(() => end(live), toTellMs).unref();
  };
  const take: Runs["take"] = (child, { macro, profile, level }) => {
    const { id, root, command, ended } = child;
    const now = { time: performance.now(), wall: Date.now() };
    const asked = { macro, profile, ...(level === undefined ? {} : { level }) };
    const begun = begin({ id, root, command, ...asked, origin: "child", ...now });
    if ("refusal" in begun) return begun;
    children.set(id, child);
    void ended.then((exit) => exited(begun.live, exit));
    return begun;
  };
  return {
    adopt: (request) => {
      const { root, origin } = request;
      // A macro has run since its process began, not since we noticed; one that says so itself begins as it says it.
      const age = root === null || origin === "registered" ? 0 : ageMs(table, root);
      return begin({ ...request, time: performance.now(), wall: Date.now(), ageMs: age });
    },
    spawn: async ({ macro, profile, level, ...request }) => {
      const asked = { macro, profile, ...(level === undefined ? {} : { level }) };
      const refusal = registry.refusal({ ...asked, command: request.command }, Date.now());
      if (refusal !== null) return { refusal };
      const env = { ...request.env, ...(socket === null ? {} : { [socketVariable]: socket }) };
      const child = await supervise(table, { ...request, env, id: request.id ?? randomUUID() });
      const begun = take(child, asked);
      return "refusal" in begun ? begun : { ...begun, ended: child.ended };
    },
    reportTo: (path) => {
      socket = path;
    },
    take,
    exited,
    gone,
    expectEnd: (run, how) => void endings.set(run, how),
    isEnding,
    spare: ({ run: { id } }) => {
      const exit = exits.get(id);
      if (exit === undefined) endings.delete(id);
      else endings.set(id, exit);
    },
    guardAgain: (live) => {
      if (registry.get(live.run.id) !== live) return;
      evaluator.end(live.run.id);
      evaluate(live);
    },
    regovern: () => {
      for (const live of registry.regovern()) {
        const { id, macro, profile, level } = live.run;
        // What the former profile's rules held, nobody would let go.
        if (performer.isPaused(id))
          void performer.perform({ action: "resume", by: { kind: "user" }, graceMs: 0 }, live);
        if (performer.isThrottled(id))
          void performer.perform({ action: "restore", by: { kind: "user" }, graceMs: 0 }, live);
        evaluator.end(id);
        evaluate(live);
        announcer.notice(
          "info",
          `${macro} is governed by ${profile === null ? "no profile" : `${profile}, ${level}`} now`,
        );
      }
    },
    end,
  };
}
