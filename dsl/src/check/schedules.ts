/** Checks the zones of schedules against the zones that this runtime knows. */

import { nearest } from "../diagnostics/nearest.ts";
import { meaning } from "../diagnostics/report.ts";
import type { Names } from "./names.ts";
import type { Reporter } from "./reporter.ts";

export function checkSchedules(names: Names, reporter: Reporter): void {
  const clashing = names.clashing.filter((symbol) => symbol.kind === "schedule");
  for (const { file, declaration } of [...names.schedules.values(), ...clashing]) {
    const { zone } = declaration;
    if (zone === null || isTimeZone(zone.value)) continue;
    const suggestion = nearest(zone.value, knownZones());
    reporter.error(
      file,
      zone.span,
      "unknown-timezone",
      "unknown",
      { name: zone.value, suggestion },
      meaning(file, zone.span, suggestion && `"${suggestion}"`),
    );
  }
}

/** An IANA zone; bare offsets such as `+02:00`, which some runtimes accept, are none. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function knownZones(): readonly string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone")];
}
