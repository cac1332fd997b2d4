/** The running engine that `status` and `stop` talk to. */

import { type ControlClient, findEngine } from "../../control/connect-control.ts";
import { type CommandIo, exitCodes } from "../io.ts";
import { configFor } from "./engine-options.ts";

/** The engine that watches these policies, or the exit code of what was printed: 1 when there is none. */
export async function reachEngine(
  options: { readonly policies?: string; readonly config?: string },
  io: CommandIo,
): Promise<ControlClient | number> {
  const configured = configFor(options, options.policies === undefined ? [] : [options.policies], io);
  if (typeof configured === "number") return configured;
  const { policies } = configured.config;
  const client = await findEngine(policies);
  if (client !== null) return client;
  io.stderr(`no engine watches ${policies.join(", ")}; start one with: macro-engine watch\n`);
  return exitCodes.findings;
}
