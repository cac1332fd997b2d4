/** Mutes in force, and windows of maintenance to come. */

import type { Mute } from "../../../engine/src/api/contract.ts";
import { client } from "../client.ts";
import { Button } from "../parts/button.tsx";
import { Icon } from "../parts/icons.tsx";
import { durationText, timeText } from "../parts/text.ts";
import { now } from "../state/engine.ts";
import { mutes } from "../state/mute-scope.ts";
import { perform } from "../state/perform.ts";

export function Mutes() {
  return mutes.value.length === 0 ? null : (
    <section class="card" aria-label="Mutes">
      <h2>Muted</h2>
      <ul class="lines mutes">
        {mutes.value.map((mute) => (
          <li key={mute.id}>
            <Icon name="mute" />
            <span>
              <strong>{whatText(mute)}</strong> <span class="muted">{whenText(mute, now.value)}</span>
              <br />
              <span class="small">
                {mute.reason} <span class="muted">– {mute.by}</span>
              </span>
            </span>
            <Button
              acts
              of={`: ${whatText(mute)}`}
              onClick={() =>
                void perform(
                  () => client.unmute(mute.id),
                  () => `The mute of ${whatText(mute)} has ended`,
                )
              }
            >
              End it
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function whatText({ macro, rule }: Pick<Mute, "macro" | "rule">): string {
  if (macro === null) return rule === null ? "all rules of all macros" : `${rule} of every macro`;
  return rule === null ? `all rules of ${macro}` : `${rule} of ${macro}`;
}

function whenText({ from, until }: Mute, at: number): string {
  const [begin, end] = [Date.parse(from), Date.parse(until)];
  if (begin > at) return `from ${timeText(from, at)} to ${timeText(until, at)}`;
  return `for ${durationText(Math.ceil((end - at) / 1000) * 1000)} more, until ${timeText(until, at)}`;
}
