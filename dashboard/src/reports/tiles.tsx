/** The report's totals, with how they stand to the period or session before. */

import type { ComponentChildren } from "preact";
import type { Report } from "../../../engine/src/api/contract.ts";
import { durationText } from "../parts/text.ts";
import { type Trend, trendOf } from "./trend.ts";

export function Tiles({ report: { totals, before, kind } }: { readonly report: Report }) {
  const than = kind === "session" ? "the session before" : "the period before";
  const trend = (of: (each: typeof totals) => number | null, lessIsBetter: boolean | null = null) =>
    trendOf(of(totals), before === null ? null : of(before), lessIsBetter);
  return (
    <dl class="tiles-row">
      <Tile name="Runs" trend={trend(({ runs }) => runs)} than={than}>
        {totals.runs}
        <small>
          {" "}
          of {totals.macros} {totals.macros === 1 ? "macro" : "macros"}
        </small>
      </Tile>
      <Tile name="Cancellations" trend={trend(({ cancellations }) => cancellations, true)} than={than}>
        {totals.cancellations}
      </Tile>
      <Tile
        name="In an hour of protection"
        trend={trend(({ cancellationsPerHour }) => cancellationsPerHour, true)}
        than={than}
      >
        {totals.cancellationsPerHour === null ? (
          "–"
        ) : (
          <>
            {short(totals.cancellationsPerHour)}
            <small> cancelled</small>
          </>
        )}
      </Tile>
      <Tile name="Time protected" trend={trend(({ protectedMs }) => protectedMs)} than={than}>
        {timeSpentText(totals.protectedMs)}
      </Tile>
      <Tile name="Not protected" trend={trend(({ unprotectedMs }) => unprotectedMs, true)} than={than}>
        {timeSpentText(totals.unprotectedMs)}
      </Tile>
      <Tile
        name="Warned, paused, throttled"
        trend={trend(({ firings, cancellations }) => firings - cancellations, true)}
        than={than}
      >
        {totals.warnings} · {totals.pauses} · {totals.throttles}
      </Tile>
    </dl>
  );
}

interface TileProps {
  readonly name: string;
  readonly trend: Trend | null;
  readonly than: string;
  readonly children: ComponentChildren;
}

function Tile({ name, trend, than, children }: TileProps) {
  return (
    <div class="card report-tile">
      <dt class="muted small">{name}</dt>
      <dd>
        <span class="report-number numbers">{children}</span>
        {trend === null ? null : (
          <span class="trend numbers" data-tone={trend.tone} title={`than in ${than}`}>
            {trend.text}
            <span class="visually-hidden"> than in {than}</span>
          </span>
        )}
      </dd>
    </div>
  );
}

function timeSpentText(ms: number): string {
  return ms === 0 ? "none" : durationText(ms);
}

function short(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 2 : 0 });
}
