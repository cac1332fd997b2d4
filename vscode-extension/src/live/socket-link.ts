/** An engine on this machine, found by its policies and reached over its local socket. */

import { existsSync } from "node:fs";
import { type ControlClient, connectControl } from "../../../engine/src/control/connect-control.ts";
import { ControlError, errorCodes } from "../../../engine/src/control/protocol.ts";
import { isTrustedPath, socketPathsFor } from "../../../engine/src/control/socket-path.ts";
import { type EngineLink, mostProfiles } from "./engine-link.ts";

/** The first engine that watches one of these: folders, files, or several of them together. Null when none does. */
export async function findSocketLink(
  watched: readonly (string | readonly string[])[],
  env = process.env,
): Promise<EngineLink | null> {
  for (const path of new Set(watched.flatMap((policies) => socketPathsFor(policies, env)))) {
    // A look at the folder costs less than a connection that nobody takes.
    if (process.platform !== "win32" && !existsSync(path)) continue;
    if (!isTrustedPath(path)) continue;
    try {
      return await socketLink(await connectControl(path));
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      // Left behind by an engine that was killed; another may be at the next place.
    }
  }
  return null;
}

async function socketLink(client: ControlClient): Promise<EngineLink> {
  await client.call("subscribe", {});
  let tellsReadings = true;
  return {
    closed: client.closed,
    close: () => client.close(),
    onEvent: (listener) => void client.onEvent(listener),
    status: () => client.call("status", {}),
    async readings(profiles) {
      if (!tellsReadings) return null;
      try {
        return await client.call("readings", { profiles: profiles.slice(0, mostProfiles) });
      } catch (error) {
        if (!(error instanceof ControlError) || error.code !== errorCodes.unknownMethod) throw error;
        tellsReadings = false;
        return null;
      }
    },
    stop: (id) => client.call("stop", { id }),
    pause: (id) => client.call("pause", { id }),
    resume: (id) => client.call("resume", { id }),
  };
}
