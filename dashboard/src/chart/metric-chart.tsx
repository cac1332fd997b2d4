/** The chart of a metric that goes on: the record and, behind it, the newest looks, with the limits in force. */

import { useMemo, useRef } from "preact/hooks";
import { macros, snapshot, status } from "../state/engine.ts";
import { limitsOf } from "../state/limits.ts";
import { looks, recentSeries } from "../state/recent.ts";
import { Chart } from "./chart.tsx";
import { columnsOf } from "./columns.ts";
import { marks } from "./marks.ts";
import { chartsPaused, shownSpan } from "./time-range.ts";
import { useHistory } from "./use-history.ts";

export interface MetricChartProps {
  readonly metric: string;
  readonly title: string;
  readonly dimension: string;
  /** Null: of the whole machine. */
  readonly run: string | null;
}

export function MetricChart({ metric, title, dimension, run }: MetricChartProps) {
  const { value: history, error } = useHistory(metric, run);
  const span = shownSpan.value;
  const stillLooks = useRef(0);
  if (!chartsPaused.value) stillLooks.current = looks.value;
  const columns = useMemo(
    () => columnsOf(history, recentSeries(metric, run), span, status.value?.intervalMs ?? 1000),
    // The series is one object that grows: its looks say when.
    [history, stillLooks.current, span.from, span.to, metric, run],
  );
  return (
    <Chart
      looks="card"
      title={title}
      columns={columns}
      span={span}
      limits={limitsOf(metric, macros.value, run)}
      marks={marks.value.filter((mark) => run === null || mark.run === run)}
      dimension={dimension}
      now={newest(metric, run)}
      problem={error?.message ?? null}
      moves
    />
  );
}

function newest(metric: string, run: string | null): number | null {
  const values = run === null ? snapshot.value?.metrics : macros.value.find(({ id }) => id === run)?.metrics;
  const value = values?.[metric];
  return typeof value === "number" ? value : null;
}
