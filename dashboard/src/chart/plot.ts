/** uPlot, set up for a metric over time: a line with its spread, limits as dashed lines, cancellations as marks. */

import UPlot from "uplot";
import { clock, day, quantityText } from "../parts/text.ts";
import type { Limit } from "../state/limits.ts";
import type { Columns } from "./columns.ts";
import type { Palette } from "./palette.ts";
import type { Span } from "./time-range.ts";

export interface PlotMark {
  /** ms since the epoch. */
  readonly at: number;
  /** What was told and not done is hollow. */
  readonly dryRun: boolean;
  /** What it is of, where that is not the same for all charts. */
  readonly name?: string;
}

/** What is drawn; read anew whenever it is drawn. */
export interface Drawn {
  readonly columns: Columns;
  readonly span: Span;
  readonly limits: readonly Limit[];
  readonly marks: readonly PlotMark[];
  /** While a condition held. */
  readonly band?: Span | null;
  /** Null: unknown. */
  readonly dimension: string | null;
  readonly palette: Palette;
}

export interface PlotListener {
  /** Without it, no stretch of time can be chosen. */
  readonly onSelect?: (span: Span) => void;
  /** Where the pointer is; null: nowhere. */
  onPoint(index: number | null): void;
}

const plotHeight = 190;

export function createPlot(element: HTMLElement, drawn: () => Drawn, listener: PlotListener): UPlot {
  const { palette } = drawn();
  const axis = {
    stroke: palette.ink,
    grid: { stroke: palette.grid, width: 1 },
    font: `11px ${getComputedStyle(element).fontFamily}`,
  };
  const plot = new UPlot(
    {
      width: Math.max(200, element.clientWidth),
      height: plotHeight,
      ms: 1,
      // Half a label stands to the right of the newest time.
      padding: [12, 18, 0, 0],
      cursor: { sync: { key: "time" }, drag: { x: listener.onSelect !== undefined } },
      scales: {
        x: { time: true, auto: false, range: () => spanOf(drawn()) },
        y: { auto: true, range: (_, least, most) => valueRange(drawn(), least, most) },
      },
      axes: [
        { ...axis, space: 54, size: 28, values: timeTicks },
        {
          ...axis,
          space: 34,
          // Charts below each other begin at one line, unless their values are long.
          size: (_, values) => Math.max(56, 16 + 6.8 * Math.max(0, ...(values ?? []).map((text) => text.length))),
          values: (_, splits) => splits.map((value) => quantityText(value, drawn().dimension)),
          ...(drawn().dimension === "duration" ? { incrs: durationSteps } : {}),
        },
      ],
      series: [
        {},
        { stroke: "transparent", points: { show: false } },
        { stroke: "transparent", points: { show: false } },
        { stroke: palette.series, width: 1.75, points: { show: isAlone } },
      ],
      bands: [{ series: [1, 2], fill: palette.band }],
      hooks: {
        draw: [(self) => drawOver(self, drawn())],
        setSelect: [
          (self) => {
            const { left, width } = self.select;
            if (width < 8) return;
            listener.onSelect?.({ from: self.posToVal(left, "x"), to: self.posToVal(left + width, "x") });
            self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
        setCursor: [(self) => listener.onPoint((self.cursor.left ?? -1) < 0 ? null : (self.cursor.idx ?? null))],
      },
    },
    dataOf(drawn().columns),
    element,
  );
  return plot;
}

export function dataOf({ time, max, min, avg }: Columns): UPlot.AlignedData {
  return [time, max, min, avg];
}

function spanOf({ span: { from, to } }: Drawn): UPlot.Range.MinMax {
  return [from, to];
}

/** From 0, with the limits in sight unless they are far off. */
function valueRange({ dimension, limits }: Drawn, least: number | null, most: number | null): UPlot.Range.MinMax {
  const top = most ?? 1;
  if (dimension === "percent" && top <= 100) return [0, 100];
  const near = limits.map(({ value }) => value).filter((value) => value <= 4 * Math.max(top, 1e-9));
  const highest = Math.max(top, ...near);
  return [Math.min(0, least ?? 0), highest <= 0 ? 1 : highest * 1.12];
}

/** ms, as people count them. */
const durationSteps = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400].map(
    (seconds) => seconds * 1000,
  ),
];

const minutes = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** The shortest that tells neighbours apart; a day's name where one begins; none where the values' axis has its zero. */
function timeTicks(self: UPlot, splits: number[]): string[] {
  const step = (splits[1] ?? 0) - (splits[0] ?? 0);
  return splits.map((time) => {
    if (self.valToPos(time, "x") < 12) return "";
    const at = new Date(time);
    if (step >= 86_400_000 || (at.getHours() === 0 && at.getMinutes() === 0 && at.getSeconds() === 0))
      return day.format(at);
    return (step < 60_000 ? clock : minutes).format(at);
  });
}

