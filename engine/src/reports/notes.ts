/** What a reader of a report should know besides its numbers, in words. */

import type { RecordReader } from "../store/record-reader.ts";
import { type Gathered, runsOf } from "./gather.ts";
import type { ReportNote } from "./report.ts";

/** Names that are told one by one. */
const mostNames = 5;

export function notesOf(reader: RecordReader, gathered: Gathered, before: Gathered | null): ReportNote[] {
  const { scope, sessions } = gathered;
  const plain = [...dryRunNotes(gathered), ...unprotectedNotes(gathered)];
  return [
    ...plain.map((text) => note(text)),
    ...crashNotes(gathered),
    ...(sessions.length === 0 ? [note("no engine was there in that time")] : []),
    ...(scope.session === null ? recordNotes(reader, gathered, before) : []),
  ];
}

function dryRunNotes({ sessions }: Gathered): string[] {
  const dry = sessions.filter(({ dryRun }) => dryRun).length;
  if (dry === 0) return [];
  if (dry === sessions.length) return ["a dry run: nothing was done to any macro"];
  return [`${dry} of ${sessions.length} sessions were dry runs, in which nothing was done to any macro`];
}

function unprotectedNotes({ guarded }: Gathered): string[] {
  const names = [...new Set(runsOf(guarded).flatMap(({ profile, macro }) => (profile === null ? [macro] : [])))];
  if (names.length === 0) return [];
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
  return [`under no profile, so not protected: ${names.slice(0, mostNames).join(", ")}${more}`];
}

function crashNotes({ sessions }: Gathered): ReportNote[] {
  const crashed = sessions.filter(({ how }) => how === "crashed");
  if (crashed.length === 0) return [];
  const times = crashed.slice(-mostNames).map(({ endedWall }) => endedWall ?? 0);
  const what = crashed.length === 1 ? "an engine ended" : `${crashed.length} engines ended`;
  return [note(`${what} without a word, last seen at`, times)];
}

function recordNotes(reader: RecordReader, { scope }: Gathered, before: Gathered | null): ReportNote[] {
  const [first] = reader.sessionSpans({});
  if (first === undefined) return [];
  const times = [first.startedWall];
  if (first.startedWall > scope.fromWall) return [note("the record begins within this period, at", times)];
  const isPartly = before !== null && first.startedWall > before.scope.fromWall;
  return isPartly ? [note("the period before is compared in part: the record begins within it, at", times)] : [];
}

function note(text: string, walls: readonly number[] = []): ReportNote {
  return { text, times: walls.map((wall) => new Date(wall).toISOString()) };
}
