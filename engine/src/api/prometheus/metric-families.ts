/** What is measured: of the system, of each macro, and what policies declare. */

import type { EngineStatus, MacroStatus, Measurement, Measurements } from "../../control/protocol.ts";
import type { Family, Labels, Sample } from "./exposition.ts";
import { seriesName, seriesValue, unitName } from "./units.ts";

export function metricFamilies({ metrics }: Measurements, { macros }: EngineStatus): Family[] {
  const builtIn = metrics.filter(({ custom }) => !custom);
  return [
    ...builtIn.filter(({ scope }) => scope !== "macro").flatMap(systemFamily),
    ...builtIn.filter(({ scope }) => scope !== "system").flatMap((metric) => macroFamily(metric, macros)),
    declaredFamily(metrics.filter(({ custom }) => custom)),
    {
      name: "macro_engine_metric_available",
      type: "gauge",
      help: "1 where anything here measures the metric, or has reported it",
      samples: metrics.map(({ metric, available }) => ({ labels: { metric }, value: Number(available) })),
    },
  ];
}

function systemFamily({ metric, dimension, description, value }: Measurement): Family[] {
  const name = seriesName("system", metric, dimension);
  const number = seriesValue(value, dimension);
  if (name === null || number === null) return [];
  return [{ name, type: "gauge", help: `${description} (${metric})`, samples: [{ labels: {}, value: number }] }];
}

function macroFamily({ metric, dimension, description }: Measurement, macros: readonly MacroStatus[]): Family[] {
  const name = seriesName("macro", metric, dimension);
  if (name === null) return [];
  const samples = macros.flatMap((macro): Sample[] => {
    const value = seriesValue(macro.metrics[metric] ?? null, dimension);
    return value === null ? [] : [{ labels: runLabels(macro), value }];
  });
  return [{ name, type: "gauge", help: `${description} (${metric})`, samples }];
}

/** One family for all: two names that differ may come to the same one here. */
function declaredFamily(metrics: readonly Measurement[]): Family {
  return {
    name: "macro_engine_declared_metric",
    type: "gauge",
    help: "Metrics that policies declare, in Prometheus's units",
    samples: metrics.flatMap(({ metric, dimension, value }): Sample[] => {
      const number = seriesValue(value, dimension);
      return number === null ? [] : [{ labels: { metric, unit: unitName(dimension) }, value: number }];
    }),
  };
}

export function runLabels({ id, macro }: MacroStatus): Labels {
  return { macro, run: id };
}
