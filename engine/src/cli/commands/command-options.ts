/** Options that several commands share. */

import { resolve } from "node:path";
import { Option } from "commander";
import type { Config } from "../../config.ts";

export function formatOption(formats: readonly string[]): Option {
  return new Option("--format <format>", "how to print").choices(formats).default(formats[0]);
}

/** The folder of override files: as named, the configuration's, or null for none. Where they are forbidden, finding one is an error. */
export function overridesFolderOf(named: string | false | undefined, config: Config): string | null {
  if (named === false) return null;
  return named ?? config.overrides.folder;
}

/** Not a variadic option: that one would take the arguments too. */
export function collect(path: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, path];
}

/** How policies are read and judged, as the configuration has it; `overrides` as of the command line. */
export function readingOf(overrides: string | false | undefined, config: Config, cwd: string) {
  return {
    cwd,
    overridesFolder: overridesFolderOf(overrides, config),
    overridesNamed: typeof overrides === "string",
    overridesMode: config.overrides.mode,
    evaluation: { zone: config.zone, stalenessMs: config.stalenessMs },
  };
}

/** The engine's record: the file named by `--store`, else the configuration's. */
export function storePathOf(named: string | undefined, config: Config, cwd: string): string {
  return named === undefined ? config.store.path : resolve(cwd, named);
}
