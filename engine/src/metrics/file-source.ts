/** Metrics from a JSON file that another program rewrites: `{"time": 1767614400.5, "fps": 58, "response_time": 120}`. */

import { readFile, stat } from "node:fs/promises";
import { builtInMetrics, type Metric, type SampleValue } from "@macro-engine/dsl";
import { type Availability, patience, type Sampler, type SampleSink } from "./sampler.ts";
import type { FileSource } from "./sources.ts";
import type { Surroundings } from "./surroundings.ts";

/** Readings in a row that may fail before the content counts as bad rather than as half written. */
const patienceReadings = 3;
const largestBytes = 1024 * 1024;

interface Content {
  readonly fields: Readonly<Record<string, unknown>>;
  /** When it was measured, ms since the epoch: its `time`, else when the file was last written. */
  readonly wall: number;
}

/**
 * Values are in base units; null is "no value now". The configuration names the field of each metric, or else the fields
 * bear the metrics' own names. `customMetrics` are the declared ones as of now: they change when policies are reloaded.
 * A file that is absent is silent, as a game that is not running; one that cannot be read, or stays bad, throws.
 */
export function fileSampler(
  source: FileSource,
  customMetrics: () => readonly Metric[],
  { now, wallNow }: Surroundings,
): Sampler {
  const { path, everyMs, macro } = source;
  const stalenessMs = source.stalenessMs ?? patience(everyMs);
  let lastWall = Number.NaN;
  let failures = 0;

  const wanted = () => wantedFields(source, customMetrics());

  async function sample(_now: number, sink: SampleSink) {
    const content = await readContent(path);
    if (content === null) return false;
    if (typeof content === "string") {
      failures += 1;
      if (failures >= patienceReadings) throw new Error(`${path} ${content}`);
      return false;
    }
    failures = 0;
    const ageMs = Math.max(0, wallNow() - content.wall);
    // Values that were handed over once stay as old as they are; what is wrong with them stays wrong, however old.
    const isNews = ageMs <= stalenessMs && content.wall !== lastWall;
    lastWall = content.wall;
    const problem = handOver(content.fields, wanted(), now() - ageMs, isNews ? sink : () => {});
    if (problem !== null) throw new Error(`${path} ${problem}`);
  }

  return {
    name: `file ${path}`,
    get metrics() {
      return wanted().map(({ metric }) => metric.name);
    },
    cost: "moderate",
    everyMs,
    stalenessMs,
    ...(macro === null ? {} : { macro }),
    async probe() {
      const content = await readContent(path).catch(() => null);
      return wanted().flatMap((field) => availability(field, content, source));
    },
    sample,
    close() {},
  };
}

interface WantedField {
  readonly metric: Metric;
  readonly field: string;
}

/** A macro's own metrics are those that a macro may report; of the system all but what only a macro has. */
function wantedFields({ metrics, macro }: FileSource, customMetrics: readonly Metric[]): WantedField[] {
  const possible = [...builtInMetrics, ...customMetrics].filter(({ scope }) =>
    macro === null ? scope !== "macro" : scope === "either",
  );
  if (metrics === null) return possible.map((metric) => ({ metric, field: metric.name }));
  return possible.flatMap((metric) => {
    const field = metrics[metric.name];
    return field === undefined ? [] : [{ metric, field }];
  });
}

/** Without a file, what it will hold is known from the configuration, or else guessed to be the game's metrics. */
function availability(
  { metric, field }: WantedField,
  content: Content | string | null,
  { path, metrics, macro }: FileSource,
): Availability[] {
  const owner = macro === null ? "" : `, for the macro ${macro}`;
  if (content !== null && typeof content !== "string") {
    const present = fieldOf(content.fields, field) !== undefined;
    return present ? [{ metric: metric.name, available: true, source: path + owner }] : [];
  }
  const expected = metrics !== null || metric.scope === "either";
  return expected ? [{ metric: metric.name, available: true, source: `${path} (waiting for it)${owner}` }] : [];
}

/** Hands over what is right; what is wrong comes back as one sentence, to follow the path. */
function handOver(
  fields: Content["fields"],
  wanted: readonly WantedField[],
  time: number,
  sink: SampleSink,
): string | null {
  const wrong: string[] = [];
  let known = 0;
  for (const { metric, field } of wanted) {
    const value = fieldOf(fields, field);
    if (value === undefined) continue;
    known += 1;
    if (value === null) continue;
    if (fits(value, metric)) sink(metric.name, value, time);
    else wrong.push(`gives ${field} as ${JSON.stringify(value)}, which should be ${expectation(metric)}`);
  }
  if (wrong.length > 0) return wrong.join("; ");
  return known > 0 ? null : `holds no metric: its keys should be names such as "fps", or be named under \`metrics:\``;
}

/** A field by its name, or by a dotted way into nested objects. */
function fieldOf(fields: Content["fields"], name: string): unknown {
  if (Object.hasOwn(fields, name)) return fields[name];
  let value: unknown = fields;
  for (const step of name.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

function fits(value: unknown, { dimension }: Metric): value is SampleValue {
  if (dimension === "bool") return typeof value === "boolean";
  if (dimension === "text") return typeof value === "string";
  return typeof value === "number" && Number.isFinite(value);
}

const unitWords: Partial<Record<Metric["dimension"], string>> = {
  bool: "true or false",
  text: "a string",
  percent: "a number, in percent",
  duration: "a number, in milliseconds",
  bytes: "a number, in bytes",
  bytes_per_second: "a number, in bytes per second",
  framerate: "a number, in frames per second",
  temperature: "a number, in °C",
  rate: "a number, per second",
};

function expectation({ dimension }: Metric): string {
  return unitWords[dimension] ?? "a number";
}

/** The content; what is wrong with it, in words that follow its path; or null when there is no file. */
async function readContent(path: string): Promise<Content | string | null> {
  try {
    const found = await stat(path);
    const { mtimeMs, size } = found;
    // To open a pipe waits for its writer, for ever if need be: not even the engine could end then.
    if (!found.isFile() && !found.isDirectory()) throw new Error(`${path} is a pipe or device: a source is a file`);
    if (size > largestBytes) return "is larger than 1 MiB: a source holds the present values only";
    return parseContent(await readFile(path, "utf8"), mtimeMs);
  } catch (error) {
    // Programs that replace a file by renaming leave moments in which there is none.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function parseContent(text: string, writtenAt: number): Content | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return `is not JSON: ${(error as Error).message}`;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    return 'should hold one object, such as {"fps": 60}';
  }
  const fields = parsed as Record<string, unknown>;
  if (fields.time === undefined) return { fields, wall: writtenAt };
  const wall = instant(fields.time);
  return Number.isNaN(wall)
    ? '"time" should be seconds or milliseconds since 1970, or an ISO 8601 text'
    : { fields, wall };
}

/** Numbers beyond the year 5138 as seconds are milliseconds. */
function instant(time: unknown): number {
  if (typeof time === "string") return Date.parse(time);
  if (typeof time !== "number") return Number.NaN;
  return time < 1e11 ? time * 1000 : time;
}
