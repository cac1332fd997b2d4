/** How the deliveries of channels go, from their queues: those that are configured, and those that are no more. */

import { existsSync } from "node:fs";
import type { Config } from "../config/config.ts";
import type { ChannelState } from "../control/protocol.ts";
import { openQueue, type Queue, queuePathOf } from "./queue.ts";

const removed = "the configuration has no such channel any more; what waits is kept for a day, in case it comes back";

export function statesIn(queue: Queue, channels: Config["channels"]): ChannelState[] {
  const configured = Object.entries(channels).map(([channel, { kind }]) => {
    const problem = queue.course(channel).problem ?? queue.problem;
    return { channel, kind, ...queue.counts(channel), problem };
  });
  const left = queue.awaited().filter((channel) => !Object.hasOwn(channels, channel));
  return [
    ...configured,
    ...left.map((channel) => ({ channel, kind: "removed", ...queue.counts(channel), problem: removed })),
  ];
}

/** The same, whether an engine runs or not. */
export function channelStates({ channels, store }: Pick<Config, "channels" | "store">): readonly ChannelState[] {
  const path = queuePathOf(store.path);
  if (!existsSync(path)) {
    const none = { waiting: 0, failed: 0, problem: null };
    return Object.entries(channels).map(([channel, { kind }]) => ({ channel, kind, ...none }));
  }
  const queue = openQueue(path);
  try {
    return statesIn(queue, channels);
  } finally {
    queue.close();
  }
}
