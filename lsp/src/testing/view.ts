/** A view of a set that is written in a test, for features without a server. */

import type { MetricReading } from "../host.ts";
import { createView } from "../workspace/create-view.ts";
import type { PolicyView } from "../workspace/policy-view.ts";
import { type Cursor, type Marked, marked } from "./marked.ts";

export interface TestView extends Marked {
  readonly view: PolicyView;
  /** The first cursor. */
  readonly path: string;
  readonly offset: number;
}

/** `config/macro_safety/…` are override files, `macro-engine.yaml` is the configuration, all else is policy. */
export function viewOf(
  files: Readonly<Record<string, string>>,
  readings: ReadonlyMap<string, MetricReading> = new Map(),
): TestView {
  const found = marked(files);
  const sources = Object.entries(found.texts).map(([path, text]) => ({ path, text }));
  const view = createView({
    version: 0,
    policies: sources.filter(({ path }) => path.endsWith(".macropolicy")),
    overrides: sources.filter(({ path }) => path.startsWith("config/macro_safety/")),
    configuration: sources.find(({ path }) => path === "macro-engine.yaml") ?? null,
    uriOf: (path) => `file:///set/${path}`,
    readings: () => readings,
  });
  const first: Cursor = found.cursors[0] ?? { path: sources[0]?.path ?? "", offset: 0 };
  return { ...found, view, path: first.path, offset: first.offset };
}
