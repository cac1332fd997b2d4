/** Tells whoever listens what the engine does. A listener that throws is its own problem. */

import type { ActionName } from "@macro-engine/dsl";
import type { EngineEvent, Notice, RuleDecided } from "../events.ts";
import type { DecisionRecord } from "../store/entries.ts";

export interface Announcer {
  announce(event: EngineEvent): void;
  notice(level: Notice["level"], message: string): void;
  /** Returns what ends the listening. Hears first what was told before any macro began: a store that does not open, say. */
  listen(listener: (event: EngineEvent) => void): () => void;
}

/** Events that are kept for whoever comes to listen. */
const mostEarly = 100;

export function createAnnouncer(): Announcer {
  const listeners = new Set<(event: EngineEvent) => void>();
  const early: EngineEvent[] = [];
  let begun = false;
  const tell = (listener: (event: EngineEvent) => void, event: EngineEvent) => {
    try {
      listener(event);
    } catch (error) {
      // Protection goes on; the mistake must still be seen.
      queueMicrotask(() => process.emitWarning(error as Error));
    }
  };
  const announce = (event: EngineEvent) => {
    begun ||= event.event === "macro-start" || early.length === mostEarly;
    if (!begun) early.push(event);
    for (const listener of listeners) tell(listener, event);
  };
  return {
    announce,
    notice: (level, message) => announce({ event: "notice", time: isoTime(Date.now()), level, message }),
    listen: (listener) => {
      for (const event of early) tell(listener, event);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function isoTime(wall: number): string {
  return new Date(wall).toISOString();
}

function actionWord(action: ActionName, all: boolean): RuleDecided["action"] {
  return action === "cancel" && all ? "cancel all" : action;
}

export function decidedEvent(record: DecisionRecord): RuleDecided {
  const { kind, id, session, run, macro, profile, level, rule, message, threshold, values, dryRun, mute } = record;
  return {
    event: kind,
    time: isoTime(record.wall),
    id,
    session,
    run,
    macro,
    profile,
    level,
    rule,
    action: actionWord(record.action, record.all),
    message,
    threshold,
    since: isoTime(record.sinceWall),
    values,
    file: record.place.file,
    line: record.place.line,
    dryRun,
    ...(mute === undefined ? {} : { mute }),
  };
}
