/** From the record to a report: one function, and its parts in the order in which they are read. */

import type { RecordReader } from "../store/record-reader.ts";
import type { StoredDecision } from "../store/store.ts";
import type { FiringCount, SessionSpan } from "../store/sums.ts";
import { cancelledRuns } from "./cancelled-runs.ts";
import { firingCourse, macroCourses, metricCourses } from "./courses.ts";
import { decisionScope, type Gathered, gather, totalsOf } from "./gather.ts";
import { macroReports, profileReports, reasonReports, ruleReports } from "./groups.ts";
import { metricReports } from "./metric-reports.ts";
import { notesOf } from "./notes.ts";
import type { CancellationReport, Report, ReportSession, TotalsBefore } from "./report.ts";
import { type ReportScope, scopeBefore } from "./scope.ts";

/** Cancellations that are told one by one. */
const mostCancellations = 100;

/** Throws a StoreError where the record cannot be read. */
export function makeReport(reader: RecordReader, scope: ReportScope, nowWall: number): Report {
  const gathered = gather(reader, scope, nowWall);
  const earlier = scopeBefore(reader, scope, nowWall);
  const before = earlier === null ? null : gatheredBefore(reader, earlier, nowWall);
  const { session, named, fromWall, toWall } = scope;
  const isDryRun = session?.dryRun === true;
  const macros = macroReports(reader, gathered);
  return {
    kind: session === null ? "period" : "session",
    from: iso(fromWall),
    to: iso(toWall),
    running: scope.running,
    madeAt: iso(nowWall),
    session: session === null ? null : sessionOf(session, named),
    sessions: gathered.sessions.map((one) => sessionOf(one, null)),
    totals: totalsOf(gathered, nowWall),
    before: before === null ? null : totalsBefore(before, nowWall),
    macros,
    profiles: profileReports(gathered),
    rules: ruleReports(gathered.counts),
    reasons: reasonReports(gathered.counts),
    metrics: metricReports(
      reader.systemSums({ fromWall, toWall }),
      before === null ? [] : reader.systemSums(before.scope),
    ),
    cancellations: cancellationsOf(reader, scope),
    firings: firingCourse(reader, scope, isDryRun),
    courses: [...metricCourses(reader, scope, readByRules(gathered.counts)), ...macroCourses(reader, gathered, macros)],
    notes: notesOf(reader, gathered, before),
  };
}

/** Null where no engine was there: a comparison with nothing says nothing. */
function gatheredBefore(reader: RecordReader, scope: ReportScope, nowWall: number): Gathered | null {
  const gathered = gather(reader, scope, nowWall);
  return gathered.sessions.length === 0 ? null : gathered;
}

function totalsBefore(gathered: Gathered, nowWall: number): TotalsBefore {
  const { session, named, fromWall, toWall } = gathered.scope;
  return {
    from: iso(fromWall),
    to: iso(toWall),
    session: named?.id ?? session?.id ?? null,
    ...totalsOf(gathered, nowWall),
  };
}

function sessionOf(session: SessionSpan, named: ReportScope["named"]): ReportSession {
  const { id, name, startedWall, endedWall, how, dryRun, policies } = session;
  const engine = { id, name, startedAt: iso(startedWall), endedAt: endedWall === null ? null : iso(endedWall), how };
  if (named === null) return { kind: "engine", ...engine, dryRun, policies };
  const end = named.endedWall ?? endedWall;
  return {
    kind: "named",
    id: named.id,
    name: named.name,
    startedAt: iso(named.startedWall),
    endedAt: end === null ? null : iso(end),
    how: null,
    dryRun,
    policies,
  };
}

function cancellationsOf(reader: RecordReader, scope: ReportScope): CancellationReport[] {
  const { items } = reader.decisions({
    ...decisionScope(scope),
    kind: "fire",
    action: "cancel",
    muted: false,
    limit: mostCancellations,
  });
  const each = items.flatMap((decision) =>
    cancelledRuns(reader, decision).map((run) => cancellationOf(reader, decision, run)),
  );
  return each.slice(0, mostCancellations);
}

function cancellationOf(reader: RecordReader, decision: StoredDecision, run: string): CancellationReport {
  const { id, wall, session, profile, rule, message, threshold, dryRun, outcomes } = decision;
  const macro = run === decision.run ? decision.macro : (reader.run(run)?.macro ?? decision.macro);
  const last = outcomes.findLast((outcome) => outcome.run === run);
  return {
    ...{ id, time: iso(wall), session, run, macro, profile, rule, message, threshold, dryRun },
    outcome: last?.how ?? null,
    ok: last?.ok ?? null,
  };
}

/** What rules that fired read, most fired first. */
function readByRules(counts: readonly FiringCount[]): string[] {
  const sorted = [...counts].sort((a, b) => b.count - a.count);
  return [...new Set(sorted.flatMap(({ last }) => last.metrics))];
}

function iso(wall: number): string {
  return new Date(wall).toISOString();
}
