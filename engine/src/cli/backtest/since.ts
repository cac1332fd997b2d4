/** "Since when", as it is typed: a time ago or an instant. */

import { parseInstant } from "@macro-engine/dsl";
import { parseQuantity } from "../../config/quantity.ts";

/** ms since the epoch, from `7d`, `12h`, `2026-11-01` or `2026-11-01T20:00:00Z`; null: it is none of these. */
export function parseSince(text: string, nowWall: number): number | null {
  const ago = parseQuantity(text, "duration", "7d");
  if ("value" in ago) return ago.value > 0 ? nowWall - ago.value : null;
  return parseInstant(text);
}
