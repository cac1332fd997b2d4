/** How the deliveries of a configuration's channels go, read from their queues whether an engine runs or not. */

import { existsSync } from "node:fs";
import type { Config } from "../config/config.ts";
import type { ChannelState } from "../control/protocol.ts";
import { openQueue, queuePathOf } from "./queue.ts";

export function channelStates({ channels, store }: Pick<Config, "channels" | "store">): readonly ChannelState[] {
  const path = queuePathOf(store.path);
  const listed = Object.entries(channels);
  if (!existsSync(path))
    return listed.map(([channel, { kind }]) => ({ channel, kind, waiting: 0, failed: 0, problem: null }));
  const queue = openQueue(path);
  try {
    return listed.map(([channel, { kind }]) => ({
      channel,
      kind,
      ...queue.counts(channel),
      problem: queue.course(channel).problem ?? queue.problem,
    }));
  } finally {
    queue.close();
  }
}
