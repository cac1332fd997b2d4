/** no-notification: a dangerous macro is cancelled, and nobody hears of it. */

import type { ProgramProfile } from "../../program/program.ts";
import { profilePlace } from "../profile-places.ts";
import type { Finding, LintRule, LintSet } from "../rule.ts";

export const noNotification: LintRule<"no-notification"> = {
  code: "no-notification",
  category: "safety",
  level: "warning",
  summary: "A dangerous macro whose cancellation nobody hears of, though there is a channel to tell it.",
  fix: null,
  *check(set): Iterable<Finding> {
    const channels = channelsOf(set);
    if (channels.length === 0) return;
    for (const profile of set.program.profiles) {
      if (profile.level !== "dangerous" || tellsOfCancels(profile)) continue;
      yield {
        ...profilePlace(set, profile),
        message: `nobody hears when a macro under \`${profile.name}\`, which is \`dangerous\`, is cancelled; say who should, as in \`notify ${channels[0]} on cancel\``,
      };
    }
  },
};

/** Those that the configuration has, or that a policy names. */
function channelsOf({ channels, program }: LintSet): readonly string[] {
  return [...(channels ?? []), ...program.profiles.flatMap(({ notify }) => notify.map(({ channel }) => channel))];
}

/** Of every cancel that the profile has. */
function tellsOfCancels({ rules, notify }: ProgramProfile): boolean {
  const heard = new Set(notify.flatMap(({ actions }) => actions));
  const cancels = rules.filter(({ action }) => action === "cancel");
  return cancels.every(({ all }) => heard.has("cancel") || (all && heard.has("cancel all")));
}
