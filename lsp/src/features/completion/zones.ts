/** Items for time zones. */

import { type Item, item } from "./item.ts";

let zones: readonly string[] | null = null;

/** As the language checks them: the names of the IANA database that this system knows; its own one first. */
export function zoneItems(): Item[] {
  zones ??= ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zones.map((zone) => item("value", zone, zone === own ? 0 : zone === "UTC" ? 1 : 2, { detail: "time zone" }));
}
