/** Follows one run's events: tells its user what matters, and knows how it ended. */

import type { EngineEvent } from "../../events.ts";
import type { CommandIo } from "../io.ts";
import { eventLine } from "../screen/event-line.ts";
import { harmless } from "../screen/visible-text.ts";

export interface FollowedRun {
  hear(event: EngineEvent): void;
  /** Resolves when the run has ended. */
  readonly ended: Promise<void>;
  readonly over: boolean;
  readonly cancelled: boolean;
  /** Resolves when this program leaves before the macro does. */
  readonly left: Promise<void>;
  leave(): void;
}

/** Decisions, and outcomes that went wrong, go to stderr: stdout is the macro's. */
export function followRun({ macro }: { readonly macro: string }, io: CommandIo): FollowedRun {
  let over = false;
  let cancelled = false;
  let resolveEnded = () => {};
  const ended = new Promise<void>((resolve) => {
    resolveEnded = resolve;
  });
  let resolveLeft = () => {};
  const left = new Promise<void>((resolve) => {
    resolveLeft = resolve;
  });
  const say = (event: EngineEvent) => {
    const { word, text, detail } = eventLine(event, {});
    const marked = "dryRun" in event && event.dryRun ? `dry run: ${word}` : word;
    const lines = [`${marked} ${macro}: ${text}`, ...detail].map(harmless);
    io.stderr(`macro-engine: ${lines.join("\n  ")}\n`);
  };
  return {
    ended,
    left,
    get over() {
      return over;
    },
    get cancelled() {
      return cancelled;
    },
    leave: () => resolveLeft(),
    hear: (event) => {
      if (event.event === "fire" || event.event === "clear") say(event);
      if (event.event === "outcome" && !event.ok) say(event);
      if (event.event === "notice" && event.level !== "info") say(event);
      // An engine that leaves a macro alone does not end it: it wants another guard.
      if (event.event !== "macro-end" || event.end.kind === "left") return;
      over = true;
      cancelled = event.end.kind === "cancelled";
      resolveEnded();
    },
  };
}
