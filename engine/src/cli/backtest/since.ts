/** "Since when", as it is typed: a time ago or an instant. */

import { parseInstant } from "@macro-engine/dsl";
import { parseQuantity } from "../../config/quantity.ts";
import { wallWhen, zoneClock } from "../../runtime/zone-clock.ts";

/**
 * ms since the epoch, from `7d`, `12h`, `2026-11-01` or `2026-11-01T20:00:00Z`; null: it is none of these. `zone`, an IANA
 * name, is that of times that name none; null: that of this process.
 */
export function parseSince(text: string, nowWall: number, zone: string | null): number | null {
  const ago = parseQuantity(text, "duration", "7d");
  if ("value" in ago) return ago.value > 0 ? nowWall - ago.value : null;
  const instant = parseInstant(text);
  return instant === null || /(?:z|[+-]\d\d:?\d\d)$/i.test(text.trim().slice("2026-11-01".length))
    ? instant
    : wallWhen(zoneClock(zone), instant);
}
