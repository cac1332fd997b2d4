/** Mutes in the store: made, ended early, and those that have not run out. */

import type { DatabaseSync } from "node:sqlite";
import type { MuteRecord } from "./entries.ts";
import { schemaVersion } from "./migrations.ts";

/** Files of older schemas know no mutes. */
const mutesFrom = 3;

export interface MuteWriter {
  begin(mute: MuteRecord): void;
  end(id: string, wall: number): void;
}

export function muteWriter(database: DatabaseSync): MuteWriter {
  const insert = database.prepare(
    "INSERT OR REPLACE INTO mutes (id, macro, rule, begins, until, reason, by_whom, ended) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const end = database.prepare("UPDATE mutes SET ended = ? WHERE id = ?");
  return {
    begin: ({ id, macro, rule, fromWall, untilWall, reason, by, endedWall }) =>
      void insert.run(id, macro, rule, Math.round(fromWall), Math.round(untilWall), reason, by, endedWall),
    end: (id, wall) => void end.run(Math.round(wall), id),
  };
}

/** Those that last beyond `wall`, in the order in which they were made. */
export function readMutes(database: DatabaseSync, wall: number): readonly MuteRecord[] {
  if (schemaVersion(database) < mutesFrom) return [];
  const rows = database.prepare("SELECT * FROM mutes WHERE coalesce(ended, until) > ? ORDER BY id").all(wall);
  return rows.map((row) => ({
    id: row.id as string,
    macro: row.macro as string | null,
    rule: row.rule as string | null,
    fromWall: row.begins as number,
    untilWall: row.until as number,
    reason: row.reason as string,
    by: row.by_whom as string,
    endedWall: row.ended as number | null,
  }));
}
