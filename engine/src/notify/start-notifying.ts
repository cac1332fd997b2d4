/** Notifications, put together: the engine's events and its record in, deliveries out, and how they go for whoever asks. */

import type { ChannelConfig, Config } from "../config/config.ts";
import type { Audience, ChannelState, ControlMethod, ParamsOf, ResultOf } from "../control/protocol.ts";
import type { EngineEvent } from "../events.ts";
import type { Channel, Delivered } from "./channel.ts";
import { channelOf, newsForMs } from "./channels/index.ts";
import { type Courier, type Pace, startCourier, usualPace } from "./courier.ts";
import { courseOf } from "./course.ts";
import { createFeed, type FeedStore } from "./feed.ts";
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

export function startNotifying(options: NotifyingOptions): Notifying {
  const { engine, store, onState, onProblem, pace = usualPace } = options;
  const queue = openQueue(queuePathOf(options.config.store.path));
  if (queue.problem !== null) onProblem(queue.problem);
  const running = new Map<string, Running>();
  let { audience } = options;
  let telling: NodeJS.Timeout | undefined;

  const states = (): ChannelState[] =>
    [...running].map(([channel, { config }]) => {
      const problem = queue.course(channel).problem ?? queue.problem;
      return { channel, kind: config.kind, ...queue.counts(channel), problem };
    });
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
  const start = (name: string, config: ChannelConfig, after: Promise<void>): Running => {
    const channel = channelOf(config);
    const courier = startCourier({
      name,
      channel,
      queue,
      pace,
      after,
      newsForMs: newsForMs(config),
      courseOf: (notification) => courseFrom(store(), notification, audience),
      onChange: changed,
      onTrouble: (error) => attempt(() => throwAgain(error)),
    });
    return { config, channel, courier };
  };
  const reconfigure = (channels: Config["channels"]) => {
    const before = new Map<string, Promise<void>>();
    for (const [name, { config, courier }] of running) {
      if (JSON.stringify(channels[name]) === JSON.stringify(config)) continue;
      running.delete(name);
      void courier.stop(0);
      before.set(name, courier.ended);
    }
    for (const [name, config] of Object.entries(channels)) {
      if (!running.has(name)) running.set(name, start(name, config, before.get(name) ?? Promise.resolve()));
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
  reconfigure(options.config.channels);
  const off = engine?.onEvent((event) => {
    attempt(() => feed.hear(event));
    if (event.event === "reload") void ask().catch((error) => onProblem(`notifications: ${error.message}`));
  });
  // Only now: what happens meanwhile is heard, and told once all the same.
  attempt(() => feed.catchUp());
  attempt(() => queue.prune(Date.now()));
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
    reconfigure,
    stop: async (withinMs) => {
      off?.();
      await Promise.all([...running.values()].map(({ courier }) => courier.stop(withinMs)));
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
