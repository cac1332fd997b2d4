/** The guardian's recovery, as a program: reads the state that a killed engine left from stdin, and makes it good. */

import { createPerformer } from "../actions/performer.ts";
import { realSystem } from "../actions/system.ts";
import type { GuardianState, OrphanedRun } from "./guardian.ts";
import { processTable } from "./processes/platforms.ts";
import type { ProcessTable } from "./processes/process-table.ts";
import { resumeLeftBehind } from "./recovery.ts";
import { createTree } from "./tree.ts";
import type { ProcessRun } from "./types.ts";

/** First lets go on whom nothing is to happen to, then ends whom the state names, all at once. */
export async function recover(state: GuardianState, table: ProcessTable): Promise<void> {
  const system = realSystem();
  await table.refresh();
  const ending = new Set(state.end.map((orphan) => orphan.run));
  const released = state.resume.filter((process) => !ending.has(process.run));
  resumeLeftBehind(released, table, system);
  const { signal, allowOtherUsers } = state;
  const performer = createPerformer({ table, system, settings: { signal, allowOtherUsers, names: () => true } });
  await Promise.all(
    state.end.map((orphan) => {
      const request = { action: "cancel", by: { kind: "user" }, graceMs: orphan.graceMs } as const;
      return performer.perform(request, { run: runOf(orphan), tree: treeOf(orphan, table) });
    }),
  );
}

function treeOf({ root, run, child }: OrphanedRun, table: ProcessTable) {
  return createTree(table, { root, mark: child ? run : null, leadsSession: child });
}

function runOf({ run, macro, root, child }: OrphanedRun): ProcessRun {
  const origin = child ? "child" : "attached";
  return { id: run, macro, profile: null, level: null, origin, root, command: [], startedAt: 0, startedWall: 0 };
}

export async function main(): Promise<void> {
  let text = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) text += chunk;
  await recover(JSON.parse(text) as GuardianState, processTable());
}

if (import.meta.main) await main();
