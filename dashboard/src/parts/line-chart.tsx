/** A metric's course as a picture that stands still: limits as lines, moments as marks, gaps where nothing was measured. */

import { useSignal } from "@preact/signals";
import { levelsOf, lineOf, nearestAt, scaleOf } from "./line-chart-shape.ts";
import { Scrolls } from "./scrolls.tsx";
import { quantityText, timeText } from "./text.ts";

/** Columns of equal length, oldest first, in base units; `time` in ms since the epoch. */
export interface Course {
  readonly time: readonly number[];
  readonly min: readonly number[];
  readonly avg: readonly number[];
  readonly max: readonly number[];
  readonly stepMs: number;
}

export interface LineChartProps {
  readonly name: string;
  readonly course: Course;
  readonly dimension: string;
  /** ms since the epoch */
  readonly from: number;
  readonly to: number;
  readonly limits?: readonly number[];
  readonly marks?: readonly { readonly time: number; readonly name: string }[];
  /** A stretch of time that matters: while a condition held. */
  readonly band?: { readonly from: number; readonly to: number } | null;
}

export function LineChart({ name, course, dimension, from, to, limits = [], marks = [], band = null }: LineChartProps) {
  const looked = useSignal<number | null>(null);
  const scale = scaleOf(course, limits, dimension);
  const x = (time: number) => (100 * (time - from)) / Math.max(1, to - from);
  const y = (value: number) => 100 - (100 * (value - scale.low)) / (scale.high - scale.low);
  const at = looked.value;
  const value = at === null ? null : course.avg[at]!;
  const look = ({ currentTarget, clientX }: PointerEvent & { readonly currentTarget: Element }) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    looked.value = nearestAt(course.time, from + ((clientX - left) / width) * (to - from));
  };
  return (
    <figure class="line-chart">
      <figcaption>
        <b>{name}</b>
        <span class="muted numbers">
          {at === null ? null : `${quantityText(value!, dimension)} · ${timeText(course.time[at]!)}`}
        </span>
      </figcaption>
      <div class="chart-body">
        <div class="chart-levels" aria-hidden="true">
          {levelsOf(scale).map((level) => (
            <span key={level} style={{ top: `${y(level)}%` }}>
              {quantityText(level, dimension)}
            </span>
          ))}
        </div>
        <div
          class="chart-plot"
          onPointerMove={look}
          onPointerLeave={() => {
            looked.value = null;
          }}
        >
          <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            {levelsOf(scale).map((level) => (
              <path key={level} class="chart-grid" d={`M0 ${y(level)}H100`} />
            ))}
            {band === null ? null : (
              <rect
                class="chart-band"
                x={x(band.from)}
                width={Math.max(0, x(band.to) - x(band.from))}
                y="0"
                height="100"
              />
            )}
            <path class="chart-range" d={lineOf(course, x, y).area} />
            <path class="chart-line" d={lineOf(course, x, y).line} />
            {limits.map((limit) => (
              <path key={limit} class="chart-limit" d={`M0 ${y(limit)}H100`} />
            ))}
            {marks.map((mark) => (
              <path key={mark.time} class="chart-mark" d={`M${x(mark.time)} 0V100`} />
            ))}
          </svg>
          {marks.map((mark) => (
            <span
              key={mark.time}
              class="chart-flag"
              data-side={x(mark.time) > 70 ? "left" : "right"}
              style={{ left: `${x(mark.time)}%` }}
              aria-hidden="true"
            >
              {mark.name}
            </span>
          ))}
          {limits.map((limit) => (
            <span key={limit} class="chart-limit-name" style={{ top: `${y(limit)}%` }} aria-hidden="true">
              {quantityText(limit, dimension)}
            </span>
          ))}
          {at === null ? null : (
            <span
              class="chart-point"
              style={{ left: `${x(course.time[at]!)}%`, top: `${y(value!)}%` }}
              aria-hidden="true"
            />
          )}
          {course.time.length === 0 ? <span class="chart-nothing">Nothing was measured</span> : null}
        </div>
        <div class="chart-times numbers" aria-hidden="true">
          <span>{timeText(from)}</span>
          <span>{timeText((from + to) / 2)}</span>
          <span>{timeText(to)}</span>
        </div>
      </div>
      <CourseTable name={name} course={course} dimension={dimension} />
    </figure>
  );
}

function CourseTable({ name, course, dimension }: Pick<LineChartProps, "name" | "course" | "dimension">) {
  const isOpen = useSignal(false);
  return (
    <details
      class="line-table"
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open;
      }}
    >
      <summary>As a table</summary>
      {isOpen.value ? (
        <Scrolls class="table-scroll tall" name={`${name} as a table`}>
          <table class="table">
            <thead>
              <tr>
                <th scope="col">Time</th>
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
              {course.time.map((time, at) => (
                <tr key={time}>
                  <th scope="row">{timeText(time)}</th>
                  {[course.min, course.avg, course.max].map((column, index) => (
                    <td key={index} class="number">
                      {quantityText(column[at]!, dimension)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolls>
      ) : null}
    </details>
  );
}
