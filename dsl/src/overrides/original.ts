/** The earlier Python system's override files: JSON objects by macro id (LANGUAGE.md, section 10), as data. */

import type { Reporter } from "../check/reporter.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { isLevel, levels } from "../program/levels.ts";
import type { Level } from "../program/program.ts";
import type { Source, Span } from "../syntax/source.ts";
import type { NumericDimension } from "../vocabulary/units.ts";
import type { Entry, OverrideNode } from "./document.ts";
import { meaningInDocument } from "./meaning-in-document.ts";

/** A limit of the original: its name there and here, and the rule that it stands for. */
export interface OriginalLimit {
  readonly name: string;
  readonly metric: string;
  readonly operator: ">" | "<";
  readonly dimension: NumericDimension;
  /** Base units in one unit of the original. */
  readonly scale: number;
}

export const originalLimits = [
  { name: "max_duration", metric: "duration", operator: ">", dimension: "duration", scale: 1000 },
  { name: "cpu_usage_max", metric: "cpu.usage", operator: ">", dimension: "percent", scale: 1 },
  { name: "memory_usage_max", metric: "memory.usage", operator: ">", dimension: "percent", scale: 1 },
  { name: "fps_min", metric: "fps", operator: "<", dimension: "framerate", scale: 1 },
  { name: "latency_max", metric: "latency", operator: ">", dimension: "duration", scale: 1 },
  { name: "response_time_max", metric: "response_time", operator: ">", dimension: "duration", scale: 1 },
] as const satisfies readonly OriginalLimit[];

/** What an unknown macro got there, in seconds. */
export const originalDefaultDurationS = 300;

/** One macro's entry; null where the file says nothing. */
export interface OriginalEntry {
  readonly macroId: string;
  readonly span: Span;
  readonly name: string | null;
  readonly category: string | null;
  readonly description: string | null;
  readonly level: Placed<Level> | null;
  readonly autoCancel: Placed<boolean> | null;
  readonly discordNotify: Placed<boolean> | null;
  /** Values in base units. */
  readonly limits: readonly (Placed<number> & { readonly limit: OriginalLimit })[];
}

export interface Placed<T> {
  readonly value: T;
  readonly span: Span;
}

export const entryKeys = [
  "macro_id",
  "name",
  "category",
  "safety_level",
  "max_duration",
  "performance_thresholds",
  "auto_cancel_enabled",
  "discord_notify",
  "description",
] as const;
const thresholdKeys: readonly string[] = originalLimits
  .map((limit) => limit.name)
  .filter((name) => name !== "max_duration");

export function readOriginal(source: Source, root: OverrideNode, reporter: Reporter): OriginalEntry[] {
  return entriesOf(source, root, "an override file", null, reporter).map((entry) => readEntry(source, entry, reporter));
}

function entriesOf(
  source: Source,
  node: OverrideNode,
  what: string,
  known: readonly string[] | null,
  reporter: Reporter,
): Entry[] {
  if (node.kind !== "map") {
    const parameters = { what, wanted: "an object of names to settings" };
    if (node.kind === "list" || node.value !== null) {
      reporter.error(source.path, node.span, "syntax-error", "override-shape", parameters);
    }
    return [];
  }
  const seen = new Map<string, Entry>();
  for (const entry of node.entries) {
    const { key, keySpan } = entry;
    const earlier = seen.get(key);
    if (known !== null && !known.includes(key)) {
      const parameters = { key, where: what, suggestion: nearest(key, known), known: known.join(", ") };
      const extras = meaningInDocument(source, keySpan, parameters.suggestion);
      reporter.error(source.path, keySpan, "misplaced-setting", "override-key", parameters, extras);
    } else if (earlier !== undefined) {
      const related = [{ message: `\`${key}\` has its value here`, file: source.path, span: earlier.keySpan }];
      reporter.error(source.path, keySpan, "duplicate-setting", "override", { key }, { related });
    } else seen.set(key, entry);
  }
  return [...seen.values()];
}

function readEntry(source: Source, { key, keySpan, value }: Entry, reporter: Reporter): OriginalEntry {
  const fields = new Map(
    entriesOf(source, value, `macro \`${key}\``, entryKeys, reporter).map((entry) => [entry.key, entry]),
  );
  const text = (name: string) => readText(source, fields.get(name), reporter);
  const flag = (name: string) => readFlag(source, fields.get(name), reporter);
  const thresholds = fields.get("performance_thresholds");
  const limits = thresholds
    ? entriesOf(source, thresholds.value, "`performance_thresholds`", thresholdKeys, reporter)
    : [];
  const duration = fields.get("max_duration");
  return {
    macroId: key,
    span: keySpan,
    name: text("name"),
    category: text("category"),
    description: text("description"),
    level: readLevel(source, fields.get("safety_level"), reporter),
    autoCancel: flag("auto_cancel_enabled"),
    discordNotify: flag("discord_notify"),
    limits: [...(duration ? [duration] : []), ...limits].flatMap((entry) => readLimit(source, entry, reporter)),
  };
}

function textOf(node: OverrideNode | undefined): string | null {
  return node?.kind === "scalar" && node.value !== null ? String(node.value) : null;
}

/** Names and descriptions; a number will do. */
function readText(source: Source, entry: Entry | undefined, reporter: Reporter): string | null {
  if (entry === undefined || entry.value.kind === "scalar") return textOf(entry?.value);
  const parameters = { what: `\`${entry.key}\``, wanted: "a text" };
  reporter.error(source.path, entry.value.span, "syntax-error", "override-shape", parameters);
  return null;
}

function readFlag(source: Source, entry: Entry | undefined, reporter: Reporter): Placed<boolean> | null {
  if (entry === undefined || isNull(entry.value)) return null;
  const { key, value: node } = entry;
  if (node.kind === "scalar" && typeof node.value === "boolean") return { value: node.value, span: node.span };
  const text = node.kind === "scalar" ? node.text : node.kind;
  reporter.error(source.path, node.span, "not-a-condition", "override", { text, key });
  return null;
}

function readLevel(source: Source, entry: Entry | undefined, reporter: Reporter): Placed<Level> | null {
  if (entry === undefined || isNull(entry.value)) return null;
  const { span } = entry.value;
  const name = textOf(entry.value) ?? entry.value.kind;
  if (isLevel(name)) return { value: name, span };
  const suggestion = nearest(name, levels);
  const extras = meaningInDocument(source, span, suggestion);
  reporter.error(source.path, span, "unknown-name", "level", { name, suggestion }, extras);
  return null;
}

/** Plain numbers in the original's units; `null` is no limit. */
function readLimit(source: Source, { key, value: node }: Entry, reporter: Reporter) {
  const limit: OriginalLimit = originalLimits.find((other) => other.name === key)!;
  if (isNull(node)) return [];
  // A number can be too large in base units only.
  const value = node.kind === "scalar" && typeof node.value === "number" ? node.value * limit.scale + 0 : Number.NaN;
  if (Number.isFinite(value)) return [{ limit, value, span: node.span }];
  const text = node.kind === "scalar" ? source.text.slice(node.span.start, node.span.end) : node.kind;
  if (node.kind === "scalar" && typeof node.value === "number" && !Number.isNaN(node.value)) {
    const parameters = { written: text, meant: null };
    reporter.error(source.path, node.span, "malformed-quantity", "too-large", parameters);
  } else reporter.error(source.path, node.span, "not-a-quantity", "override-number", { text, key });
  return [];
}

function isNull(node: OverrideNode): boolean {
  return node.kind === "scalar" && node.value === null;
}
