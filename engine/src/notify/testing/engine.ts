/** An engine as notifications know it: it answers what it is asked, and announces what a test has it announce. */

import type { NotifiedAction } from "@macro-engine/dsl";
import { expect } from "vitest";
import type { Config, WebhookChannelConfig } from "../../config/config.ts";
import type { Audience, ChannelState } from "../../control/protocol.ts";
import { methods } from "../../control/testing/example.ts";
import { isoTime } from "../../daemon/announcer.ts";
import type { EngineEvent, RuleDecided } from "../../events.ts";
import type { Entry } from "../../store/entries.ts";
import { newId } from "../../store/ids.ts";
import { openRecord } from "../../store/record-reader.ts";
import { openStore } from "../../store/sqlite-store.ts";
import { bounds, run, temporaryFolder } from "../../store/testing/example.ts";
import type { Pace } from "../pace.ts";
import { openQueue, queuePathOf } from "../queue.ts";
import { type EngineOfNotifying, type Notifying, startNotifying } from "../start-notifying.ts";

/** So quick that a test need not wait, with all that is usual in the same order. */
export const quick: Pace = { gatherMs: 20, betweenMs: 20, busyMs: 20, againMs: 60, mostAgainMs: 200, lookMs: 40 };

type Happening = Partial<RuleDecided> & { readonly event?: "fire" | "clear" };

export interface Stage extends AsyncDisposable {
  readonly storePath: string;
  /** As they were told last, which may be some time ago. */
  readonly states: readonly ChannelState[];
  readonly problems: readonly string[];
  /** A control plane begins; one that ran before has to have ended. */
  begin(channels: Config["channels"], options?: { readonly pace?: Pace }): Notifying;
  end(withinMs?: number): Promise<void>;
  /** Waits until nothing is left in the queue of a channel: what was received may not be known to have been. */
  delivered(channel: string): Promise<void>;
  /** The engine decides: it is on record, and whoever listens hears of it. */
  decide(happening?: Happening): RuleDecided;
  /** The same, but nobody hears of it. */
  decideUnheard(happening?: Happening): RuleDecided;
  announce(event: EngineEvent): void;
  /** Writes what else is to be on record. */
  record(entries: readonly Entry[]): void;
  sample(metric: string, value: number, wall: number, run?: string): void;
  /** Policies whose profile `heal` notifies these channels on these actions. */
  notify(clauses: Readonly<Record<string, readonly NotifiedAction[]>>): void;
}

export const session = "5e551011-0000";

export function stage(): Stage {
  const folder = temporaryFolder();
  const storePath = folder.file("store.sqlite");
  const store = openStore({ path: storePath, ...bounds });
  const startedWall = Date.now();
  store.write([
    {
      kind: "session-start",
      session: {
        id: session,
        name: "raid",
        startedWall,
        pid: process.pid,
        version: "0.1.0",
        policies: ["/srv/policies"],
        dryRun: false,
      },
    },
    { kind: "run-start", session, run: run("run-1") },
  ]);
  const listeners = new Set<(event: EngineEvent) => void>();
  let audience: Audience = { profiles: [], dimensions: {} };
  const answers = methods({ audience: () => audience });
  const engine: EngineOfNotifying = {
    call: async (method, params) => (await answers[method](params as never, null!)) as never,
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const states: ChannelState[] = [];
  const problems: string[] = [];
  let notifying: Notifying | null = null;
  const reader = openRecord(storePath);

  const record = (happening: Happening) => {
    const wall = happening.time === undefined ? Date.now() : Date.parse(happening.time);
    const event = decided(wall, happening);
    const { action } = event;
    store.write([
      {
        kind: "decision",
        decision: {
          ...event,
          kind: event.event,
          action: action === "cancel all" ? "cancel" : action,
          all: action === "cancel all",
          wall,
          sinceWall: wall,
          place: { file: event.file, line: event.line, column: 3 },
        },
      },
    ]);
    return event;
  };
  const announce = (event: EngineEvent) => {
    for (const listener of listeners) listener(event);
  };
  return {
    storePath,
    states,
    problems,
    begin: (channels, { pace = quick } = {}) => {
      notifying = startNotifying({
        config: { channels, store: { path: storePath } as Config["store"], policies: ["/srv/policies"] },
        startedWall,
        audience,
        engine,
        store: () => reader,
        onState: (now) => void states.splice(0, states.length, ...now),
        onProblem: (problem) => void problems.push(problem),
        pace,
      });
      return notifying;
    },
    end: async (withinMs = 0) => {
      await notifying?.stop(withinMs);
      notifying = null;
    },
    delivered: async (channel) => {
      const queue = openQueue(queuePathOf(storePath));
      await expect.poll(() => queue.counts(channel).waiting).toBe(0);
      queue.close();
    },
    decide: (happening = {}) => {
      const event = record(happening);
      announce(event);
      return event;
    },
    decideUnheard: (happening = {}) => record(happening),
    announce,
    record: store.write,
    sample: (metric, value, wall, of) => {
      store.sample(metric, value, wall, of);
      store.flush();
    },
    notify: (clauses) => {
      const notify = Object.entries(clauses).map(([channel, actions]) => ({ channel, actions }));
      audience = { profiles: [{ name: "heal", notify }], dimensions: {} };
    },
    [Symbol.asyncDispose]: async () => {
      await notifying?.stop(0);
      reader.close();
      store.close();
      folder[Symbol.dispose]();
    },
  };
}

function decided(wall: number, happening: Happening): RuleDecided {
  return {
    event: "fire",
    time: isoTime(wall),
    id: newId(wall),
    session,
    run: "run-1",
    macro: "heal_group",
    profile: "heal",
    level: "risky",
    rule: "low_fps",
    action: "pause",
    message: "frames at 12fps",
    threshold: "fps < 15fps for 3s",
    since: isoTime(wall),
    values: { fps: 12 },
    file: "heal.macropolicy",
    line: 12,
    dryRun: false,
    ...happening,
  };
}

/** A webhook at a receiver's. */
export function hook(url: string, timeoutMs = 2000): WebhookChannelConfig {
  return { kind: "webhook", url: { kind: "written", text: `${url}/hook` }, secret: null, headers: {}, timeoutMs };
}
