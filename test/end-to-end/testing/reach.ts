/** The socket of a stage's engine, as its control plane and other programs reach it. */

import { afterEach } from "vitest";
import { type ControlClient, connectControl } from "../../../engine/src/control/connect-control.ts";
import { socketPathsFor } from "../../../engine/src/control/socket-path.ts";
import type { Stage } from "./stage.ts";

const open: ControlClient[] = [];

afterEach(() => {
  for (const client of open.splice(0)) client.close();
});

/** Closed after the test. */
export async function reach(stage: Stage): Promise<ControlClient> {
  const client = await connectControl(socketPathsFor(stage.path("policies"), stage.env)[0]!);
  open.push(client);
  return client;
}
