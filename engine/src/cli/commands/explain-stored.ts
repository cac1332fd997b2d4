/** The question that `explain EVENT` asks: a decision of the engine's record. */

import type { Config } from "../../config.ts";
import { evaluatorSettings } from "../../evaluator-settings.ts";
import { explainEvent } from "../../explain/explain-event.ts";
import { findEvent } from "../../explain/find-event.ts";
import { openStoreReader } from "../../store/sqlite-store.ts";
import type { StoredDecision } from "../../store/store.ts";
import { type CommandIo, exitCodes } from "../io.ts";
import { clockOf, eventReport } from "../report/event-report.ts";
import { actionWord } from "../report/explain-report.ts";
import { harmless } from "../screen/visible-text.ts";
import type { ExplainOptions, Found, LoadedToday } from "./explain.ts";

interface Place {
  readonly path: string;
  readonly config: Config;
  /** Null where they cannot be read. */
  readonly today: LoadedToday | null;
}

/** Throws a StoreError where the record cannot be read. */
export function explainStored(options: ExplainOptions, { path, config, today }: Place, io: CommandIo): Found {
  const store = openStoreReader(path);
  try {
    const { event: id, macro } = options;
    const found = findEvent(store, { ...(id === undefined ? {} : { id }), ...(macro === undefined ? {} : { macro }) });
    const wallClock = clockOf(config.zone);
    if (found.kind === "unclear") {
      io.stderr(`${[found.problem, ...found.candidates.map((one) => `  ${eventLine(one, wallClock)}`)].join("\n")}\n`);
      return id === undefined ? exitCodes.findings : exitCodes.wrongUse;
    }
    const program = today?.program ?? null;
    const event = explainEvent(store, found.decision, program, evaluatorSettings(config, program));
    return eventReport(event, today, config.zone);
  } finally {
    store.close();
  }
}

function eventLine(decision: StoredDecision, wallClock: (wall: number) => string): string {
  const { id, wall, macro, rule, kind, action, all } = decision;
  const what = kind === "clear" ? `clear of ${rule}` : `${actionWord(action, all)} by ${rule}`;
  return `${id}  ${wallClock(wall)}  ${harmless(macro)}  ${what}`;
}
