/** Notifications, put together: the engine's events and its record in, deliveries out, and how they go for whoever asks. */

import type { ChannelConfig, Config } from "../config/config.ts";
import type { Audience, ChannelState, ControlMethod, ParamsOf, ResultOf } from "../control/protocol.ts";
import type { EngineEvent } from "../events.ts";
import { missingSecrets } from "../read-secret.ts";
import type { Channel, Delivered } from "./channel.ts";
import { statesIn } from "./channel-states.ts";
import { channelOf, mostTogether, newsForMs } from "./channels/index.ts";
import { type Courier, startCourier } from "./courier.ts";
import { courseOf } from "./course.ts";
import { createFeed } from "./feed.ts";
import { createHearing } from "./hearing.ts";
import type { FeedStore } from "./make-notification.ts";
import { type Pace, usualPace } from "./pace.ts";
import { openQueue, queuePathOf } from "./queue.ts";
import { testNotification } from "./test-notification.ts";

export interface NotifyingOptions {
  readonly config: Pick<Config, "channels" | "store" | "policies">;
  /** Of the engine's session, ms since the epoch. */
  readonly startedWall: number;
  /** By the policies in force; asked for again at a reload. */
  readonly audience: Audience;
  /** Null: it has ended, and left something to deliver. */
  readonly engine: EngineOfNotifying | null;
  /** The record; null while there is none. */
  readonly store: () => FeedStore | null;
  /** Hears of every change, soon. */
  readonly onState: (channels: readonly ChannelState[]) => void;
  /** In words; deliveries go on where they can. */
  readonly onProblem: (problem: string) => void;
  readonly pace?: Pace;
}

export interface EngineOfNotifying {
  call<M extends ControlMethod>(method: M, params: ParamsOf<M>): Promise<ResultOf<M>>;
  onEvent(listener: (event: EngineEvent) => void): () => void;
}

export interface Notifying {
  readonly channels: readonly ChannelState[];
  /** Sends a test over a channel, past its queue; null: there is no such channel. */
  test(channel: string): Promise<Delivered | null>;
  /** Puts other channels in force; those that have not changed go on. */
  reconfigure(channels: Config["channels"]): void;
  /** Delivers what can be delivered within this time; the rest stays in the queues. */
  stop(withinMs: number): Promise<void>;
}

interface Running {
  readonly config: ChannelConfig;
  readonly channel: Channel;
  readonly courier: Courier;
}

/** How soon a change is told, ms: many come at once. */
const tellWithinMs = 250;
/** How often what is old is given up, ms. */
const pruneEveryMs = 3_600_000;

export function startNotifying(options: NotifyingOptions): Notifying {
  const { engine, store, onState, onProblem, pace = usualPace } = options;
  const queue = openQueue(queuePathOf(options.config.store.path));
  if (queue.problem !== null) onProblem(queue.problem);
  const running = new Map<string, Running>();
  /** Of channels that were changed or removed: their last delivery may be under way. */
  const leaving = new Map<string, Promise<void>>();
  let { audience } = options;
  let telling: NodeJS.Timeout | undefined;

  const states = () => statesIn(queue, Object.fromEntries([...running].map(([name, { config }]) => [name, config])));
  const changed = () => {
    telling ??= setTimeout(() => {
      telling = undefined;
      attempt(() => onState(states()));
    }, tellWithinMs).unref();
  };
  /** The queue's file, or the record, may be out of reach for a while. */
  const attempt = (work: () => void) => {
    try {
      work();
    } catch (error) {
      onProblem(`notifications: ${error instanceof Error ? error.message : error}`);
    }
  };
  const start = (name: string, config: ChannelConfig, anew: boolean): Running => {
    const channel = channelOf(config);
    // Said now, and not when the first notification is due: it may be needed then.
    for (const problem of missingSecrets(config)) onProblem(`nothing can be told over the channel ${name}: ${problem}`);
    const courier = startCourier({
      name,
      channel,
      queue,
      pace,
      after: leaving.get(name) ?? Promise.resolve(),
      anew,
      newsForMs: newsForMs(config),
      mostTogether: mostTogether(config),
      courseOf: (notification) => courseFrom(store(), notification, audience),
      onChange: changed,
      onTrouble: (error) => attempt(() => throwAgain(error)),
    });
    return { config, channel, courier };
  };
  const reconfigure = (channels: Config["channels"], anew = true) => {
    for (const [name, { config, courier }] of running) {
      if (JSON.stringify(channels[name]) === JSON.stringify(config)) continue;
      running.delete(name);
      void courier.stop(0);
      leaving.set(name, courier.ended);
    }
    for (const [name, config] of Object.entries(channels)) {
      if (!running.has(name)) running.set(name, start(name, config, anew));
    }
    changed();
  };

  const feed = createFeed({
    queue,
    store,
    channels: () => [...running.keys()],
    audience: () => audience,
    policies: options.config.policies,
    sinceWall: options.startedWall,
    onQueued: (channel) => {
      running.get(channel)?.courier.poke();
      changed();
    },
  });
  const ask = async () => {
    if (engine !== null) audience = await engine.call("audience", {});
  };
  const hearing = createHearing(feed.hear, (error) => attempt(() => throwAgain(error)));
  const tidy = () => attempt(() => queue.prune(Date.now()));
  let behind = true;
  const catchUp = () =>
    attempt(() => {
      feed.catchUp();
      behind = false;
    });
  const again = () => {
    hearing.again();
    if (behind) catchUp();
  };
  const timers = [setInterval(again, pace.lookMs).unref(), setInterval(tidy, pruneEveryMs).unref()];
  tidy();
  reconfigure(options.config.channels, false);
  const off = engine?.onEvent((event) => {
    hearing.hear(event);
    if (event.event === "reload") void ask().catch((error) => onProblem(`notifications: ${error.message}`));
  });
  // Only now: what happens meanwhile is heard, and told once all the same.
  catchUp();
  return {
    get channels() {
      return states();
    },
    test: async (name) => {
      const found = running.get(name);
      if (found === undefined) return null;
      const outcome = await tryOut(found.channel);
      if (outcome.kind === "delivered") found.courier.revive();
      return outcome;
    },
    reconfigure: (channels) => reconfigure(channels),
    stop: async (withinMs) => {
      off?.();
      hearing.again();
      await Promise.all([...running.values()].map(({ courier }) => courier.stop(withinMs)));
      for (const timer of timers) clearInterval(timer);
      clearTimeout(telling);
      queue.close();
    },
  };
}

function throwAgain(error: unknown): never {
  throw error;
}

function courseFrom(
  store: FeedStore | null,
  notification: Parameters<typeof courseOf>[1],
  { dimensions }: Audience,
): ReturnType<typeof courseOf> {
  try {
    return store === null ? null : courseOf(store, notification, dimensions);
  } catch {
    // A picture is no reason to tell nothing.
    return null;
  }
}

/** Sends a test over a channel, whatever waits in its queue. */
export async function tryOut(channel: Channel): Promise<Delivered> {
  try {
    return await channel.deliver({ kind: "single", notification: testNotification(new Date()), course: null });
  } catch (error) {
    return { kind: "later", problem: error instanceof Error ? error.message : String(error), afterMs: null };
  }
}
