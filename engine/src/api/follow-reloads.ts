/** The configuration as it is in force: read again when the engine has. */

import { loadConfig } from "../config/load.ts";
import type { EngineLink } from "../control-plane/engine-link.ts";
import type { ControlPlaneInput } from "../control-plane/input.ts";

/**
 * The same input, whose `config` is the newest good one. What an engine takes up once, when it starts, stays: which policies
 * it watches, where its record is, and where this serves.
 */
export function followReloads(engine: Pick<EngineLink, "onEvent">, input: ControlPlaneInput): ControlPlaneInput {
  const { configPath, cwd } = input;
  const { policies, store, api } = input.config;
  let config = input.config;
  if (configPath === null) return input;
  engine.onEvent((event) => {
    if (event.event !== "reload" || !event.ok) return;
    const read = loadConfig({ cwd, path: configPath });
    if (read.problems.some(({ severity }) => severity === "error")) return;
    config = { ...read.config, policies, store, api };
  });
  return {
    ...input,
    get config() {
      return config;
    },
  };
}
