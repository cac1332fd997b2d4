/** What the server needs of the world: a process gives it a disk and sensors, a page gives it what its client tells. */

import type { Metric, Program, SampleValue } from "@macro-engine/dsl";
import type { Config } from "../../engine/src/config/config.ts";
import type { Trace } from "../../engine/src/runtime/simulate.ts";

export interface Host {
  readonly files: FileSystem;
  /** `2027-01-31`, in local time: what the ends of ignores are held against. */
  readonly today: () => string;
  /** The page of a code that is told as Markdown; null where it is not at hand. */
  readonly codePage: (code: string) => Promise<string | null>;
  /** Where an editor can open that page; null where it cannot. */
  readonly codePageUri?: (code: string) => string | null;
  /** In hexadecimal digits: what baselines name findings by. Absent where it is not at hand: baselines are passed over. */
  readonly sha256?: (text: string) => string;
  /** Told when there is nothing to do for now. */
  readonly rest?: () => void;
  /** Null where nothing is measured, as in a page. */
  readonly machine: Machine | null;
  /** Opens the recording that a test names; rejects with a `TraceError`. Null where recordings cannot be read. */
  readonly openTrace: ((uri: string, program: Program) => Promise<Trace>) | null;
}

/** By URI, so that files may be anywhere a client has them. */
export interface FileSystem {
  /** Never rejects: what cannot be read says why. */
  read(uri: string): Promise<{ readonly text: string } | { readonly reason: string }>;
  /** What a folder holds; nothing for one that is not there. */
  list(uri: string): Promise<readonly FolderEntry[]>;
}

export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
  /** Of a link: the URI that it leads to, through all others. */
  readonly target?: string;
}

export interface Machine {
  /** By metric, as last measured; the first call begins to measure, and a minute without another one ends it. */
  readings(question?: MachineQuestion): ReadonlyMap<string, MetricReading>;
  /** Which of these metrics, and of what the sources give, can be measured here at all; null where nobody can tell. Never rejects. */
  available(metrics: readonly string[], sources: Config["sources"]): Promise<ReadonlySet<string> | null>;
}

/** What a policy set adds to what every machine has. */
export interface MachineQuestion {
  /** The configuration's, paths as URIs. Some connect to a host: none where the workspace is not trusted. */
  readonly sources: Config["sources"];
  readonly customMetrics: readonly Metric[];
}

export type MetricReading =
  | { readonly available: true; readonly source: string; readonly value: SampleValue | null }
  | { readonly available: false; readonly reason: string };
