/** The other rules of the macro at that moment, by how much of their limits was used. */

import type { CancellationDetail } from "../../../engine/src/api/contract.ts";
import { Card } from "../parts/card.tsx";
import { Gauge } from "../parts/gauge.tsx";

export function CloseRules({ detail: { close } }: { readonly detail: CancellationDetail }) {
  return (
    <Card title="What else was close">
      {close.length === 0 ? <p class="muted">No other rule of this macro was near its limit.</p> : null}
      <ul class="list">
        {close.map(({ rule, action, text, used }) => (
          <li key={rule}>
            <span class="row spread">
              <b>{rule}</b>
              <span class="numbers muted">{used === null ? "" : `${Math.round(used * 100)}%`}</span>
            </span>
            {used === null ? null : <Gauge used={used} />}
            <span class="muted small">
              {action}: {text}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
