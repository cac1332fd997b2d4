/** A metric over time, to look at, and to read as a table. */

import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type UPlot from "uplot";
import { Table } from "../parts/table.tsx";
import { countText, quantityText, timeText } from "../parts/text.ts";
import { isDark } from "../state/theme.ts";
import { rowsOf, summaryOf } from "./columns.ts";
import { readPalette } from "./palette.ts";
import { createPlot, type Drawn, dataOf } from "./plot.ts";
import { moveBy, zoom, zoomBy, zoomTo } from "./time-range.ts";

export interface ChartProps extends Omit<Drawn, "palette"> {
  readonly title: string;
  readonly looks?: string;
  /** The value beside the title while no other is pointed at. */
  readonly now?: number | null;
  /** Why nothing is shown, in words. */
  readonly problem?: string | null;
  /** Whether pointer and keys move in the time that all charts show. */
  readonly moves?: boolean;
}

export function Chart(props: ChartProps) {
  const { title, columns, span, dimension, limits, looks = "", now, problem } = props;
  const drawn: Drawn = { ...props, palette: useMemo(readPalette, [isDark.value]) };
  const pointed = useSignal<number | null>(null);
  const summary = summaryOf(columns, span);
  const text = (value: number | null | undefined) => (value == null ? "–" : quantityText(value, dimension));
  const said =
    summary === null
      ? "nothing was measured"
      : `least ${text(summary.least)}, mean ${text(summary.mean)}, greatest ${text(summary.greatest)}`;
  const limitsSaid = limits.map(({ action, text, rules }) => `${action} at ${text} (${rules.join(", ")})`).join("; ");
  const spot = pointed.value === null ? undefined : columns.time[pointed.value];
  return (
    <figure class={`chart ${looks}`}>
      <figcaption class="row spread">
        <h3>{title}</h3>
        <span class="numbers chart-now">
          {spot === undefined ? null : <span class="muted small">{timeText(spot)} </span>}
          {spot !== undefined ? (
            <b>{text(columns.avg[pointed.value!])}</b>
          ) : now === undefined ? null : (
            <b>{text(now)}</b>
          )}
        </span>
      </figcaption>
      <Plot
        drawn={drawn}
        label={`${title}: ${said}${limitsSaid === "" ? "" : `. Limits: ${limitsSaid}`}${marksText(drawn)}`}
        pointed={pointed}
        moves={props.moves === true}
      />
      <div class="row spread chart-foot">
        <span class="muted small numbers">
          {problem ?? (summary === null ? "Nothing was measured in this time" : said)}
        </span>
        <AsTable {...props} text={text} />
      </div>
    </figure>
  );
}

function marksText({ marks, span }: Drawn): string {
  const shown = marks.filter(({ at }) => at >= span.from && at <= span.to);
  const named = shown.flatMap(({ name, at }) => (name === undefined ? [] : [`${name} at ${timeText(at)}`]));
  if (named.length > 0) return `. ${named.join(", ")}`;
  return shown.length === 0 ? "" : `. ${countText(shown.length, "cancellation")}`;
}

interface PlotProps {
  readonly drawn: Drawn;
  readonly label: string;
  readonly pointed: { value: number | null };
  readonly moves: boolean;
}

function Plot({ drawn, label, pointed, moves }: PlotProps) {
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  const newest = useRef(drawn);
  newest.current = drawn;
  useEffect(() => {
    const made = createPlot(element.current!, () => newest.current, {
      ...(moves ? { onSelect: zoomTo } : {}),
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
      // Its keys move and zoom, for those without a pointer.
      {...(moves ? { tabIndex: 0, onKeyDown: onKey, onDblClick: resetZoom } : {})}
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

interface AsTableProps extends Pick<ChartProps, "title" | "columns" | "span"> {
  readonly text: (value: number) => string;
}

function AsTable({ title, columns, span, text }: AsTableProps) {
  const open = useSignal(false);
  return (
    <details class="chart-table" onToggle={({ currentTarget }) => (open.value = currentTarget.open)}>
      <summary>
        Table<span class="visually-hidden"> of {title}</span>
      </summary>
      {open.value ? (
        <Table
          title={title}
          looks="chart-rows"
          rows={rowsOf(columns, span).toReversed()}
          keyOf={({ from }) => from}
          columns={[
            { name: "From", kind: "head", of: ({ from }) => timeText(from) },
            { name: "Least", kind: "number", of: ({ least }) => text(least) },
            { name: "Mean", kind: "number", of: ({ mean }) => text(mean) },
            { name: "Greatest", kind: "number", of: ({ greatest }) => text(greatest) },
          ]}
        />
      ) : null}
    </details>
  );
}
