/** Processes that are this engine's own, and no macros; each is told in words, null where it is none. */

import { fileURLToPath } from "node:url";
import { entryUrl } from "../entry.ts";
import { ancestors, type ProcessTable } from "./processes/process-table.ts";

/** Where the engine's code lies, in the sources as well as built. */
const codeFolder = fileURLToPath(new URL(".", entryUrl("main")));

/** What the engine runs of its own code beside it, such as its control plane. */
export function partOfEngine(table: ProcessTable, pid: number): string | null {
  if (table.stat(pid)?.ppid !== process.pid) return null;
  const runsItsCode = table.info(pid)?.command.some((part) => part.startsWith(codeFolder)) === true;
  return runsItsCode ? `process ${pid} is a part of the engine` : null;
}

export function startedEngine(table: ProcessTable, pid: number): string | null {
  return ancestors(table, process.pid).has(pid)
    ? `process ${pid} started the engine (it is one of its ancestors)`
    : null;
}
