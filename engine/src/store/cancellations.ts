/** Cancellations that were carried out, oldest first, by pages: years of them are read without being held. */

import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { alongSql } from "./cancelled-along.ts";
import { mutedColumn } from "./muted-column.ts";
import { decisionOf } from "./read-entries.ts";
import type { Page, StoredDecision } from "./store.ts";
import type { CancellationQuery } from "./sums.ts";

/** Neither muted nor of a dry run; by `anywhere` also those that may have ended the macro along with another. */
function within(database: DatabaseSync, query: CancellationQuery, anywhere: boolean) {
  const { session, macro, fromWall, toWall } = query;
  const parts: readonly (readonly [string, SQLInputValue | undefined])[] = [
    ["session = ?", session],
    [anywhere ? "(macro = ? OR for_all = 1)" : "macro = ?", macro],
    ["wall >= ?", fromWall],
    ["wall < ?", toWall],
  ];
  const used = parts.filter(([, value]) => value !== undefined);
  const inTruth = `kind = 'fire' AND action = 'cancel' AND dry_run = 0 AND NOT ${mutedColumn(database)}`;
  return {
    where: [inTruth, ...used.map(([condition]) => condition)].join(" AND "),
    values: used.map(([, value]) => value!),
  };
}

const mostItems = 500;

/** The cursor is `wall:id` of the last one. Of a macro: also each `cancel all`, which may have ended it. */
export function readCancellations(
  database: DatabaseSync,
  query: CancellationQuery,
  cursor: string | null,
): Page<StoredDecision> {
  const { where, values } = within(database, query, true);
  const [afterWall, afterId] = placeOf(cursor);
  const rows = database
    .prepare(`SELECT * FROM decisions WHERE ${where} AND (wall, id) > (?, ?) ORDER BY wall, id LIMIT ?`)
    .all(...values, afterWall, afterId, mostItems + 1);
  const items = rows.slice(0, mostItems).map((row) => decisionOf(database, row));
  const last = items.at(-1);
  return { items, next: rows.length > mostItems && last !== undefined ? `${last.wall}:${last.id}` : null };
}

function placeOf(cursor: string | null): readonly [wall: number, id: string] {
  if (cursor === null) return [-1, ""];
  const colon = cursor.indexOf(":");
  return [Number(cursor.slice(0, colon)), cursor.slice(colon + 1)];
}

/** A `cancel all` counts for each macro that it ended. */
export function countCancelled(database: DatabaseSync, query: CancellationQuery): number {
  const { macro, ...scope } = query;
  const own = within(database, query, false);
  const any = within(database, scope, false);
  const along = `SELECT count(*) AS count FROM (${alongSql(database, any.where)}) a
    JOIN decisions d ON d.id = a.decision LEFT JOIN runs r ON r.id = a.run`;
  const { count } = database.prepare(`SELECT count(*) AS count FROM decisions WHERE ${own.where}`).get(...own.values)!;
  const others =
    macro === undefined
      ? database.prepare(along).get(...any.values)!
      : database.prepare(`${along} WHERE coalesce(r.macro, d.macro) = ?`).get(...any.values, macro)!;
  return Number(count) + Number(others.count);
}
