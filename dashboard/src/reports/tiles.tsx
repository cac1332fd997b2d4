/** The report's totals, with how they stand to the period or session before. */

import type { ComponentChildren } from "preact";
import type { Report } from "../../../engine/src/api/contract.ts";
import { countText, durationText } from "../parts/text.ts";
import { type Trend, trendOf } from "./trend.ts";

export function Tiles({ report: { totals, before, kind } }: { readonly report: Report }) {
  const than = `than in the ${kind} before`;
  const tile = (
    name: string,
    of: (each: typeof totals) => number | null,
    lessIsBetter: boolean | null,
    shown: ComponentChildren,
  ) => (
    <Tile name={name} than={than} trend={trendOf(of(totals), before && of(before), lessIsBetter)}>
      {shown}
    </Tile>
  );
  const { runs, macros, cancellations, cancellationsPerHour, protectedMs, unprotectedMs } = totals;
  return (
    <dl class="tiles">
      {tile(
        "Runs",
        (each) => each.runs,
        null,
        <>
          {runs}
          <small> of {countText(macros, "macro")}</small>
        </>,
      )}
      {tile("Cancellations", (each) => each.cancellations, true, cancellations)}
      {tile(
        "In an hour of protection",
        (each) => each.cancellationsPerHour,
        true,
        cancellationsPerHour === null ? (
          "–"
        ) : (
          <>
            {short(cancellationsPerHour)}
            <small> cancelled</small>
          </>
        ),
      )}
      {tile("Time protected", (each) => each.protectedMs, null, timeSpentText(protectedMs))}
      {tile("Not protected", (each) => each.unprotectedMs, true, timeSpentText(unprotectedMs))}
      {tile(
        "Warned, paused, throttled",
        (each) => each.firings - each.cancellations,
        true,
        `${totals.warnings} · ${totals.pauses} · ${totals.throttles}`,
      )}
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
          <span class="trend numbers" data-tone={trend.tone} title={than}>
            {trend.text}
            <span class="visually-hidden"> {than}</span>
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
