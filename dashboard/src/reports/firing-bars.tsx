/** When rules fired: a bar a step, harsh actions at the bottom, with the same as a table. */

import type { Report } from "../../../engine/src/api/contract.ts";
import { Scrolls } from "../parts/scrolls.tsx";
import { timeText } from "../parts/text.ts";

const kinds = ["cancel", "pause", "throttle", "warn"] as const;
const names = { cancel: "Cancelled", pause: "Paused", throttle: "Throttled", warn: "Warned" };

export function FiringBars({ report: { firings, from, to } }: { readonly report: Report }) {
  const { stepMs, points } = firings;
  const begin = Math.floor(Date.parse(from) / stepMs) * stepMs;
  const length = Math.max(stepMs, Date.parse(to) - begin);
  const most = Math.max(1, ...points.map((point) => kinds.reduce((sum, kind) => sum + point[kind], 0)));
  return (
    <section class="card" aria-labelledby="firings">
      <header class="row wrap spread">
        <h2 id="firings">When rules fired</h2>
        <p class="row wrap legend small" aria-hidden="true">
          {kinds.map((kind) => (
            <span key={kind} class={`key ${kind}`}>
              {names[kind]}
            </span>
          ))}
        </p>
      </header>
      {points.length === 0 ? <p class="muted">No rule fired.</p> : null}
      {points.length === 0 ? null : (
        <>
          <div class="bars" aria-hidden="true">
            <span class="bars-most numbers">{most}</span>
            {points.map((point) => (
              <span
                key={point.time}
                class="bar"
                title={`${timeText(point.time)}: ${kinds.map((kind) => `${point[kind]} ${names[kind].toLowerCase()}`).join(", ")}`}
                style={{
                  left: `${(100 * (Date.parse(point.time) - begin)) / length}%`,
                  width: `max(3px, ${(100 * stepMs) / length}% - 2px)`,
                }}
              >
                {kinds.map((kind) => (
                  <span key={kind} class={kind} style={{ height: `${(100 * point[kind]) / most}%` }} />
                ))}
              </span>
            ))}
          </div>
          <p class="row spread muted small numbers" aria-hidden="true">
            <span>{timeText(from)}</span>
            <span>{timeText(to)}</span>
          </p>
          <Table points={points} />
        </>
      )}
    </section>
  );
}

function Table({ points }: { readonly points: Report["firings"]["points"] }) {
  return (
    <details class="line-table">
      <summary>As a table</summary>
      <Scrolls class="table-scroll tall" name="When rules fired, as a table">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">From</th>
              {kinds.map((kind) => (
                <th key={kind} scope="col" class="number">
                  {names[kind]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr key={point.time}>
                <th scope="row">{timeText(point.time)}</th>
                {kinds.map((kind) => (
                  <td key={kind} class="number">
                    {point[kind]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
    </details>
  );
}
