/** A metric over time: to look at, to move in by pointer and keys, and to read as a table. */

import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type UPlot from "uplot";
import { countText, quantityText, timeText } from "../parts/text.ts";
import { macros, snapshot, status } from "../state/engine.ts";
import { limitsOf } from "../state/limits.ts";
import { looks, recentSeries } from "../state/recent.ts";
import { isDark } from "../state/theme.ts";
import { type Columns, columnsOf, rowsOf, summaryOf } from "./columns.ts";
import { marks } from "./marks.ts";
import { readPalette } from "./palette.ts";
import { createPlot, type Drawn, dataOf } from "./plot.ts";
import { chartsPaused, moveBy, type Span, shownSpan, zoom, zoomBy, zoomTo } from "./time-range.ts";
import { useHistory } from "./use-history.ts";

export interface MetricChartProps {
  readonly metric: string;
  readonly title: string;
  readonly dimension: string;
  /** Null: of the whole machine. */
  readonly run: string | null;
}

export function MetricChart({ metric, title, dimension, run }: MetricChartProps) {
  const { history, problem } = useHistory(metric, run);
  const span = shownSpan.value;
  const stillLooks = useRef(0);
  if (!chartsPaused.value) stillLooks.current = looks.value;
  const columns = useMemo(
    () => columnsOf(history, recentSeries(metric, run), span, status.value?.intervalMs ?? 1000),
    // The series is one object that grows: its looks say when.
    [history, stillLooks.current, span.from, span.to, metric, run],
  );
  const drawn: Drawn = {
    columns,
    span,
    limits: limitsOf(metric, macros.value, run),
    marks: marks.value.filter((mark) => run === null || mark.run === run),
    dimension,
    palette: useMemo(readPalette, [isDark.value]),
  };
  const pointed = useSignal<number | null>(null);
  const summary = summaryOf(columns, span);
  const text = (value: number | null | undefined) => (value == null ? "–" : quantityText(value, dimension));
  const said =
    summary === null
      ? "nothing was measured"
      : `least ${text(summary.least)}, mean ${text(summary.mean)}, greatest ${text(summary.greatest)}`;
  const limitsSaid = drawn.limits
    .map(({ action, text, rules }) => `${action} at ${text} (${rules.join(", ")})`)
    .join("; ");
  const spot = pointed.value === null ? undefined : columns.time[pointed.value];
  return (
    <figure class="card chart">
      <figcaption class="row spread">
        <h3>{title}</h3>
        <span class="numbers chart-now">
          {spot === undefined ? (
            <b>{text(newest(metric, run))}</b>
          ) : (
            <>
              <span class="muted small">{timeText(spot)}</span> <b>{text(columns.avg[pointed.value!])}</b>
            </>
          )}
        </span>
      </figcaption>
      <Plot
        drawn={drawn}
        label={`${title}: ${said}${limitsSaid === "" ? "" : `. Limits: ${limitsSaid}`}${marksText(drawn)}`}
        pointed={pointed}
      />
      <div class="row spread chart-foot">
        <span class="muted small numbers">
          {problem ?? (summary === null ? "Nothing was measured in this time" : said)}
        </span>
        <Table title={title} columns={columns} span={span} text={text} />
      </div>
    </figure>
  );
}

function marksText({ marks, span }: Drawn): string {
  const shown = marks.filter(({ at }) => at >= span.from && at <= span.to);
  return shown.length === 0 ? "" : `. ${countText(shown.length, "cancellation")}`;
}

function newest(metric: string, run: string | null): number | null {
  const values = run === null ? snapshot.value?.metrics : macros.value.find(({ id }) => id === run)?.metrics;
  const value = values?.[metric];
  return typeof value === "number" ? value : null;
}

interface PlotProps {
  readonly drawn: Drawn;
  readonly label: string;
  readonly pointed: { value: number | null };
}

function Plot({ drawn, label, pointed }: PlotProps) {
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  const newest = useRef(drawn);
  newest.current = drawn;
  useEffect(() => {
    const made = createPlot(element.current!, () => newest.current, {
      onSelect: zoomTo,
      onPoint: (index) => {
        pointed.value = index;
      },
    });
    plot.current = made;
    const observer = new ResizeObserver(([entry]) => {
      const width = Math.round(entry!.contentRect.width);
      if (width > 0 && width !== made.width) made.setSize({ width, height: made.height });
    });
    observer.observe(element.current!);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [drawn.palette, drawn.dimension]);
  useEffect(() => {
    plot.current?.setData(dataOf(drawn.columns));
  }, [drawn.columns, drawn.limits.length, drawn.marks.length]);
  return (
    <div
      ref={element}
      class="plot"
      role="img"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys move and zoom, for those without a pointer.
      tabIndex={0}
      onKeyDown={onKey}
      onDblClick={resetZoom}
    />
  );
}

function resetZoom(): void {
  zoom.value = null;
}

const keys: Readonly<Record<string, () => void>> = {
  ArrowLeft: () => moveBy(-0.25),
  ArrowRight: () => moveBy(0.25),
  "+": () => zoomBy(0.5),
  "=": () => zoomBy(0.5),
  "-": () => zoomBy(2),
  Escape: resetZoom,
};

function onKey(event: KeyboardEvent): void {
  const act = keys[event.key];
  if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
}

interface TableProps {
  readonly title: string;
  readonly columns: Columns;
  readonly span: Span;
  readonly text: (value: number) => string;
}

function Table({ title, columns, span, text }: TableProps) {
  const open = useSignal(false);
  return (
    <details
      class="chart-table"
      onToggle={({ currentTarget }) => {
        open.value = currentTarget.open;
      }}
    >
      <summary>
        Table<span class="visually-hidden"> of {title}</span>
      </summary>
      {open.value ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        <div class="chart-rows" tabIndex={0}>
          <table class="table numbers">
            <caption class="visually-hidden">{title}</caption>
            <thead>
              <tr>
                <th scope="col">From</th>
                <th scope="col" class="number">
                  Least
                </th>
                <th scope="col" class="number">
                  Mean
                </th>
                <th scope="col" class="number">
                  Greatest
                </th>
              </tr>
            </thead>
            <tbody>
              {rowsOf(columns, span)
                .toReversed()
                .map(({ from, least, mean, greatest }) => (
                  <tr key={from}>
                    <th scope="row">{timeText(from)}</th>
                    <td class="number">{text(least)}</td>
                    <td class="number">{text(mean)}</td>
                    <td class="number">{text(greatest)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </details>
  );
}
