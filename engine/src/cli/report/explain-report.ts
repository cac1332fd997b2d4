/** What both printers of an explanation know: its times in words, and where the rule stands. */

import { type Program, type ProgramRule, parse, renderFrame, type Source, type Span, walk } from "@macro-engine/dsl";
import type { EventExplanation } from "../../explain/explain-event.ts";
import type { Explanation } from "../../runtime/explain/explain.ts";

export interface ExplainReport {
  readonly macro: string;
  readonly profile: string;
  readonly level: string;
  /** Null where nothing could be replayed. */
  readonly explanation: Explanation | null;
  /** What is stored of it; null: a recording was asked about. */
  readonly event: EventExplanation | null;
  /** A time of the replay in words. */
  readonly clock: (timeMs: number) => string;
  /** The same for programs: seconds of a recording, or ISO 8601. */
  readonly stamp: (timeMs: number) => number | string;
  /** A wall time with its day. */
  readonly wallClock: (wall: number) => string;
  /** Of the policies of today; null where they cannot be read. */
  readonly program: Program | null;
  readonly sourceOf: (file: string) => Source | undefined;
  /** When the macro was cancelled in the recording, before the time that is asked about. */
  readonly endedBefore: { readonly rule: string; readonly timeMs: number } | null;
}

/** What a replay that came out otherwise says of changes is worth nothing. */
export function isClaimed({ event }: ExplainReport): boolean {
  return event === null || event.replay?.reproduced === true;
}

/** Since when something has been so: what was so at the first snapshot may have been before, unless the macro began with it. */
export function sinceText({ clock, event }: ExplainReport, timeMs: number): string {
  if (timeMs > 0) return clock(timeMs);
  return event?.replay?.fromItsStart === false ? `before ${clock(timeMs)}` : "the start";
}

export function actionWord(action: string, all: boolean): string {
  return all ? `${action} all` : action;
}

/** The rule's condition in its file, which was read just now; null where it is not there. */
export function ruleFrame(rule: ProgramRule, sourceOf: ExplainReport["sourceOf"], color: boolean): string | null {
  const { file, line, column } = rule.place;
  const source = sourceOf(file);
  if (source === undefined) return null;
  const start = offsetOf(source.text, line, column);
  let span: Span | null = null;
  walk(parse(source).file, (node) => {
    if (node.kind !== "rule" || node.header.start !== start) return;
    span = { start: node.condition.span.start, end: (node.hold ?? node.condition).span.end };
  });
  return span === null ? null : renderFrame({ file, span }, source, { color });
}

function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let at = 1; at < line; at += 1) start = text.indexOf("\n", start) + 1;
  return start + column - 1;
}
