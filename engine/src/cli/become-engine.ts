/** Turns this process into the engine of `watch`. */

import { entryUrl } from "../entry.ts";
import { become } from "./become.ts";

/**
 * A young generation that stays small: an engine makes little garbage a second, and would otherwise keep 16 MB for it.
 * One helper thread instead of four: each has memory of its own.
 */
const nodeOptions = ["--max-semi-space-size=1", "--v8-pool-size=1"];
/** There is so little garbage that to wake another thread for it costs more than to collect it. */
const v8Options: Readonly<Record<string, readonly string[]>> = { 24: ["--single-threaded"] };

/** `args` are those after the program's name. Returns the exit code. */
export async function becomeEngine(args: readonly string[]): Promise<number> {
  const program = entryUrl("cli/watch-engine", ".cjs");
  become(program, args, nodeOptions, v8Options);
  const engine = (await import(program.href)) as typeof import("./watch-engine.ts");
  return engine.exitCode;
}
