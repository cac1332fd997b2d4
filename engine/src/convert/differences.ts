/** What json-rules-engine does not do by itself, in sentences, for those who run exported rules on it. */

import type { ProgramProfile } from "@macro-engine/dsl";
import type { ExportedFact } from "./named-facts.ts";

/** Only what matters for these rules; docs/convert.md has the whole. */
export function differencesOf(profiles: readonly ProgramProfile[], facts: readonly ExportedFact[]): string[] {
  const rules = profiles.flatMap((profile) => profile.rules);
  const has = (kind: ExportedFact["kind"]) => facts.some((fact) => fact.kind === kind);
  const waits = rules.some(({ holdMs, until }) => holdMs > 0 || (until?.holdMs ?? 0) > 0);
  const sentences: readonly (readonly [boolean, string])[] = [
    [
      true,
      "Every fact must be given at every run, `null` where it is missing: no comparison with `null` succeeds in these rules, and none fails the way `not` would make it succeed.",
    ],
    [
      true,
      "An event says that a condition holds now, at every run in which it does. An action is due when a rule fires, once; it is due again only after the rule has cleared.",
    ],
    [
      true,
      "Events of type `clear` count for rules that have fired, from the run after the one that fired; they undo a pause, a throttle or a warning.",
    ],
    [
      waits,
      "`forMs`: a rule fires, or clears, only once its event has come at every run for that long, and at least one fact of `evidence`, if there are any, has been measured anew since the first of those runs. A run without the event starts the wait again.",
    ],
    [
      has("term"),
      "Facts of kind `term` are windows, forecasts, shares and arithmetic: the library has none of them, so whoever runs it works them out by `term`; `null` while a window is not known.",
    ],
    [has("missing"), "Facts of kind `missing` are `true` or `false`, never `null`."],
    [has("schedule"), "Facts of kind `schedule` are `true` or `false`, by the wall clock and `schedules`."],
    [has("profile"), "The fact `profile` chooses the profile; run the rules once for each macro."],
  ];
  return sentences.filter(([matters]) => matters).map(([, sentence]) => sentence);
}
