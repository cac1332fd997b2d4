/** A worker thread that reads and compiles a policy set, answers once, and takes the parser's memory with it. */

import { parentPort, workerData } from "node:worker_threads";
import { renderDiagnostics } from "./cli/report/diagnostics-report.ts";
import type { Compiled } from "./daemon/compile.ts";
import { type LoadOptions, loadPolicies } from "./load-policies.ts";
import { PolicySetError } from "./policy-set.ts";

export interface CompileRequest extends LoadOptions {
  readonly paths: readonly string[];
  readonly color: boolean;
}

async function compile({ paths, color, ...options }: CompileRequest): Promise<Compiled> {
  try {
    const { program, diagnostics, sourceOf, set } = await loadPolicies(paths, options);
    const problems = renderDiagnostics(diagnostics, sourceOf, color);
    return { program, problems, unreadable: set.diagnostics.length > 0 };
  } catch (error) {
    if (!(error instanceof PolicySetError)) throw error;
    return { program: null, problems: `${error.message}\n`, unreadable: true };
  }
}

parentPort?.postMessage(await compile(workerData as CompileRequest));
