/** What was measured around the moment, of each metric that the rule reads. */

import type { CancellationDetail } from "../../../engine/src/api/contract.ts";
import { LineChart } from "../parts/line-chart.tsx";

export function Courses({ detail }: { readonly detail: CancellationDetail }) {
  const time = Date.parse(detail.time);
  const since = Date.parse(detail.since);
  return (
    <section class="card stack" aria-labelledby="courses">
      <h2 id="courses">Around that moment</h2>
      {detail.course.length === 0 ? <p class="muted">Nothing that was measured then is on record any more.</p> : null}
      {detail.course.map((course) => (
        <LineChart
          key={course.metric}
          name={course.metric}
          course={course}
          dimension={course.dimension}
          from={Date.parse(course.from)}
          to={Date.parse(course.to)}
          limits={course.limits}
          marks={[{ time, name: detail.action === "warn" ? "warned" : detail.rule }]}
          band={since < time ? { from: since, to: time } : null}
        />
      ))}
    </section>
  );
}
