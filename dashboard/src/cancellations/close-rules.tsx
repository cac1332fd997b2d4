/** The other rules of the macro at that moment, by how much of their limits was used. */

import type { CancellationDetail } from "../../../engine/src/api/contract.ts";

export function CloseRules({ detail: { close } }: { readonly detail: CancellationDetail }) {
  return (
    <section class="card" aria-labelledby="close">
      <h2 id="close">What else was close</h2>
      {close.length === 0 ? <p class="muted">No other rule of this macro was near its limit.</p> : null}
      <ul class="close-rules">
        {close.map(({ rule, action, text, used }) => (
          <li key={rule}>
            <span class="row spread">
              <b>{rule}</b>
              <span class="numbers muted">{used === null ? "" : `${Math.round(used * 100)}%`}</span>
            </span>
            {used === null ? null : (
              <span class="gauge" data-tone={used >= 1 ? "bad" : used >= 0.8 ? "warn" : "ok"} aria-hidden="true">
                <span style={{ width: `${Math.min(100, used * 100)}%` }} />
              </span>
            )}
            <span class="muted small">
              {action}: {text}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
