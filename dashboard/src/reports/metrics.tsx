/** What was measured: means and extremes, with the means before, and the courses that count most. */

import type { Report } from "../../../engine/src/api/contract.ts";
import { CourseChart } from "../chart/course-chart.tsx";
import { quantityText } from "../parts/text.ts";
import { GroupTable } from "./group-table.tsx";
import { trendOf } from "./trend.ts";

export function Metrics({ report }: { readonly report: Report }) {
  return (
    <GroupTable
      title="Measured"
      rows={report.metrics}
      nothing="Nothing was measured."
      keyOf={({ metric }) => metric}
      columns={[
        { name: "Metric", of: ({ metric }) => <code>{metric}</code> },
        { name: "Least", isNumber: true, of: ({ min, dimension }) => quantityText(min, dimension ?? "number") },
        { name: "Mean", isNumber: true, of: ({ avg, dimension }) => quantityText(avg, dimension ?? "number") },
        { name: "Greatest", isNumber: true, of: ({ max, dimension }) => quantityText(max, dimension ?? "number") },
        {
          name: "Mean before",
          isNumber: true,
          of: ({ avg, before, dimension }) =>
            before === null ? (
              <span class="muted">–</span>
            ) : (
              <>
                {quantityText(before.avg, dimension ?? "number")}{" "}
                <span class="muted small">{trendOf(avg, before.avg, null)?.text}</span>
              </>
            ),
        },
      ]}
    />
  );
}

export function Courses({ report: { courses, from, to } }: { readonly report: Report }) {
  if (courses.length === 0) return null;
  return (
    <section class="card report-courses" aria-label="Courses">
      {courses.map(({ macro, metric, dimension, stepMs, points }) => (
        <CourseChart
          key={`${macro} ${metric}`}
          title={macro === null ? metric : `${macro}: ${metric}`}
          dimension={dimension ?? "number"}
          span={{ from: Date.parse(from), to: Date.parse(to) }}
          course={{
            stepMs,
            time: points.map(({ time }) => Date.parse(time)),
            min: points.map(({ min }) => min),
            avg: points.map(({ avg }) => avg),
            max: points.map(({ max }) => max),
          }}
        />
      ))}
    </section>
  );
}
