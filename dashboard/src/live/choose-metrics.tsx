/** Which of the machine's metrics have a chart. */

import { Button } from "../parts/button.tsx";
import { macros, measurements } from "../state/engine.ts";
import { choose, chosen, isDrawable, metricsThatMatter, metricTitle } from "./shown-metrics.ts";

export function ChooseMetrics() {
  const all = (measurements.value?.metrics ?? []).filter((entry) => isDrawable(entry) && entry.scope !== "macro");
  const shown =
    chosen.value ??
    metricsThatMatter(all, macros.value)
      .filter(({ available }) => available)
      .map(({ metric }) => metric);
  const toggle = (metric: string, on: boolean) =>
    choose(on ? [...shown, metric] : shown.filter((other) => other !== metric));
  return (
    <>
      <Button icon="live" popovertarget="choose-metrics">
        Charts
      </Button>
      <div id="choose-metrics" popover="auto" class="popover">
        <fieldset>
          <legend>Charts of the machine</legend>
          {all.map(({ metric, description, available, why }) => (
            <label key={metric} title={available ? description : (why ?? description)} data-off={!available}>
              <input
                type="checkbox"
                checked={shown.includes(metric)}
                disabled={!available && !shown.includes(metric)}
                onChange={({ currentTarget: { checked } }) => toggle(metric, checked)}
              />
              {metricTitle(metric)}
            </label>
          ))}
        </fieldset>
        <Button onClick={() => choose(null)}>Those that rules read</Button>
      </div>
    </>
  );
}
