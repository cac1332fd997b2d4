/** From policy files to a program, in a worker thread: the parser and its trees leave with it. */

import { Worker } from "node:worker_threads";
import type { Program } from "@macro-engine/dsl";
import type { CompileRequest } from "../compile-worker.ts";
import type { Config } from "../config.ts";
import { entryUrl } from "../entry.ts";

export interface Compiled {
  /** Null when something is wrong that keeps the set from being run. */
  readonly program: Program | null;
  /** Rendered diagnostics; empty when there are none. */
  readonly problems: string;
  /** Something could not be read at all. */
  readonly unreadable: boolean;
}

export interface CompileOptions {
  readonly cwd: string;
  /** Null without a configuration file: then unknown channels are no errors. */
  readonly configPath: string | null;
  readonly color?: boolean;
  /** Policies besides the configuration's. */
  readonly besides?: readonly string[];
}

/** Compiles the configuration's policies. Rejects only for a mistake of ours. */
export function compilePolicies(config: Config, options: CompileOptions): Promise<Compiled> {
  const request: CompileRequest = {
    paths: [...config.policies, ...(options.besides ?? [])],
    cwd: options.cwd,
    color: options.color ?? false,
    overridesFolder: config.overrides.mode === "forbid" ? null : config.overrides.folder,
    overridesMode: config.overrides.mode,
    ...(options.configPath !== null ? { channels: Object.keys(config.channels) } : {}),
  };
  return new Promise((resolve, reject) => {
    const worker = new Worker(entryUrl("compile-worker"), { workerData: request });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the policy compiler ended with ${code} and no answer`)));
  });
}
