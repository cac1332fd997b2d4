/** What `watch` prints when nobody looks at a screen: one plain line an event, safe for logs. */

import type { EngineEvent } from "../../events.ts";
import { clockTime } from "./clock.ts";
import { type EventLine, type EventWords, eventLine, saysNothingNew } from "./event-line.ts";
import { withOutcome } from "./event-log.ts";
import { harmless, pad } from "./visible-text.ts";

export interface PlainLog {
  add(event: EngineEvent): void;
  /** Writes what is held back. */
  close(): void;
}

export interface PlainOptions extends EventWords {
  /** Takes whole lines, line end included. */
  readonly write: (text: string) => void;
  /** How long a decision waits for its outcome, to stand on one line with it. Default 400 ms. */
  readonly holdMs?: number;
}

interface Held {
  readonly id: string;
  line: EventLine;
  ready: boolean;
}

/**
 * Lines come in the order of the events. A decision waits a moment for its outcome; an outcome that takes longer (a macro
 * with a long grace) has a line of its own, so nothing is announced late.
 */
export function createPlainLog(options: PlainOptions): PlainLog {
  const holdMs = options.holdMs ?? 400;
  let queue: Held[] = [];
  const timers = new Set<NodeJS.Timeout>();

  const flush = (all: boolean) => {
    while (queue[0] !== undefined && (all || queue[0].ready))
      options.write(plainLine(queue.shift()!.line, options.zone));
  };
  const waits = (event: EngineEvent) =>
    event.event === "fire" && event.action !== "warn" && event.mute === undefined && holdMs > 0;

  return {
    add(event) {
      if (saysNothingNew(event)) return;
      const held = event.event === "outcome" ? queue.find(({ id }) => id === event.id) : undefined;
      if (held !== undefined && event.event === "outcome") {
        held.line = withOutcome(held.line, event);
        // A `cancel all` has more outcomes to come.
        held.ready = held.line.word !== "cancel all";
      } else {
        const entry = { id: "id" in event ? event.id : "", line: eventLine(event, options), ready: !waits(event) };
        queue.push(entry);
        if (!entry.ready) {
          const timer = setTimeout(() => {
            timers.delete(timer);
            entry.ready = true;
            flush(false);
          }, holdMs);
          timers.add(timer);
        }
      }
      flush(false);
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      flush(true);
      queue = [];
    },
  };
}

/** "12:00:05 cancel   burner  cpu_hot: macro.cpu 99.8% > 80% for 5s (since 12:00:00) — ended after SIGTERM in 0.1s". */
function plainLine(line: EventLine, zone?: string): string {
  const macro = line.macro === "" ? "" : `${pad(harmless(line.macro), Math.max(12, harmless(line.macro).length))} `;
  const outcome = line.outcome === null ? "" : ` — ${harmless(line.outcome)}`;
  const first = `${clockTime(line.wall, zone)} ${line.word.padEnd(8)} ${macro}${harmless(line.text)}${outcome}`;
  return [first, ...line.detail.map((text) => `  ${harmless(text)}`)].map((text) => `${text}\n`).join("");
}
