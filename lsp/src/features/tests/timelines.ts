/** What happened in a test's run, and what would have met an expectation, as texts that can be laid side by side. */

import { actionText, type ProgramExpectation } from "@macro-engine/dsl";
import type { Verdict } from "../../../../engine/src/runtime/expectations.ts";
import { timeText } from "../../../../engine/src/runtime/expectations-explain.ts";
import type { TestRun } from "../../../../engine/src/runtime/simulate-test.ts";
import type { Decision } from "../../../../engine/src/runtime/types.ts";

export interface Timelines {
  readonly expected: string;
  readonly actual: string;
}

interface Entry {
  readonly timeMs: number;
  readonly what: string;
}

/** A line an event; the two differ in what the expectation is about, and in nothing else. */
export function timelines(verdict: Verdict, run: TestRun): Timelines {
  const actual = run.decisions.map(entryOf);
  const { expectation, matching, near } = verdict;
  const misses = expectation.negated
    ? matching
    : near.filter(({ rule }) => expectation.by === null || rule === expectation.by);
  const kept = run.decisions.filter((decision) => !misses.includes(decision)).map(entryOf);
  const wanted = expectation.negated ? [] : [wantedEntry(expectation, misses[0])];
  const expected = [...kept, ...wanted].sort((a, b) => a.timeMs - b.timeMs);
  return { expected: lines(expected), actual: lines(actual) };
}

function entryOf(decision: Decision): Entry {
  const { kind, rule, time } = decision;
  return { timeMs: time, what: `${timeText(time)} ${kind === "clear" ? "clear" : actionText(decision)} by ${rule}` };
}

function wantedEntry({ outcome, by, when }: ProgramExpectation, instead: Decision | undefined): Entry {
  const rule = by ?? instead?.rule ?? "any rule";
  const time = when === null ? "any time:" : when.kind === "at" ? timeText(when.timeMs) : whenText(when);
  return { timeMs: when?.timeMs ?? instead?.time ?? Number.POSITIVE_INFINITY, what: `${time} ${outcome} by ${rule}` };
}

function whenText({ kind, timeMs }: NonNullable<ProgramExpectation["when"]>): string {
  return `${kind} ${timeText(timeMs)}:`;
}

function lines(entries: readonly Entry[]): string {
  return entries.length === 0 ? "nothing happened" : entries.map(({ what }) => what).join("\n");
}
