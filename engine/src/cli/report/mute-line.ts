/** A mute in a line. */

import type { Mute } from "../../control/protocol.ts";
import { shortSpan } from "../screen/clock.ts";
import { harmless } from "../screen/visible-text.ts";

/** `rule lag of heal: muted for 30m more: patch day (anna)`; `now` is ms since the epoch. */
export function muteLine(mute: Mute, now: number): string {
  const { from, until, reason, by } = mute;
  const [begins, ends] = [Date.parse(from), Date.parse(until)];
  const when =
    begins > now
      ? `muted in ${shortSpan(begins - now)}, for ${shortSpan(ends - begins)}`
      : `muted for ${shortSpan(ends - now)} more`;
  return `${whatIsMuted(mute)}: ${when}: ${harmless(reason)} (${harmless(by)})`;
}

export function whatIsMuted({ macro, rule }: Pick<Mute, "macro" | "rule">): string {
  const whose = macro === null ? "every macro" : harmless(macro);
  return rule === null ? whose : `rule ${harmless(rule)} of ${whose}`;
}
