/** The control plane's side of the engine's socket: calls, events, snapshots while somebody wants them. */

import { type ControlClient, connectControl } from "../control/connect-control.ts";
import type { Snapshot } from "../control/protocol.ts";
import { sparingCalls } from "./sparing-calls.ts";

export interface EngineLink extends Pick<ControlClient, "call" | "onEvent" | "closed"> {
  /** Hears of every snapshot until what it returns is called; the engine puts them together only while somebody does. */
  followSnapshots(listener: (snapshot: Snapshot) => void): () => void;
}

/** Connects and subscribes. Rejects with a `ControlError` when the engine is not there. */
export async function connectEngine(socket: string): Promise<EngineLink> {
  const client = await connectControl(socket);
  const subscribe = (snapshots: boolean) => client.call("subscribe", { snapshots });
  const followers = new Set<(snapshot: Snapshot) => void>();
  // An engine that is gone has nothing to tell; that ends the control plane.
  const want = (snapshots: boolean) => void subscribe(snapshots).catch(() => {});
  client.onSnapshot((snapshot) => {
    for (const follower of followers) follower(snapshot);
  });
  await subscribe(false);
  return {
    call: sparingCalls(client.call),
    onEvent: client.onEvent,
    closed: client.closed,
    followSnapshots: (listener) => {
      if (followers.size === 0) want(true);
      followers.add(listener);
      return () => {
        if (followers.delete(listener) && followers.size === 0) want(false);
      };
    },
  };
}
