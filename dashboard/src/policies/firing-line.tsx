/** Firings along the time: those that stay, vanish and appear, each kind by a shape of its own. */

import { timeText } from "../parts/text.ts";
import type { Compared } from "./compare-firings.ts";

const kinds = ["kept", "vanished", "appeared"] as const;

export function FiringLine({ compared }: { readonly compared: Compared }) {
  const marks = kinds.flatMap((kind) => compared[kind].map(({ time }) => ({ at: Date.parse(time), kind })));
  if (marks.length === 0) return null;
  const from = Math.min(...marks.map(({ at }) => at));
  const to = Math.max(...marks.map(({ at }) => at), from + 1);
  return (
    <div aria-hidden="true">
      <div class="firing-marks">
        {marks.map(({ at, kind }, index) => (
          <span key={index} class={kind} style={{ left: `${(100 * (at - from)) / (to - from)}%` }} />
        ))}
      </div>
      <div class="row spread muted small numbers">
        <span>{timeText(from)}</span>
        {to > from + 1 ? <span>{timeText(to)}</span> : null}
      </div>
    </div>
  );
}
