/** How tests ended when they last ran, for as long as nothing has changed since. */

import { remembered } from "@macro-engine/dsl";
import type { RunTestParams, TestResult } from "../editor-protocol.ts";
import type { ServerContext } from "./handler.ts";

type Ending = TestResult["kind"];

interface LastRuns {
  readonly endings: Map<string, Ending>;
  /** Told when one has ended. */
  readonly listeners: (() => void)[];
  edits: number;
}

/** One for each server. */
const lastRuns = remembered((context: ServerContext): LastRuns => {
  const runs: LastRuns = { endings: new Map(), listeners: [], edits: 0 };
  // A test reads the whole set: after any edit it may end otherwise.
  context.onEdit(() => {
    runs.endings.clear();
    runs.edits += 1;
  });
  return runs;
});

/** To be called with how it ended; an ending that an edit has overtaken is not kept. */
export function beginRun(context: ServerContext): (params: RunTestParams, ending: Ending) => void {
  const runs = lastRuns(context);
  const { edits } = runs;
  return ({ uri, id }, ending) => {
    if (runs.edits !== edits) return;
    runs.endings.set(keyOf(uri, id), ending);
    for (const listener of runs.listeners) listener();
  };
}

export function onRunEnd(context: ServerContext, listener: () => void): void {
  lastRuns(context).listeners.push(listener);
}

/** Null where it has not run as the set is now. */
export function lastEnding(context: ServerContext, uri: string, id: string): Ending | null {
  return lastRuns(context).endings.get(keyOf(uri, id)) ?? null;
}

function keyOf(uri: string, id: string): string {
  return `${uri} ${id}`;
}
