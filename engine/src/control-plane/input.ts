/**
 * What an engine hands over to its control plane on its standard input, a JSON text a line: first all that it needs, then what
 * has changed. The input stays open while the engine runs.
 */

import type { Config } from "../config/config.ts";
import type { Audience } from "../control/protocol.ts";

export interface ControlPlaneInput {
  /** Of the engine's control socket. */
  readonly socket: string;
  readonly version: string;
  /** Of the engine's session. */
  readonly session: string;
  readonly config: Config;
  /** Null without a configuration file. */
  readonly configPath: string | null;
  readonly cwd: string;
  /** Policies besides the configuration's. */
  readonly besides: readonly string[];
  readonly dryRun: boolean;
  /** When the session began, ms since the epoch. */
  readonly startedWall: number;
  readonly audience: Audience;
  /** How long notifications may still be delivered once the engine has ended, ms. */
  readonly lingerMs: number;
  /** Where the one before it served, and pages look for it; null: there was none. */
  readonly port: number | null;
}

/** After a reload, whatever it has changed. */
export interface ControlPlaneChange {
  readonly config: Config;
}
