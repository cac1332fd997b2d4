/** `macro-engine metrics`: what can be measured here, its value now, and why the rest cannot. */

import { formatQuantity, type Metric, type SampleValue } from "@macro-engine/dsl";
import type { Command } from "commander";
import { type Config, loadConfig, renderConfigProblems } from "../../config.ts";
import { loadPolicies } from "../../load-policies.ts";
import { createSamplers } from "../../metrics/index.ts";
import { type SurveyEntry, surveyMetrics } from "../../metrics/survey.ts";
import { PolicySetError } from "../../policy-set.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { counted, type Paint, painter } from "../report/paint.ts";
import { harmless, pad } from "../screen/visible-text.ts";

export interface MetricsOptions {
  /** JSON lines instead of a table. */
  readonly json?: boolean;
  readonly config?: string;
}

/** Rates are taken over this time, and slow families waited for this long, ms. */
const spanMs = 1000;
const waitMs = 3000;

/** Exit code 0, also where much is not available; 2 for a configuration that cannot be used. */
export async function metricsCommand(options: MetricsOptions, io: CommandIo): Promise<number> {
  const { config, problems } = loadConfig({
    cwd: io.cwd,
    ...(options.config === undefined ? {} : { path: options.config }),
  });
  if (problems.length > 0) io.stderr(`${renderConfigProblems(problems, { color: io.color })}\n`);
  if (problems.some(({ severity }) => severity === "error")) return exitCodes.wrongUse;
  const customMetrics = await declaredMetrics(config, io);
  const samplers = createSamplers({
    sources: config.sources,
    intervalMs: config.intervalMs,
    customMetrics: () => customMetrics,
  });
  const entries = await surveyMetrics(samplers, { now: () => performance.now(), customMetrics, spanMs, waitMs });
  if (options.json) io.stdout(entries.map((entry) => `${JSON.stringify(metricJson(entry))}\n`).join(""));
  else io.stdout(renderMetrics(entries, painter(io.color)));
  return exitCodes.fine;
}

/** The metrics that the policies declare. Policies that are absent or broken declare none: `lint` tells about them. */
async function declaredMetrics(config: Config, io: CommandIo): Promise<readonly Metric[]> {
  try {
    const { program } = await loadPolicies(config.policies, { cwd: io.cwd, overridesFolder: null });
    return (program?.metrics ?? []).filter(({ custom }) => custom);
  } catch (error) {
    if (error instanceof PolicySetError) return [];
    throw error;
  }
}

/** One line of `--json`: the value in base units, null where there is none yet. */
export type MetricJson = {
  readonly metric: string;
  readonly dimension: string;
  readonly scope: string;
  readonly description: string;
} & (
  | { readonly available: true; readonly value: SampleValue | null; readonly source: string }
  | { readonly available: false; readonly reason: string }
);

function metricJson({ metric, ...rest }: SurveyEntry): MetricJson {
  const { name, dimension, scope, description } = metric;
  return { metric: name, dimension, scope, description, ...rest };
}

function renderMetrics(entries: readonly SurveyEntry[], paint: Paint): string {
  const rows = entries.map((entry) => ({
    entry,
    name: entry.metric.name,
    dimension: entry.metric.dimension.replaceAll("_", " "),
    value: entry.available ? valueText(entry.value, entry.metric) : "–",
    why: harmless(entry.available ? entry.source : entry.reason),
  }));
  const width = (column: "name" | "dimension" | "value") => Math.max(...rows.map((row) => row[column].length));
  const [names, dimensions, values] = [width("name"), width("dimension"), width("value")];
  const lines = rows.map(({ entry, name, dimension, value, why }) => {
    const columns = [pad(name, names), pad(dimension, dimensions), pad(value, values, "right")];
    if (!entry.available) return paint("dim", `${columns.join("  ")}  not available: ${why}`);
    return `${paint("bold", columns[0]!)}  ${columns[1]}  ${paint("cyan", columns[2]!)}  ${paint("dim", why)}`;
  });
  const missing = entries.filter(({ available }) => !available).length;
  const summary = `${counted(entries.length - missing, "metric")} available here, ${missing} not.`;
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n\n${summary}\n`;
}

function valueText(value: SampleValue | null, { dimension }: Metric): string {
  if (value === null) return "";
  return typeof value === "number" ? formatQuantity(value, dimension) : harmless(String(value));
}

export function registerMetrics(program: Command): void {
  program
    .command("metrics")
    .summary("list every metric: its value now, or why it is not available")
    .description(
      "Measures this machine for a second or three and lists every metric that policies may name, the declared ones included.",
    )
    .option("--json", "JSON lines, values in base units (%, ms, B, B/s, fps, °C, 1/s)")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine metrics
  macro-engine metrics --json | jq 'select(.available | not) | {metric, reason}'

Exit codes: 0 listed, 2 the configuration cannot be used.`,
    )
    .action(async (options: MetricsOptions) => {
      process.exitCode = await metricsCommand(options, processIo());
    });
}
