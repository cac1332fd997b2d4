/** The machine at present, and how it came to be so. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { followMarks } from "../chart/marks.ts";
import { MetricChart } from "../chart/metric-chart.tsx";
import { chartsPaused, chooseRange, rangeId, ranges, zoom } from "../chart/time-range.ts";
import { Icon } from "../parts/icons.tsx";
import { macros, measurements } from "../state/engine.ts";
import { ChooseMetrics } from "./choose-metrics.tsx";
import { RecentDecisions } from "./recent-decisions.tsx";
import { chosen, isDrawable, metricsThatMatter, metricTitle } from "./shown-metrics.ts";
import { Tile } from "./tile.tsx";

export function LiveView() {
  const run = useSignal<string | null>(null);
  const catalogue = measurements.value?.metrics ?? [];
  const tiles = metricsThatMatter(catalogue, macros.value);
  useEffect(followMarks, []);
  const source = macros.value.some(({ id }) => id === run.value) ? run.value : null;
  return (
    <div class="stack">
      <section class="tiles" aria-label="Metrics now">
        {tiles.map((measurement) => (
          <Tile measurement={measurement} key={measurement.metric} />
        ))}
      </section>
      <section class="stack" aria-label="Charts">
        <div class="chart-bar">
          <Source source={source} onChoose={(id) => (run.value = id)} />
          <fieldset class="segments" aria-label="Time that the charts show">
            {ranges.map(({ id, title }) => (
              <button
                type="button"
                key={id}
                aria-pressed={zoom.value === null && rangeId.value === id}
                onClick={() => chooseRange(id)}
              >
                {title}
              </button>
            ))}
          </fieldset>
          <div class="row">
            {zoom.value === null ? null : (
              <button type="button" class="button" onClick={() => (zoom.value = null)}>
                <Icon name="zoomOut" /> Whole range
              </button>
            )}
            <button
              type="button"
              class="button"
              aria-pressed={chartsPaused.value}
              title="P"
              onClick={() => (chartsPaused.value = !chartsPaused.value)}
            >
              <Icon name={chartsPaused.value ? "play" : "pause"} />{" "}
              {chartsPaused.value ? "Resume charts" : "Pause charts"}
            </button>
            <ChooseMetrics />
          </div>
        </div>
        <div class="charts">
          {chartsOf(source).map(({ metric, dimension }) => (
            <MetricChart
              key={`${source} ${metric}`}
              metric={metric}
              title={metricTitle(metric)}
              dimension={dimension}
              run={source}
            />
          ))}
        </div>
      </section>
      <RecentDecisions />
    </div>
  );
}

/** Of the machine: those chosen, else the available ones that matter. Of a run: all that it has values of. */
function chartsOf(run: string | null) {
  const catalogue = (measurements.value?.metrics ?? []).filter(isDrawable);
  if (run !== null) {
    const own = macros.value.find(({ id }) => id === run)?.metrics ?? {};
    return catalogue.filter(({ metric }) => typeof own[metric] === "number" && metric !== "duration");
  }
  if (chosen.value !== null) return catalogue.filter(({ metric }) => chosen.value!.includes(metric));
  return metricsThatMatter(catalogue, macros.value).filter(({ available, value }) => available && value !== null);
}

interface SourceProps {
  readonly source: string | null;
  readonly onChoose: (run: string | null) => void;
}

function Source({ source, onChoose }: SourceProps) {
  return (
    <label class="row">
      <span class="visually-hidden">Charts of</span>
      <select class="compact" value={source ?? ""} onChange={({ currentTarget: { value } }) => onChoose(value || null)}>
        <option value="">Whole machine</option>
        {macros.value.map(({ id, macro, title, pid }) => (
          <option value={id} key={id}>
            {title ?? macro}
            {pid === null ? "" : ` (${pid})`}
          </option>
        ))}
      </select>
    </label>
  );
}
