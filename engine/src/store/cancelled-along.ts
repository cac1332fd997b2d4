/** Whom `cancel all` ended besides the run upon which its rule fired. */

import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { mutedColumn } from "./muted-column.ts";

/** Of decisions; `where` is in the words of SQL. */
export interface Condition {
  readonly where: string;
  readonly values: readonly SQLInputValue[];
}

/**
 * `decision` and `run` of each, once: where a rule of `cancel all` fires upon many at one snapshot, each is ended by its own,
 * and those upon whom none fired by the first.
 */
export function alongSql(database: DatabaseSync, where: string): string {
  const inTruth = `kind = 'fire' AND action = 'cancel' AND dry_run = 0 AND NOT ${mutedColumn(database)}`;
  return `SELECT min(d.id) AS decision, o.run AS run
    FROM decisions d JOIN outcomes o ON o.decision = d.id AND o.action = 'cancel' AND o.run <> d.run
    WHERE d.id IN (SELECT id FROM decisions WHERE ${where} AND for_all = 1 AND ${inTruth})
      AND NOT EXISTS (SELECT 1 FROM decisions WHERE run = o.run AND wall = d.wall AND ${inTruth})
    GROUP BY o.run, d.wall`;
}

/** Runs that this decision ended besides its own. */
export function readEndedAlong(database: DatabaseSync, decision: string): readonly string[] {
  const sameMoment = "wall = (SELECT wall FROM decisions WHERE id = ?)";
  return database
    .prepare(`SELECT run FROM (${alongSql(database, sameMoment)}) WHERE decision = ? ORDER BY run`)
    .all(decision, decision)
    .map(({ run }) => run as string);
}
