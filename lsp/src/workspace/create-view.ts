/** Makes the view of a policy set from its texts. */

import {
  type Analysis,
  type Analyzer,
  createAnalyzer,
  createProver,
  type Fix,
  type Metric,
  type ParsedFile,
  type Prover,
  parse,
  parseAgain,
  type Source,
  type Span,
  unreadableFile,
} from "@macro-engine/dsl";
import type { SourceConfig } from "../../../engine/src/config/config.ts";
import type { ConfigProblem } from "../../../engine/src/config/problem.ts";
import { createReplay } from "../../../engine/src/runtime/replay-witness.ts";
import type { MachineQuestion, MetricReading } from "../host.ts";
import type { FileKind, PolicyView, Remark } from "./policy-view.ts";
import { readConfig } from "./read-config.ts";
import { parentOf, resolvedFrom } from "./uris.ts";

export interface ViewInput {
  readonly version: number;
  readonly policies: readonly Source[];
  readonly overrides: readonly Source[];
  readonly configuration: Source | null;
  readonly uriOf: (path: string) => string;
  readonly readings: (question: MachineQuestion) => ReadonlyMap<string, MetricReading>;
  /** What is wrong with the set's files as such. */
  readonly unread?: readonly UnreadFile[];
  /** That of the view before, whose analysis it takes over. */
  readonly analyzer?: Analyzer;
  /** What lint has found so far. */
  readonly findings?: () => readonly Remark[];
}

export interface UnreadFile {
  readonly path: string;
  readonly kind: FileKind;
  readonly reason: string;
  /** Of the words that it is about; without it, the file's beginning. */
  readonly span?: Span;
}

export function createView(input: ViewInput): PolicyView {
  const { version, policies, overrides, configuration, uriOf, readings, unread = [] } = input;
  const { config, problems } = readConfig(configuration);
  const channels = configuration === null ? null : Object.keys(config.channels);
  const evaluation = { zone: config.zone, stalenessMs: config.stalenessMs };
  const proving = { ...evaluation, replay: createReplay(evaluation) };
  const { analyzer = createAnalyzer() } = input;
  const overridesMode = config.overrides.mode;
  const analysis = analyzer.analyze({ files: policies.map(parseOnce), overrides, overridesMode, channels, proving });
  const files = new Map(analysis.files.map((parsed) => [parsed.file.source.path, parsed]));
  const { kinds, sources } = filesOf(input);
  const ofFiles = unread.map(({ path, reason, span }): Remark => {
    const remark = unreadableFile(path, reason);
    return span === undefined ? remark : { ...remark, span };
  });
  const ofConfiguration = problems.map(remarkOf);
  const remarks = [...ofFiles, ...analysis.diagnostics, ...ofConfiguration];
  const all = concatenated(remarks, input.findings ?? (() => none));
  let prover: Prover | null = null;
  let asked: MachineQuestion | null = null;
  return {
    version,
    analysis,
    sources,
    isWhole: unread.length === 0,
    kindOf: (path) => kinds.get(path) ?? null,
    file: (path) => files.get(path) ?? null,
    uriOf,
    config,
    channels,
    remarks: all,
    prover() {
      if (analysis.program !== null) prover ??= createProver({ ...proving, program: analysis.program });
      return prover;
    },
    readings() {
      asked ??= { sources: config.sources.map((source) => located(source, input)), customMetrics: declared(analysis) };
      return readings(asked);
    },
  };
}

/** What was meant is written with the quotes that there are. */
function remarkOf({ code, severity, message, meant, file, span, source }: ConfigProblem): Remark {
  const quote = /^["']/.exec(source?.text.slice(span.start, span.end) ?? "")?.[0] ?? "";
  const fixes = meant.map((name): Fix => {
    const text = quote + name + quote;
    return { title: `write \`${text}\``, edits: [{ file, span, text }] };
  });
  return { code, severity, message, file, span, related: [], fixes };
}

/** What another program writes may lie anywhere: its path starts at the configuration. */
function located(source: SourceConfig, { configuration, uriOf }: ViewInput): SourceConfig {
  if (source.kind !== "file" || configuration === null) return source;
  return { ...source, path: resolvedFrom(parentOf(uriOf(configuration.path)), source.path) };
}

function declared({ names }: Analysis): readonly Metric[] {
  return [...names.metrics.values()].flatMap(({ file, metric }) => (file === null || metric === null ? [] : [metric]));
}

const none: readonly Remark[] = [];

/** The same list for as long as there is nothing new. */
function concatenated(before: readonly Remark[], after: () => readonly Remark[]): () => readonly Remark[] {
  let known = { last: none, all: before };
  return () => {
    const last = after();
    if (last !== known.last) known = { last, all: [...before, ...last] };
    return known.all;
  };
}

function filesOf({ policies, overrides, configuration, unread = [] }: ViewInput) {
  const kinds = new Map<string, FileKind>();
  const sources = new Map<string, Source>();
  const add = (kind: FileKind, source: Source) => {
    kinds.set(source.path, kind);
    sources.set(source.path, source);
  };
  for (const source of policies) add("policy", source);
  for (const source of overrides) add("overrides", source);
  if (configuration !== null) add("configuration", configuration);
  for (const { path, kind } of unread) kinds.set(path, kind);
  return { kinds, sources };
}

const parsed = new WeakMap<Source, ParsedFile>();

/** The text that another has taken the place of, and whose tree it may take over. */
const earlier = new WeakMap<Source, Source>();

/** Says that nothing will be asked of an earlier text any more once a later one has been parsed. */
export function follows(later: Source, before: Source): void {
  const known = parsed.has(before) ? before : earlier.get(before);
  if (known !== undefined) earlier.set(later, known);
}

/** A text is parsed once, whatever becomes of the other files. */
export function parseOnce(source: Source): ParsedFile {
  let file = parsed.get(source);
  if (file === undefined) {
    file = parseAnew(source);
    parsed.set(source, file);
  }
  return file;
}

function parseAnew(source: Source): ParsedFile {
  const before = earlier.get(source);
  const known = before && parsed.get(before);
  if (before === undefined || known === undefined) return parse(source);
  parsed.delete(before);
  earlier.delete(source);
  return parseAgain(known, source);
}

export function isParsed(source: Source): boolean {
  return parsed.has(source);
}
