/** The chart of what is past: it stands still. */

import { useMemo } from "preact/hooks";
import { Chart, type ChartProps } from "./chart.tsx";
import { type Course, columnsOf } from "./columns.ts";

interface CourseChartProps
  extends Omit<ChartProps, "columns" | "limits" | "marks">,
    Partial<Pick<ChartProps, "limits" | "marks">> {
  readonly course: Course;
}

export function CourseChart({ course, limits = [], marks = [], ...rest }: CourseChartProps) {
  const columns = useMemo(() => columnsOf(course, { time: [], value: [] }, rest.span, 0), [course]);
  return <Chart {...rest} columns={columns} limits={limits} marks={marks} />;
}
