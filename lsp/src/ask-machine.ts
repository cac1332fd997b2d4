/** The machine as far as the user lets it be asked. */

import type { Machine } from "./host.ts";
import type { SettingsReader } from "./settings.ts";

/** Until the settings are known, nothing is measured; sources that the settings keep out are not asked. */
export function askedMachine(machine: Machine | null, settings: SettingsReader): Pick<Machine, "readings"> | null {
  if (machine === null) return null;
  return {
    readings(question) {
      const allowed = settings.known()?.machine;
      if (allowed === undefined) void settings.read();
      if (allowed?.enabled !== true) return new Map();
      return machine.readings(question && { ...question, sources: allowed.sources ? question.sources : [] });
    },
  };
}
