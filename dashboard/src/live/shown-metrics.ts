/** Which metrics the live view shows: those that its user chose, else those that matter at present. Pure but for the choice. */

import { signal } from "@preact/signals";
import type { MacroStatus, Measurements, Snapshot } from "../../../engine/src/api/contract.ts";
import { store } from "../state/stored.ts";
import { names } from "../state/troubles.ts";

/** What the original's page showed, in its order. */
const usual = ["cpu.usage", "memory.usage", "fps", "latency", "response_time"];

const storageKey = "charts";

/** Null: those that matter. */
export const chosen = signal<readonly string[] | null>(readChoice());

export function choose(metrics: readonly string[] | null): void {
  chosen.value = metrics;
  store(storageKey, metrics && JSON.stringify(metrics));
}

function readChoice(): readonly string[] | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "null");
    return Array.isArray(stored) ? stored.filter((name): name is string => typeof name === "string") : null;
  } catch {
    return null;
  }
}

type Measurement = Measurements["metrics"][number];

export function isDrawable({ dimension }: Pick<Measurement, "dimension">): boolean {
  return dimension !== "text" && dimension !== "bool";
}

/** The usual ones first, then all that rules of running macros read; of the machine, without those that cannot be had. */
export function metricsThatMatter(
  measurements: readonly Measurement[],
  macros: readonly MacroStatus[],
): readonly Measurement[] {
  const texts = macros.flatMap(({ rules }) => rules.flatMap(({ comparisons }) => comparisons.map(({ text }) => text)));
  const drawable = measurements.filter((entry) => isDrawable(entry) && entry.scope !== "macro");
  const isRead = ({ metric }: Measurement) => texts.some((text) => names(text, metric));
  const first = usual.flatMap((name) => drawable.filter(({ metric }) => metric === name));
  const rest = drawable.filter((entry) => !first.includes(entry) && isRead(entry));
  return [...first, ...rest];
}

/** Those that matter and have a value: now, or in the catalogue, which comes seldom and may be older than the engine's first look. */
export function drawnByDefault(
  measurements: readonly Measurement[],
  macros: readonly MacroStatus[],
  now: Snapshot["metrics"],
): readonly Measurement[] {
  return metricsThatMatter(measurements, macros).filter(
    ({ metric, available, value }) => available && (now[metric] ?? value) !== null,
  );
}

/** `cpu.usage` as a title: `CPU usage`. */
export function metricTitle(metric: string): string {
  const words = metric.replaceAll(/[._]/g, " ").replace(/^macro /, "");
  const known = words.replaceAll(/\b(?:cpu|gpu|fps|io)\b/g, (word) => (word === "io" ? "I/O" : word.toUpperCase()));
  return known.charAt(0).toUpperCase() + known.slice(1);
}
