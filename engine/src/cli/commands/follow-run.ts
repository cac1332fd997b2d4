/** Follows one run's events: tells its user what matters, and knows how it ended. */

import type { EngineEvent, RuleDecided } from "../../events.ts";
import type { RunEnd } from "../../macros/types.ts";
import type { CommandIo } from "../io.ts";
import { eventLine } from "../screen/event-line.ts";
import { harmless } from "../screen/visible-text.ts";
import type { Handover } from "./guarding.ts";

export interface FollowedRun {
  hear(event: EngineEvent): void;
  /** Resolves when the run has ended, or its user has taken it off guard. */
  readonly ended: Promise<void>;
  /** How it ended; null before. */
  readonly end: RunEnd["kind"] | null;
  /** Resolves when this program leaves before the macro does. */
  readonly left: Promise<void>;
  leave(): void;
}

/** Decisions, and outcomes that went wrong, go to stderr: stdout is the macro's. */
export function followRun({ id, macro }: Pick<Handover, "id" | "macro">, io: CommandIo): FollowedRun {
  let end: RunEnd["kind"] | null = null;
  let resolveEnded = () => {};
  const ended = new Promise<void>((resolve) => {
    resolveEnded = resolve;
  });
  let resolveLeft = () => {};
  const left = new Promise<void>((resolve) => {
    resolveLeft = resolve;
  });
  /** What other runs asked of all: said only if it ends this one. */
  const asked = new Map<string, RuleDecided>();
  const say = (event: EngineEvent) => {
    const { word, text, detail } = eventLine(event, {});
    const marked = "dryRun" in event && event.dryRun ? `dry run: ${word}` : word;
    const whose = "run" in event ? event.macro : macro;
    const lines = [`${marked} ${whose}: ${text}`, ...detail].map(harmless);
    io.stderr(`macro-engine: ${lines.join("\n  ")}\n`);
  };
  return {
    ended,
    left,
    get end() {
      return end;
    },
    leave: () => resolveLeft(),
    hear: (event) => {
      if ("run" in event && event.run !== id) {
        if (event.event === "fire") asked.set(event.id, event);
        return;
      }
      if (event.event === "fire" || event.event === "clear") say(event);
      if (event.event === "outcome" && !event.ok) say(event);
      if (event.event === "notice" && event.level !== "info") say(event);
      if (event.event !== "macro-end") return;
      // An engine that leaves a macro alone does not end it: it wants another guard, unless nobody is to guard it.
      if (event.end.kind === "left" && event.end.released !== true) return;
      if (event.end.kind === "left") say(event);
      end = event.end.kind;
      const reason = event.end.kind === "cancelled" ? asked.get(event.end.decision ?? "") : undefined;
      if (reason !== undefined) say(reason);
      resolveEnded();
    },
  };
}