/** A value with a hole on each side has no line to be seen by. */
function isAlone(self: UPlot, series: number, from: number, to: number): boolean {
  const values = self.data[series]!;
  for (let index = from; index <= to; index++)
    if (values[index] != null && values[index - 1] == null && values[index + 1] == null) return true;
  return false;
}

const limitColours = { warn: "info", throttle: "warn", pause: "warn", cancel: "bad" } as const;

function drawOver({ ctx, bbox, valToPos }: UPlot, { limits, marks, band, palette, span }: Drawn): void {
  const ratio = devicePixelRatio;
  const [left, right, top, bottom] = [bbox.left, bbox.left + bbox.width, bbox.top, bbox.top + bbox.height];
  ctx.save();
  ctx.lineWidth = 1.25 * ratio;
  ctx.font = `600 ${10.5 * ratio}px ${getComputedStyle(document.documentElement).fontFamily}`;
  ctx.textAlign = "right";
  const labels: Label[] = [];
  if (band != null) {
    const from = Math.max(left, valToPos(band.from, "x", true));
    ctx.fillStyle = palette.bad;
    ctx.globalAlpha = 0.12;
    ctx.fillRect(from, top, Math.min(right, valToPos(band.to, "x", true)) - from, bottom - top);
    ctx.globalAlpha = 1;
  }
  for (const { value, text, action } of limits) {
    const y = Math.round(valToPos(value, "y", true));
    if (y < top || y > bottom) continue;
    const colour = palette[limitColours[action]];
    ctx.strokeStyle = colour;
    ctx.setLineDash([5 * ratio, 4 * ratio]);
    line(ctx, left, y, right, y);
    labels.push({ text: `${action} ${text}`, colour, ...labelPlace(y, top) });
  }
  writeLabels(ctx, labels, right - 4 * ratio, palette.surface);
  ctx.setLineDash([]);
  for (const { at, dryRun, name } of marks) {
    if (at < span.from || at > span.to) continue;
    const x = Math.round(valToPos(at, "x", true));
    const label = { text: name ?? "", colour: palette.bad, y: top + 3 * ratio, baseline: "top" } as const;
    writeLabels(ctx, [label], x - 8 * ratio, palette.surface);
    ctx.strokeStyle = palette.bad;
    ctx.fillStyle = dryRun ? palette.surface : palette.bad;
    ctx.globalAlpha = 0.55;
    line(ctx, x, top, x, bottom);
    ctx.globalAlpha = 1;
    ctx.beginPath();
    ctx.moveTo(x - 5 * ratio, top - 7 * ratio);
    ctx.lineTo(x + 5 * ratio, top - 7 * ratio);
    ctx.lineTo(x, top + 1 * ratio);
    ctx.closePath();
    ctx.fill();
    if (dryRun) ctx.stroke();
  }
  ctx.restore();
}

function line(ctx: CanvasRenderingContext2D, fromX: number, fromY: number, toX: number, toY: number): void {
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
}

interface Label {
  readonly text: string;
  readonly colour: string;
  readonly y: number;
  readonly baseline: "top" | "bottom";
}

/** Above its line, or below where that would leave the chart. */
function labelPlace(y: number, top: number): Pick<Label, "y" | "baseline"> {
  const ratio = devicePixelRatio;
  return y - 14 * ratio > top ? { y: y - 2 * ratio, baseline: "bottom" } : { y: y + 3 * ratio, baseline: "top" };
}

/** Readable on whatever is drawn there; beside each other where their lines are too close for one above the other. */
function writeLabels(ctx: CanvasRenderingContext2D, labels: readonly Label[], right: number, surface: string): void {
  const height = 12 * devicePixelRatio;
  const written: { readonly y: number; readonly left: number }[] = [];
  ctx.lineJoin = "round";
  ctx.lineWidth = 4 * devicePixelRatio;
  ctx.strokeStyle = surface;
  ctx.setLineDash([]);
  for (const { text, colour, y, baseline } of labels) {
    const middle = baseline === "bottom" ? y - height / 2 : y + height / 2;
    const beside = written.filter((other) => Math.abs(other.y - middle) < height).map(({ left }) => left);
    const x = Math.min(right, ...beside.map((left) => left - 8 * devicePixelRatio));
    written.push({ y: middle, left: x - ctx.measureText(text).width });
    ctx.textBaseline = baseline;
    ctx.strokeText(text, x, y);
    ctx.fillStyle = colour;
    ctx.fillText(text, x, y);
  }
  ctx.lineWidth = 1.25 * devicePixelRatio;
}
