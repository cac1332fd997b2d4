/** When rules fired: a bar a step, harsh actions at the bottom, with the same as a table. */

import type { Report } from "../../../engine/src/api/contract.ts";
import { Card } from "../parts/card.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { timeText } from "../parts/text.ts";

type Point = Report["firings"]["points"][number];

const kinds = ["cancel", "pause", "throttle", "warn"] as const;
const names = { cancel: "Cancelled", pause: "Paused", throttle: "Throttled", warn: "Warned" };

export function FiringBars({ report: { firings, from, to } }: { readonly report: Report }) {
  const { stepMs, points } = firings;
  const begin = Math.floor(Date.parse(from) / stepMs) * stepMs;
  const length = Math.max(stepMs, Date.parse(to) - begin);
  const most = Math.max(1, ...points.map((point) => kinds.reduce((sum, kind) => sum + point[kind], 0)));
  return (
    <Card
      title="When rules fired"
      beside={
        <p class="row wrap legend small" aria-hidden="true">
          {kinds.map((kind) => (
            <span key={kind} class={`key ${kind}`}>
              {names[kind]}
            </span>
          ))}
        </p>
      }
    >
      {points.length === 0 ? (
        <p class="muted">No rule fired.</p>
      ) : (
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
          <details>
            <summary>As a table</summary>
            <Table
              title="When rules fired"
              looks="table-scroll"
              rows={points}
              keyOf={({ time }) => time}
              columns={[
                { name: "From", kind: "head", of: ({ time }) => timeText(time) },
                ...kinds.map(
                  (kind): Column<Point> => ({ name: names[kind], kind: "number", of: (point) => point[kind] }),
                ),
              ]}
            />
          </details>
        </>
      )}
    </Card>
  );
}
