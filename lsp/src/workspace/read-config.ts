/** Which files a configuration names, as URIs. */

import type { Source } from "@macro-engine/dsl";
import { type ParsedConfig, parseConfig } from "../../../engine/src/config/parse.ts";
import { resolvedFrom } from "./uris.ts";

export const configurationName = "macro-engine.yaml";

/** Paths stay as they are written. A text is parsed once. */
export function readConfig(source: Source | null): ParsedConfig {
  if (source === null) {
    withoutFile ??= parseConfig({ path: configurationName, text: "" }, (path) => path);
    return withoutFile;
  }
  let parsed = known.get(source);
  if (parsed === undefined) {
    parsed = parseConfig(source, (path) => path);
    known.set(source, parsed);
  }
  return parsed;
}

let withoutFile: ParsedConfig | null = null;
const known = new WeakMap<Source, ParsedConfig>();

export interface NamedFiles {
  /** Files and folders. */
  readonly policies: readonly string[];
  /** A folder. */
  readonly overrides: string;
}

/** What belongs to a set by its configuration in a folder, or by the defaults there. */
export function namedFiles({ config }: ParsedConfig, folder: string): NamedFiles {
  return {
    policies: config.policies.map((path) => resolvedFrom(folder, path)),
    overrides: resolvedFrom(folder, config.overrides.folder),
  };
}
