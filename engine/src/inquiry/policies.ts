/** The policy set on disk, read at every question and analysed where it has changed. */

import { createAnalyzer, type Diagnostic, type Program, type Source } from "@macro-engine/dsl";
import { compileRequest } from "../compile-policies.ts";
import { type PolicySet, PolicySetError, readPolicySet } from "../policy-set.ts";
import { createReplay } from "../runtime/replay-witness.ts";
import type { InquiryInput } from "./questions.ts";

export interface Policies {
  /** Never rejects for what is on disk. */
  read(): Promise<ReadPolicies>;
  /** What would be said of the set with this file in it. */
  diagnosticsWith(set: PolicySet, file: Source): readonly Diagnostic[];
}

export interface ReadPolicies {
  /** Null where a path names nothing; `unreadable` then says so. */
  readonly set: PolicySet | null;
  readonly unreadable: string | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Null where something is wrong. */
  readonly program: Program | null;
  readonly sourceOf: (file: string) => Source | undefined;
}

export function createPolicies({ config, ...where }: InquiryInput): Policies {
  const request = compileRequest(config, { ...where, given: { policies: null, intervalMs: null } });
  const { evaluation, overridesMode = "allow", channels = null } = request;
  const proving = { ...evaluation, replay: createReplay(evaluation) };
  const analyzer = createAnalyzer();
  let last: { readonly key: string; readonly read: ReadPolicies } | null = null;

  function analysed(set: PolicySet): ReadPolicies {
    const key = JSON.stringify([set.files, set.overrides, set.diagnostics]);
    if (last?.key === key) return last.read;
    const analysis = analyzer.analyze({
      files: set.files,
      overrides: set.overrides,
      overridesMode,
      channels,
      proving,
    });
    const byPath = new Map([...set.files, ...set.overrides].map((source) => [source.path, source]));
    const read: ReadPolicies = {
      set,
      unreadable: null,
      diagnostics: [...set.diagnostics, ...analysis.diagnostics],
      program: set.diagnostics.length > 0 ? null : analysis.program,
      sourceOf: (file) => byPath.get(file),
    };
    last = { key, read };
    return read;
  }

  return {
    read: async () => {
      try {
        return analysed(await readPolicySet(request.paths, request));
      } catch (error) {
        if (!(error instanceof PolicySetError)) throw error;
        return { set: null, unreadable: error.message, diagnostics: [], program: null, sourceOf: () => undefined };
      }
    },
    diagnosticsWith: (set, file) => {
      const others = set.files.filter(({ path }) => path !== file.path);
      const analysis = createAnalyzer().analyze({
        files: [...others, file],
        overrides: set.overrides,
        overridesMode,
        channels,
        proving,
      });
      return analysis.diagnostics;
    },
  };
}
