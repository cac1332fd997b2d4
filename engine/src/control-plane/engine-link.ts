/** The control plane's side of the engine's socket: calls, events, snapshots while somebody wants them. */

import { type ControlClient, connectControl } from "../control/connect-control.ts";

export interface EngineLink extends Pick<ControlClient, "call" | "onEvent" | "closed"> {}

/** Connects and subscribes. Rejects with a `ControlError` when the engine is not there. */
export async function connectEngine(socket: string): Promise<EngineLink> {
  const client = await connectControl(socket);
  await client.call("subscribe", {});
  return client;
}
