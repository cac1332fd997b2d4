/** What `record` is asked to do, as both ways of recording know it. */

import { loadPolicies } from "../../load-policies.ts";
import { PolicySetError } from "../../policy-set.ts";
import type { TraceFormat } from "../../traces/write-trace.ts";
import type { CommandIo } from "../io.ts";
import type { Configured } from "./engine-options.ts";
import type { Output } from "./record-output.ts";

export interface RecordOptions {
  /** A file; `-` or nothing is standard output. */
  readonly output?: string;
  readonly force?: boolean;
  readonly interval?: string;
  readonly for?: string;
  /** Names, separated by commas. */
  readonly metrics?: string;
  readonly macro?: string;
  readonly pid?: number;
  /** A run of the engine's record instead of the machine now. */
  readonly fromStore?: string;
  readonly store?: string;
  readonly config?: string;
}

/** What both ways of recording are given. */
export interface RecordTask {
  readonly options: RecordOptions;
  readonly configured: Configured;
  readonly metrics: readonly string[] | null;
  readonly durationMs: number | null;
  readonly output: Output;
}

/** Metrics, patterns and declared dimensions of the policies in force. Those that are absent or broken say nothing. */
export async function policiesOf({ config }: Configured, io: CommandIo) {
  try {
    return (await loadPolicies(config.policies, { cwd: io.cwd, overridesFolder: null })).program;
  } catch (error) {
    if (error instanceof PolicySetError) return null;
    throw error;
  }
}

/** By the file's name; `--output -` is CSV. */
export function formatOf(path: string | undefined): TraceFormat {
  return /\.(jsonl|ndjson)$/i.test(path ?? "") ? "jsonl" : "csv";
}
