/** The machine at present, and how it came to be so. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { followMarks } from "../chart/marks.ts";
import { MetricChart } from "../chart/metric-chart.tsx";
import { chartsPaused, chooseRange, rangeId, ranges, zoom } from "../chart/time-range.ts";
import { Button } from "../parts/button.tsx";
import { Segments, Select } from "../parts/select.tsx";
import { macros, measurements, snapshot } from "../state/engine.ts";
import { ChooseMetrics } from "./choose-metrics.tsx";
import { RecentDecisions } from "./recent-decisions.tsx";
import { chosen, drawnByDefault, isDrawable, metricsThatMatter, metricTitle } from "./shown-metrics.ts";
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
          <Segments
            label="Time that the charts show"
            choices={ranges.map(({ id, title }) => [id, title])}
            value={zoom.value === null ? rangeId.value : null}
            onChoose={chooseRange}
          />
          <div class="row">
            {zoom.value === null ? null : (
              <Button icon="zoomOut" onClick={() => (zoom.value = null)}>
                Whole range
              </Button>
            )}
            <Button
              icon={chartsPaused.value ? "play" : "pause"}
              aria-pressed={chartsPaused.value}
              title="P"
              onClick={() => (chartsPaused.value = !chartsPaused.value)}
            >
              {chartsPaused.value ? "Resume charts" : "Pause charts"}
            </Button>
            <ChooseMetrics />
          </div>
        </div>
        <div class="many">
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
  return drawnByDefault(catalogue, macros.value, snapshot.value?.metrics ?? {});
}

interface SourceProps {
  readonly source: string | null;
  readonly onChoose: (run: string | null) => void;
}

function Source({ source, onChoose }: SourceProps) {
  return (
    <Select
      class="compact"
      aria-label="Charts of"
      value={source ?? ""}
      onChoose={(id) => onChoose(id || null)}
      choices={[
        ["", "Whole machine"],
        ...macros.value.map(
          ({ id, macro, title, pid }) => [id, `${title ?? macro}${pid === null ? "" : ` (${pid})`}`] as const,
        ),
      ]}
    />
  );
}
