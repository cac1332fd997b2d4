/** Whether a decision was muted, in the words of SQL. */

import type { DatabaseSync } from "node:sqlite";
import { schemaVersion } from "./migrations.ts";

/** Files of schemas before this one know no mutes. */
const mutesFrom = 3;

export function mutedColumn(database: DatabaseSync): string {
  return schemaVersion(database) >= mutesFrom ? "(mute IS NOT NULL)" : "0";
}
