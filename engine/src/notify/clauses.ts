/** Who is to hear of what: the `notify` clauses of the policies in force. */

import type { Audience } from "../control/protocol.ts";
import type { RuleDecided } from "../events.ts";

/** The channels that hear of a decision, in the order of the clauses. */
export function channelsFor(
  { profiles }: Audience,
  { profile, action }: Pick<RuleDecided, "profile" | "action">,
): string[] {
  const clauses = profiles.find(({ name }) => name === profile)?.notify ?? [];
  const hears = clauses.filter(
    ({ actions }) => actions.includes(action) || (action === "cancel all" && actions.includes("cancel")),
  );
  return [...new Set(hears.map(({ channel }) => channel))];
}
