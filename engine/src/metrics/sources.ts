/** What the configuration says about where metrics come from besides this machine; the daemon hands it over as it reads it. */

/** Time to connect to a host and port by TCP. */
export interface LatencySource {
  readonly kind: "latency";
  readonly host: string;
  readonly port: number;
  readonly everyMs: number;
  /** A probe that takes longer is lost. */
  readonly timeoutMs: number;
  /** Null: what the sampler thinks right. */
  readonly stalenessMs: number | null;
}

/** A JSON file that another program rewrites. */
export interface FileSource {
  readonly kind: "file";
  readonly path: string;
  /** Metric to the file's field that holds it; null: the file's own field names are metrics. */
  readonly metrics: Readonly<Record<string, string>> | null;
  readonly everyMs: number;
  readonly stalenessMs: number | null;
  /** The macro whose own metrics these are; null: the system's. */
  readonly macro: string | null;
}

/** Another kind of source is a member here, and a case in `index.ts`. */
export type MetricSource = LatencySource | FileSource;
