/** A report as one page of HTML: it can be mailed, printed and read years later. */

import { type Html, h } from "../../../page/html.ts";
import { pageOf } from "../../../page/page.ts";
import type { Report, Totals } from "../../report.ts";
import { summaryOf, titleOf } from "../summary.ts";
import { type Table, tablesOf } from "../tables.ts";
import { type Words, wordsIn } from "../words.ts";
import { barChart } from "./bar-chart.ts";
import { courseChart } from "./course-chart.ts";
import { firingChart } from "./firing-chart.ts";

/** `zone` is an IANA name; null: that of this process. */
export function reportPage(report: Report, zone: string | null): string {
  const words = wordsIn(zone);
  const tables = tablesOf(report, words);
  const drawn = charts(report, words);
  return pageOf(
    titleOf(report, words),
    h("h1", {}, titleOf(report, words)),
    h("p", { class: "soft" }, `made ${words.time(report.madeAt)}${zone === null ? "" : `, ${zone}`}`),
    h("nav", {}, links(tables, drawn.length > 0)),
    tiles(report.totals, report.before, words),
    h(
      "ul",
      {},
      summaryOf(report, words).map((line) => h("li", {}, line)),
    ),
    drawn.length === 0 ? null : h("section", { id: "charts" }, h("h2", {}, "Over time"), drawn),
    tables.map(tableSection),
  );
}

function links(tables: readonly Table[], hasCharts: boolean): Html[] {
  return [
    ...(hasCharts ? [h("a", { href: "#charts" }, "Over time")] : []),
    ...tables.map(({ id, title }) => h("a", { href: `#${id}` }, title)),
  ];
}

function charts(report: Report, words: Words): Html[] {
  return [
    firingChart(report, words),
    ...report.courses.map((course) => courseChart(course, report, words)),
    barChart(report),
  ].filter((chart) => chart !== null);
}

type Tile = readonly [label: string, value: string, before: string | null];

function tiles(now: Totals, before: Totals | null, words: Words): Html {
  const tile = (label: string, of: (totals: Totals) => string): Tile => [
    label,
    of(now),
    before === null ? null : of(before),
  ];
  const rate = ({ cancellationsPerHour }: Totals) =>
    cancellationsPerHour === null ? "–" : words.number(cancellationsPerHour);
  const all = [
    tile("runs", ({ runs }) => String(runs)),
    tile("protected", ({ protectedMs }) => words.span(protectedMs)),
    tile("cancelled", ({ cancellations }) => String(cancellations)),
    tile("cancelled an hour", rate),
    tile("paused", ({ pauses }) => String(pauses)),
    tile("throttled", ({ throttles }) => String(throttles)),
    tile("warned", ({ warnings }) => String(warnings)),
  ];
  return h("dl", { class: "tiles" }, all.map(drawTile));
}

function drawTile([label, value, before]: Tile): Html {
  return h(
    "div",
    {},
    h("dt", {}, label),
    h("dd", {}, value),
    before === null ? null : h("dd", { class: "soft" }, `before: ${before}`),
  );
}

function tableSection({ id, title, columns, rows, more }: Table): Html {
  const kind = (at: number) => columns[at]!.kind ?? null;
  return h(
    "section",
    { id },
    h("h2", {}, title),
    h(
      "div",
      // What scrolls must be within reach of the keyboard.
      { class: "scroll", tabindex: 0, role: "region", "aria-label": title },
      h(
        "table",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            columns.map(({ name }, at) => h("th", { class: kind(at), scope: "col" }, name)),
          ),
        ),
        h(
          "tbody",
          {},
          rows.map((row) =>
            h(
              "tr",
              {},
              row.map((cell, at) => h("td", { class: kind(at) }, cell)),
            ),
          ),
        ),
      ),
    ),
    more > 0 ? h("p", { class: "soft" }, `and ${more} more`) : null,
  );
}
