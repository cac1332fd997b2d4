/** The screen's recent events: each decision one line, with what came of it added when it is known. */

import type { EngineEvent } from "../../events.ts";
import { type EventLine, type EventWords, eventLine, outcomeWords, saysNothingNew } from "./event-line.ts";

export interface EventLog {
  add(event: EngineEvent): void;
  /** Oldest first. */
  readonly lines: readonly EventLine[];
}

/** Keeps the last `limit` lines. */
export function createEventLog(words: EventWords, limit = 100): EventLog {
  let kept: { readonly id: string | null; readonly line: EventLine }[] = [];
  return {
    add(event) {
      if (saysNothingNew(event)) return;
      if (event.event === "outcome") {
        const index = kept.findLastIndex(({ id }) => id === event.id);
        const entry = kept[index];
        if (entry !== undefined) {
          kept[index] = { id: event.id, line: withOutcome(entry.line, event) };
          return;
        }
      }
      const id = event.event === "fire" || event.event === "clear" ? event.id : null;
      kept.push({ id, line: eventLine(event, words) });
      if (kept.length > limit) kept = kept.slice(-limit);
    },
    get lines() {
      return kept.map(({ line }) => line);
    },
  };
}

/** The decision's line with its outcome; a `cancel all` has several, one a macro. */
export function withOutcome(line: EventLine, outcome: Extract<EngineEvent, { event: "outcome" }>): EventLine {
  const words = outcomeWords(outcome);
  const whose = outcome.macro === line.macro ? words : `${outcome.macro} ${words}`;
  return {
    ...line,
    outcome: line.outcome === null ? whose : `${line.outcome}; ${whose}`,
    style: outcome.ok ? line.style : "critical",
  };
}
