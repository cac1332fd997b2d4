/** What the record holds of a scope: who was guarded when, and what fired. */

import type { RecordReader } from "../store/record-reader.ts";
import type { FiringCount, Scope, SessionSpan } from "../store/sums.ts";
import { coveredMs, type Guarded, guardedStretches, lengthOf, within } from "./guarded.ts";
import type { RunEnds, Totals } from "./report.ts";
import type { ReportScope } from "./scope.ts";
import { tallyOf } from "./tally.ts";

export interface Gathered {
  readonly scope: ReportScope;
  /** Of engines, in that time. */
  readonly sessions: readonly SessionSpan[];
  readonly guarded: readonly Guarded[];
  readonly counts: readonly FiringCount[];
}

export function gather(reader: RecordReader, scope: ReportScope, nowWall: number): Gathered {
  const { session, fromWall, toWall } = scope;
  const later = reader.sessionSpans({ fromWall });
  const runs = reader.runSpans({ fromWall, toWall: lastMoment(scope) });
  const decided = reader.decidedOn({ fromWall, toWall: lastMoment(scope) });
  const stretches = guardedStretches(runs, later, decided, nowWall);
  const own = session === null ? stretches : stretches.filter((stretch) => stretch.session === session.id);
  return {
    scope,
    sessions: session === null ? later.filter(({ startedWall }) => startedWall < toWall) : [session],
    guarded: within(own, { fromWall, toWall }),
    counts: [...reader.firingCounts(decisionScope(scope)), ...reader.cancelledAlong(decisionScope(scope))],
  };
}

/** What an engine does as its last ends with it: a session's own end belongs to it. */
export function lastMoment({ session, toWall }: ReportScope): number {
  return session === null ? toWall : toWall + 1;
}

/** Decisions know their session; only a part of it needs its times. */
export function decisionScope(scope: ReportScope): Scope {
  const { session, named, fromWall } = scope;
  if (session === null) return { fromWall, toWall: scope.toWall };
  if (named === null) return { session: session.id };
  return { session: session.id, fromWall, toWall: named.endedWall ?? lastMoment(scope) };
}

export function isProtected({ run, dryRun }: Guarded): boolean {
  return run.profile !== null && !dryRun;
}

export function totalsOf({ scope, sessions, guarded, counts }: Gathered, nowWall: number): Totals {
  const tally = tallyOf(counts);
  const protectedMs = lengthOf(guarded.filter(isProtected));
  const present = sessions.map(({ startedWall, endedWall }) => ({
    fromWall: Math.max(startedWall, scope.fromWall),
    toWall: Math.min(endedWall ?? nowWall, scope.toWall),
  }));
  return {
    ...tally,
    runs: runsOf(guarded).length,
    macros: new Set(guarded.map(({ run }) => run.macro)).size,
    protectedMs,
    unprotectedMs: lengthOf(guarded) - protectedMs,
    engineMs: coveredMs(present.filter(({ fromWall, toWall }) => toWall > fromWall)),
    cancellationsPerHour: protectedMs > 0 ? tally.cancellations / (protectedMs / 3_600_000) : null,
    ends: endsOf(guarded, scope),
  };
}

/** Each run once. */
export function runsOf(guarded: readonly Guarded[]): Guarded["run"][] {
  return [...new Map(guarded.map(({ run }) => [run.id, run])).values()];
}

export function endsOf(guarded: readonly Guarded[], scope: ReportScope): RunEnds {
  const ends = { exited: 0, cancelled: 0, stopped: 0, left: 0, lost: 0, running: 0 };
  for (const { endedWall, end } of runsOf(guarded)) {
    const isOver = endedWall !== null && end !== null && endedWall < lastMoment(scope);
    ends[isOver ? end : "running"] += 1;
  }
  return ends;
}
