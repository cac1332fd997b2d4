/** Counts firings in SQL: by what they have in common, and over time. */

import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";
import type { ActionName } from "@macro-engine/dsl";
import { alongSql, type Condition } from "./cancelled-along.ts";
import { mutedColumn } from "./muted-column.ts";
import type { DecidedOn, FiringCount, FiringStep, Scope } from "./sums.ts";

function within({ session, fromWall, toWall }: Scope): Condition {
  const parts: readonly (readonly [string, SQLInputValue | undefined])[] = [
    ["session = ?", session],
    ["wall >= ?", fromWall],
    ["wall < ?", toWall],
  ];
  const used = parts.filter(([, value]) => value !== undefined);
  return {
    where: ["kind = 'fire'", ...used.map(([condition]) => condition)].join(" AND "),
    values: used.map(([, value]) => value!),
  };
}

/** What came last of it counts: an action that failed at first may have been done after all. */
const failedColumn = `sum(coalesce(
  (SELECT o.ok = 0 FROM outcomes o WHERE o.decision = d.id AND o.run = d.run ORDER BY o.id DESC LIMIT 1), 0))`;

export function readFiringCounts(database: DatabaseSync, scope: Scope): readonly FiringCount[] {
  const { where, values } = within(scope);
  const rows = database
    .prepare(
      `SELECT macro, profile, rule, action, threshold, dry_run, ${mutedColumn(database)} AS muted, count(*) AS count,
         ${failedColumn} AS failed, max(id) AS last
       FROM decisions d WHERE ${where}
       GROUP BY macro, profile, rule, action, threshold, dry_run, muted ORDER BY macro, profile, rule`,
    )
    .all(...values);
  return countsOf(database, rows, false);
}

/** Of one macro twice, where two of its runs were ended. */
export function readCancelledAlong(database: DatabaseSync, scope: Scope): readonly FiringCount[] {
  const { where, values } = within(scope);
  const rows = database
    .prepare(
      `SELECT coalesce(r.macro, e.macro) AS macro, e.profile, rule, action, threshold, 0 AS dry_run, 0 AS muted,
         count(*) AS count, sum(NOT ok) AS failed, max(e.id) AS last
       FROM (SELECT d.*, a.run AS other,
               (SELECT ok FROM outcomes WHERE decision = d.id AND run = a.run ORDER BY id DESC LIMIT 1) AS ok
             FROM (${alongSql(database, where)}) a JOIN decisions d ON d.id = a.decision) e
         LEFT JOIN runs r ON r.id = other
       GROUP BY coalesce(r.macro, e.macro), e.profile, rule, action, threshold ORDER BY 1, 2, 3`,
    )
    .all(...values);
  return countsOf(database, rows, true);
}

function countsOf(
  database: DatabaseSync,
  rows: readonly Record<string, SQLOutputValue>[],
  along: boolean,
): FiringCount[] {
  const last = database.prepare("SELECT wall, message, metric_values FROM decisions WHERE id = ?");
  return rows.map((row) => {
    const newest = last.get(row.last!)!;
    return {
      macro: row.macro as string,
      profile: row.profile as string,
      rule: row.rule as string,
      action: row.action as ActionName,
      threshold: row.threshold as string,
      dryRun: row.dry_run === 1,
      muted: row.muted === 1,
      along,
      count: row.count as number,
      failed: row.failed as number,
      last: {
        id: row.last as string,
        wall: newest.wall as number,
        message: newest.message as string,
        metrics: Object.keys(JSON.parse(newest.metric_values as string) as object),
      },
    };
  });
}

export function readFiringSteps(
  database: DatabaseSync,
  scope: Scope,
  stepMs: number,
  dryRun: boolean,
): readonly FiringStep[] {
  const { where, values } = within(scope);
  return database
    .prepare(
      `SELECT wall / CAST(? AS INTEGER) * CAST(? AS INTEGER) AS wall, action, count(*) AS count FROM
         (SELECT wall, action FROM decisions WHERE ${where} AND dry_run = ? AND NOT ${mutedColumn(database)})
       GROUP BY 1, action ORDER BY 1, action`,
    )
    .all(stepMs, stepMs, ...values, Number(dryRun)) as unknown as FiringStep[];
}

export function readDecidedOn(database: DatabaseSync, scope: Scope): readonly DecidedOn[] {
  const { where, values } = within(scope);
  return database
    .prepare(`SELECT DISTINCT session, run FROM decisions WHERE ${where}`)
    .all(...values) as unknown as DecidedOn[];
}
