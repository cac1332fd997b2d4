/** Turns this process into another program of ours: the same process, started anew as the size of its work demands. */

import { fileURLToPath } from "node:url";

/**
 * On POSIX this process is replaced (execve(2)): pid, parent, terminal and standard streams stay, and nothing else of what
 * got us here. Elsewhere this returns, for the caller to load the program into it. `options` are those of Node's that its own
 * documentation has, `v8Options` of V8's by the version of Node that they were tried with: an option that it does not know would
 * keep it from starting. `environment` is added to what this process has. `args` are those after the program's name.
 */
export function become(
  program: URL,
  args: readonly string[],
  options: readonly string[],
  v8Options: Readonly<Record<string, readonly string[]>> = {},
  environment: Readonly<Record<string, string>> = {},
): void {
  if (process.execve === undefined || process.platform === "win32") return;
  const known = options.filter((option) => process.allowedNodeEnvironmentFlags.has(option));
  const tried = v8Options[Number.parseInt(process.versions.node, 10)] ?? [];
  const command = [process.execPath, ...known, ...tried, ...process.execArgv, fileURLToPath(program), ...args];
  process.execve(process.execPath, command, { ...process.env, ...environment });
}
