/** One policy set as it is at one moment: what every feature looks at. Never changes; an edit makes another one. */

import type { Analysis, Fix, ParsedFile, Prover, RelatedPlace, Severity, Source, Span } from "@macro-engine/dsl";
import type { Config } from "../../../engine/src/config/config.ts";
import type { MetricReading } from "../host.ts";

export interface PolicyView {
  /** Grows with every change of a file of the set. */
  readonly version: number;
  readonly analysis: Analysis;
  /** Everything that belongs to the set, open buffers over disk: policies, override files, the configuration. */
  readonly sources: ReadonlyMap<string, Source>;
  /** Every file could be read. */
  readonly isWhole: boolean;
  readonly kindOf: (path: string) => FileKind | null;
  /** Null for a path that is no policy file of the set. */
  readonly file: (path: string) => ParsedFile | null;
  readonly uriOf: (path: string) => string;
  /** Always whole: without a file, or where something is wrong in it, it has the defaults. */
  readonly config: Config;
  /** Channels of the configuration; null where there is no file. */
  readonly channels: readonly string[] | null;
  /** What the analysis says, then what lint and the assertions have said of this version so far. */
  readonly remarks: () => readonly Remark[];
  /** Made once, when first asked for; null for a set with errors. */
  readonly prover: () => Prover | null;
  /** What this machine measures, by metric, as last seen; empty where nobody looks. */
  readonly readings: () => ReadonlyMap<string, MetricReading>;
}

export type FileKind = "policy" | "overrides" | "configuration";

/** The shape that errors, lint findings, failed assertions and problems of a configuration share. */
export interface Remark {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly span: Span;
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly Fix[];
}
