/** Which engine guarded which run when: a run may outlive its engine and be taken over by the next. */

import type { DecidedOn, RunSpan, SessionSpan } from "../store/sums.ts";

/** A stretch of a run's life under one session of an engine. Walls are ms since the epoch. */
export interface Guarded {
  readonly run: RunSpan;
  readonly session: string;
  readonly fromWall: number;
  readonly toWall: number;
  readonly dryRun: boolean;
}

export interface Times {
  readonly fromWall: number;
  readonly toWall: number;
}

/** `decided`: sessions that decided about a run guarded it, whatever else is known. What goes on lasts until `nowWall`. */
export function guardedStretches(
  runs: readonly RunSpan[],
  sessions: readonly SessionSpan[],
  decided: readonly DecidedOn[],
  nowWall: number,
): Guarded[] {
  const byId = new Map(sessions.map((session) => [session.id, session]));
  const byPolicies = Map.groupBy(sessions, policiesOf);
  const deciders = Map.groupBy(decided, ({ run }) => run);
  return runs.flatMap((run) => {
    const last = byId.get(run.session);
    const others = (deciders.get(run.id) ?? []).flatMap(({ session }) => byId.get(session) ?? []);
    const isEarly = last !== undefined && run.startedWall < last.startedWall;
    const before = isEarly ? byPolicies.get(policiesOf(last))!.filter((session) => hadBefore(session, run, last)) : [];
    const all = new Set([...before, ...others, ...(last === undefined ? [] : [last])]);
    return [...all]
      .map((session) => stretchOf(run, session, nowWall))
      .filter(({ fromWall, toWall }) => toWall >= fromWall);
  });
}

function policiesOf({ policies }: SessionSpan): string {
  return policies.join("\n");
}

/** Whether the run was this session's before the last one took it over. */
function hadBefore(session: SessionSpan, run: RunSpan, last: SessionSpan): boolean {
  const { endedWall } = session;
  if (endedWall === null || endedWall > last.startedWall) return false;
  return run.sampledWall !== null && run.sampledWall < endedWall;
}

function stretchOf(run: RunSpan, session: SessionSpan, nowWall: number): Guarded {
  return {
    run,
    session: session.id,
    fromWall: Math.max(run.startedWall, session.startedWall),
    toWall: Math.min(run.endedWall ?? nowWall, session.endedWall ?? nowWall),
    dryRun: session.dryRun,
  };
}

/** What lies within the times; a moment counts where it lies in them. */
export function within(stretches: readonly Guarded[], { fromWall, toWall }: Times): Guarded[] {
  return stretches
    .map((stretch) => ({
      ...stretch,
      fromWall: Math.max(stretch.fromWall, fromWall),
      toWall: Math.min(stretch.toWall, toWall),
    }))
    .filter((stretch) => stretch.toWall >= stretch.fromWall);
}

export function lengthOf(stretches: readonly Times[]): number {
  return stretches.reduce((sum, { fromWall, toWall }) => sum + toWall - fromWall, 0);
}

/** Time that any of them covers. */
export function coveredMs(stretches: readonly Times[]): number {
  let covered = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { fromWall, toWall } of [...stretches].sort((a, b) => a.fromWall - b.fromWall)) {
    covered += Math.max(0, toWall - Math.max(fromWall, until));
    until = Math.max(until, toWall);
  }
  return covered;
}
