/** What was measured around the moment, of each metric that the rule reads. */

import type { CancellationDetail } from "../../../engine/src/api/contract.ts";
import { CourseChart } from "../chart/course-chart.tsx";
import type { Span } from "../chart/time-range.ts";
import { Card } from "../parts/card.tsx";
import { quantityText } from "../parts/text.ts";
import type { Limit } from "../state/limits.ts";

export function Courses({ detail }: { readonly detail: CancellationDetail }) {
  const time = Date.parse(detail.time);
  const since = Date.parse(detail.since);
  return (
    <Card title="Around that moment" looks="stack">
      {detail.course.length === 0 ? <p class="muted">Nothing that was measured then is on record any more.</p> : null}
      {detail.course.map((course) => (
        <CourseChart
          key={course.metric}
          title={course.metric}
          course={course}
          dimension={course.dimension}
          span={measuredSpan(course, since, time)}
          limits={course.limits.map((value) => limitOf(detail, value, course.dimension))}
          marks={[{ at: time, dryRun: detail.dryRun, name: detail.rule }]}
          band={since < time ? { from: since, to: time } : null}
        />
      ))}
    </Card>
  );
}

function limitOf({ action, rule }: CancellationDetail, value: number, dimension: string): Limit {
  const text = quantityText(value, dimension);
  return { value, text, action: action === "cancel all" ? "cancel" : action, rules: [rule], isFloor: false };
}

const marginMs = 5000;

/** No more of the time around than was measured, with the moment and what led up to it within. */
function measuredSpan(
  { from, to, time: times, stepMs }: CancellationDetail["course"][number],
  since: number,
  time: number,
): Span {
  const first = Math.min(times[0] ?? since, since) - marginMs;
  const last = Math.max((times.at(-1) ?? time) + stepMs, time) + marginMs;
  return { from: Math.max(Date.parse(from), first), to: Math.min(Date.parse(to), last) };
}
