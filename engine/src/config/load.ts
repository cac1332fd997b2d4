/** Finds `macro-engine.yaml` on the disk and reads it. */

import { readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Source } from "@macro-engine/dsl";
import type { Config } from "./config.ts";
import { defaultStorePath } from "./folders.ts";
import { type ParsedConfig, parseConfig } from "./parse.ts";
import { type ConfigProblem, problemAt } from "./problem.ts";

export const configFileName = "macro-engine.yaml";

export interface LoadedConfig {
  /** Always whole: what has a problem has its default. */
  readonly config: Config;
  readonly problems: readonly ConfigProblem[];
  /** Absolute; null when there is no file. */
  readonly path: string | null;
}

/**
 * Reads the file named, else the nearest `macro-engine.yaml` in `cwd` or a folder above it, else nothing: defaults.
 * Relative paths start at the file's folder, without a file at `cwd`.
 */
export function loadConfig(options: {
  readonly path?: string;
  readonly cwd: string;
  /** Take the place of the file's, as when they are named on the command line; relative to `cwd`. */
  readonly policies?: readonly string[];
}): LoadedConfig {
  const path = options.path === undefined ? findConfig(options.cwd) : resolve(options.cwd, options.path);
  const named = options.policies?.map((policy) => resolve(options.cwd, policy));
  const parse = (source: Source, folder: string) => parseConfigIn(folder, source, named);
  if (path === null) return { ...parse({ path: configFileName, text: "" }, options.cwd), path };
  const shown = relative(options.cwd, path).replaceAll("\\", "/");
  const name = shown.startsWith("../../") ? path : shown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
    return { ...parse({ path: name, text }, dirname(path)), path };
  } catch (error) {
    const message = `the configuration cannot be read: ${whyUnreadable(error)}`;
    const problem = problemAt({ path: name, text: "" }, { start: 0, end: 0 }, "unreadable-file", message);
    return { config: parse({ path: name, text: "" }, dirname(path)).config, problems: [problem], path };
  }
}

function whyUnreadable(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such file; `macro-engine init` writes one";
  if (code === "EACCES") return "permission is denied";
  if (code === "EISDIR") return "it is a folder";
  return error instanceof TypeError ? "it is not UTF-8" : message;
}

/** The nearest configuration at or above a folder. One that another user owns is passed over above `cwd`: it may name commands. */
function findConfig(cwd: string): string | null {
  const own = process.getuid?.();
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const path = join(folder, configFileName);
    const found = statSync(path, { throwIfNoEntry: false });
    const trusted = folder === resolve(cwd) || own === undefined || found?.uid === own || found?.uid === 0;
    if (found?.isFile() && trusted) return path;
    if (dirname(folder) === folder) return null;
  }
}

/** With paths that start at a folder of the disk, and the store's default; `named` policies (absolute) take the place of its own. */
export function parseConfigIn(folder: string, source: Source, named?: readonly string[]): ParsedConfig {
  const parsed = parseConfig(source, (path) => resolve(folder, path));
  const { config } = parsed;
  const policies = named ?? config.policies;
  const path = config.store.path || defaultStorePath(policies);
  return { ...parsed, config: { ...config, policies, store: { ...config.store, path } } };
}
