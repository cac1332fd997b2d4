/** The process of a macro that runs: as a running engine knows it, or as the policies' patterns name it. */

import type { Program } from "@macro-engine/dsl";
import type { MacroStatus } from "../control/protocol.ts";
import { createDiscovery } from "../macros/discovery.ts";
import type { ProcessTable } from "../macros/processes/process-table.ts";

export interface MacroPlaces {
  /** What a running engine guards; empty where none runs. */
  readonly guarded: readonly Pick<MacroStatus, "macro" | "pid">[];
  readonly program: Program | null;
  readonly table: ProcessTable;
  readonly allowOtherUsers: boolean;
}

/** Its pid, or why there is none, in words. */
export function findMacro(name: string, { guarded, program, table, allowOtherUsers }: MacroPlaces): number | string {
  const wanted = name.toLowerCase();
  const known = guarded.filter(({ macro }) => macro.toLowerCase() === wanted).flatMap(({ pid }) => pid ?? []);
  const found = known.length > 0 ? known : namedByPolicies(wanted, { program, table, allowOtherUsers });
  const [pid, another] = found;
  if (pid === undefined) {
    return `no macro ${name} runs: no engine guards one, and no process matches a profile of that name; name it with --pid`;
  }
  return another === undefined
    ? pid
    : `${name} runs ${found.length} times (pids ${found.join(", ")}): name one with --pid`;
}

function namedByPolicies(wanted: string, { program, table, allowOtherUsers }: Omit<MacroPlaces, "guarded">): number[] {
  if (program === null) return [];
  const discovery = createDiscovery({ table, program: () => program, taken: () => false, allowOtherUsers });
  return discovery
    .look(0)
    .filter(({ profile }) => profile.name.toLowerCase() === wanted)
    .map(({ process }) => process.pid);
}
