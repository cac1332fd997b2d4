/** How often rules fired in a session, counted on from where it was left: who asks every few seconds may ask for months. */

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { ActionName } from "@macro-engine/dsl";
import { mutedColumn } from "./muted-column.ts";

/** Of firings that have all of these in common; neither number ever falls. */
export interface FiringTotal {
  readonly macro: string;
  readonly profile: string;
  readonly rule: string;
  readonly action: ActionName;
  readonly dryRun: boolean;
  /** Had no consequences, because of a mute. */
  readonly muted: boolean;
  readonly count: number;
  /** Attempts at the action that came to nothing. */
  readonly failed: number;
}

export interface FiringTotals {
  readonly session: string;
  readonly all: ReadonlyMap<string, FiringTotal>;
  /** The newest that are counted. */
  readonly decision: string;
  readonly outcome: string;
}

/** `before`: what was counted before, of whichever session; null: nothing was. */
export function readFiringTotals(database: DatabaseSync, session: string, before: FiringTotals | null): FiringTotals {
  const { all, decision, outcome } = before?.session === session ? before : { all: [], decision: "", outcome: "" };
  const what = `d.macro, d.profile, d.rule, d.action, d.dry_run, ${mutedColumn(database)} AS muted`;
  const of = "d.session = ? AND d.kind = 'fire'";
  // Ids of one engine never go back. CROSS: from the new outcomes on, not from all decisions.
  const fired = database
    .prepare(
      `SELECT ${what}, count(*) AS count, 0 AS failed, max(d.id) AS last FROM decisions d
       WHERE ${of} AND d.id > ? GROUP BY 1, 2, 3, 4, 5, 6`,
    )
    .all(session, decision);
  const came = database
    .prepare(
      `SELECT ${what}, 0 AS count, sum(NOT o.ok) AS failed, max(o.id) AS last FROM outcomes o CROSS JOIN decisions d ON d.id = o.decision
       WHERE o.id > ? AND ${of} GROUP BY 1, 2, 3, 4, 5, 6`,
    )
    .all(outcome, session);
  const totals = new Map(all);
  for (const row of [...fired, ...came]) add(totals, row);
  return { session, all: totals, decision: newest(fired, decision), outcome: newest(came, outcome) };
}

function add(totals: Map<string, FiringTotal>, row: Record<string, SQLOutputValue>): void {
  const { macro, profile, rule, action, dry_run, muted, count, failed } = row;
  const key = JSON.stringify([macro, profile, rule, action, dry_run, muted]);
  const known = totals.get(key);
  totals.set(key, {
    macro: macro as string,
    profile: profile as string,
    rule: rule as string,
    action: action as ActionName,
    dryRun: dry_run === 1,
    muted: muted === 1,
    count: (known?.count ?? 0) + Number(count),
    failed: (known?.failed ?? 0) + Number(failed),
  });
}

function newest(rows: readonly Record<string, SQLOutputValue>[], before: string): string {
  return [before, ...rows.map(({ last }) => String(last))].sort().at(-1)!;
}
