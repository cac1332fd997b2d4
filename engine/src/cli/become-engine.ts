/** Turns this process into the engine of `watch`: the same process, started anew as the size of an engine demands. */

import { fileURLToPath } from "node:url";
import { entryUrl } from "../entry.ts";

/**
 * A young generation that stays small: an engine makes little garbage a second, and would otherwise keep 16 MB for it.
 * One helper thread instead of four: each has memory of its own. Only what Node itself documents stands here: an option
 * that it does not know would keep it from starting.
 */
const nodeOptions = ["--max-semi-space-size=1", "--v8-pool-size=1"];
/**
 * V8's own options come and go: only for the Node that they were tried with. There is so little garbage that to wake
 * another thread for it costs more than to collect it.
 */
const v8Options: Readonly<Record<string, readonly string[]>> = { 24: ["--single-threaded"] };

/**
 * On POSIX this process is replaced (execve(2)): pid, parent, terminal and standard streams stay, and nothing else of what
 * got us here. Elsewhere the engine is loaded into it. `args` are those after the program's name. Returns the exit code.
 */
export async function becomeEngine(args: readonly string[]): Promise<number> {
  const program = entryUrl("cli/watch-engine", ".cjs");
  if (process.execve !== undefined && process.platform !== "win32") {
    const known = nodeOptions.filter((option) => process.allowedNodeEnvironmentFlags.has(option));
    const tried = v8Options[Number.parseInt(process.versions.node, 10)] ?? [];
    const command = [process.execPath, ...known, ...tried, ...process.execArgv, fileURLToPath(program), ...args];
    process.execve(process.execPath, command);
  }
  const engine = (await import(program.href)) as typeof import("./watch-engine.ts");
  return engine.exitCode;
}
