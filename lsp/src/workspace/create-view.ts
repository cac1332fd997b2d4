/** Makes the view of a policy set from its texts. */

import { analyze, createProver, type Prover, type Source } from "@macro-engine/dsl";
import { parseConfig } from "../../../engine/src/config/parse.ts";
import { createReplay } from "../../../engine/src/runtime/replay-witness.ts";
import type { MetricReading } from "../host.ts";
import type { FileKind, PolicyView, Remark } from "./policy-view.ts";

export interface ViewInput {
  readonly version: number;
  readonly policies: readonly Source[];
  readonly overrides: readonly Source[];
  readonly configuration: Source | null;
  readonly uriOf: (path: string) => string;
  readonly readings: () => ReadonlyMap<string, MetricReading>;
}

export function createView(input: ViewInput): PolicyView {
  const { version, policies, overrides, configuration, uriOf, readings } = input;
  const { config, problems } = parseConfig(configuration ?? { path: "macro-engine.yaml", text: "" }, (path) => path);
  const channels = configuration === null ? null : Object.keys(config.channels);
  const evaluation = { zone: config.zone, stalenessMs: config.stalenessMs };
  const proving = { ...evaluation, replay: createReplay(evaluation) };
  const analysis = analyze({ files: policies, overrides, overridesMode: config.overrides.mode, channels, proving });
  const files = new Map(analysis.files.map((parsed) => [parsed.file.source.path, parsed]));
  const kinds = new Map<string, FileKind>();
  const sources = new Map<string, Source>();
  const add = (kind: FileKind, source: Source) => {
    kinds.set(source.path, kind);
    sources.set(source.path, source);
  };
  for (const source of policies) add("policy", source);
  for (const source of overrides) add("overrides", source);
  if (configuration !== null) add("configuration", configuration);
  const ofConfiguration: Remark[] = problems.map((problem) => ({ ...problem, related: [], fixes: [] }));
  const remarks = [...analysis.diagnostics, ...ofConfiguration];
  let prover: Prover | null = null;
  return {
    version,
    analysis,
    sources,
    kindOf: (path) => kinds.get(path) ?? null,
    file: (path) => files.get(path) ?? null,
    uriOf,
    config,
    channels,
    remarks: () => remarks,
    prover() {
      if (analysis.program !== null) prover ??= createProver({ ...proving, program: analysis.program });
      return prover;
    },
    readings,
  };
}
