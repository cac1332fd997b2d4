/** What was measured: means and extremes, with the means before, and the courses that count most. */

import type { Report } from "../../../engine/src/api/contract.ts";
import { CourseChart } from "../chart/course-chart.tsx";
import { quantityText } from "../parts/text.ts";
import { GroupTable } from "./group-table.tsx";
import { trendOf } from "./trend.ts";

type Measured = Report["metrics"][number];

export function Metrics({ report }: { readonly report: Report }) {
  const measured = (which: "min" | "avg" | "max") => (row: Measured) => quantityText(row[which], row.dimension);
  return (
    <GroupTable
      title="Measured"
      rows={report.metrics}
      nothing="Nothing was measured."
      keyOf={({ metric }) => metric}
      columns={[
        { name: "Metric", of: ({ metric }) => <code>{metric}</code> },
        { name: "Least", kind: "number", of: measured("min") },
        { name: "Mean", kind: "number", of: measured("avg") },
        { name: "Greatest", kind: "number", of: measured("max") },
        { name: "Mean before", kind: "number", of: meanBefore },
      ]}
    />
  );
}

function meanBefore({ avg, before, dimension }: Measured) {
  if (before === null) return <span class="muted">–</span>;
  return (
    <>
      {quantityText(before.avg, dimension)} <span class="muted small">{trendOf(avg, before.avg, null)?.text}</span>
    </>
  );
}

export function Courses({ report: { courses, from, to } }: { readonly report: Report }) {
  if (courses.length === 0) return null;
  return (
    <section class="card many" aria-label="Courses">
      {courses.map(({ macro, metric, dimension, stepMs, points }) => (
        <CourseChart
          key={`${macro} ${metric}`}
          title={macro === null ? metric : `${macro}: ${metric}`}
          dimension={dimension}
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
