/** What a reader of a report should know besides its numbers, in words. */

import type { RecordReader } from "../store/record-reader.ts";
import { type Gathered, runsOf } from "./gather.ts";

/** Names that are told one by one. */
const mostNames = 5;

export function notesOf(reader: RecordReader, gathered: Gathered, before: Gathered | null): string[] {
  const { scope, sessions } = gathered;
  return [
    ...dryRunNotes(gathered),
    ...unprotectedNotes(gathered),
    ...crashNotes(gathered),
    ...(sessions.length === 0 ? ["no engine was there in that time"] : []),
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

function crashNotes({ sessions }: Gathered): string[] {
  const crashed = sessions.filter(({ how }) => how === "crashed");
  if (crashed.length === 0) return [];
  const times = crashed.slice(-mostNames).map(({ endedWall }) => secondOf(endedWall ?? 0));
  const what = crashed.length === 1 ? "an engine ended" : `${crashed.length} engines ended`;
  return [`${what} without a word, last seen at ${times.join(", ")}`];
}

function recordNotes(reader: RecordReader, { scope }: Gathered, before: Gathered | null): string[] {
  const [first] = reader.sessionSpans({});
  if (first === undefined) return [];
  const begins = `the record begins at ${secondOf(first.startedWall)}`;
  if (first.startedWall > scope.fromWall) return [`${begins}, within this period`];
  const isPartly = before !== null && first.startedWall > before.scope.fromWall;
  return isPartly ? [`${begins}, within the period before: it is compared in part`] : [];
}

function secondOf(wall: number): string {
  return new Date(wall).toISOString().replace(/\.\d+Z$/, "Z");
}
