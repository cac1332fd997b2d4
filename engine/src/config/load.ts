/** Finds `macro-engine.yaml`, reads it, and reports everything wrong with it at once. */

import { readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Source } from "@macro-engine/dsl";
import { type Document, isScalar, type Node, parseDocument } from "yaml";
import type { Config } from "./config.ts";
import { defaultStorePath } from "./folders.ts";
import { configuration } from "./keys.ts";
import { type ConfigProblem, problemAt } from "./problem.ts";
import { Reader } from "./reader.ts";

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
  const parse = (source: Source, folder: string) => parseConfig(source, folder, named);
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

/** Reads a configuration's text; `folder` is where relative paths start, `policies` (absolute) take the place of its own. */
export function parseConfig(
  source: Source,
  folder: string,
  named?: readonly string[],
): { config: Config; problems: readonly ConfigProblem[] } {
  const document = parseDocument(source.text, { prettyErrors: false });
  const reader = new Reader(source, folder, document);
  const isBroken = reportSyntax(reader, document);
  const broken = [...reader.problems];
  const root = (document.contents as Node | null) ?? null;
  const isEmpty = root === null || (isScalar(root) && root.value === null);
  const config = (isEmpty ? null : configuration.read(reader, root, { start: 0, end: 0 })) ?? defaults(folder);
  // Of what a broken text seems to say nothing is told: it would be invented.
  const problems = (isBroken ? broken : reader.problems).sort(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
  );
  const policies = named ?? config.policies;
  const path = config.store.path || defaultStorePath(policies);
  return { config: { ...config, policies, store: { ...config.store, path } }, problems };
}

function defaults(folder: string): Config {
  const document = parseDocument("{}");
  const reader = new Reader({ path: "", text: "{}" }, folder, document);
  const config = configuration.read(reader, document.contents as Node | null, { start: 0, end: 0 });
  if (config === null) throw new Error("a default of the configuration does not fit its own shape");
  return config;
}

/** True when the text as a whole is in doubt. */
function reportSyntax(reader: Reader, document: Document): boolean {
  for (const error of document.errors) {
    const [start, end] = error.pos;
    const twice = error.code === "DUPLICATE_KEY";
    const from = { start, end: Math.max(end, start + 1) };
    const place = twice ? keyAt(reader.source.text, start) : from;
    reader.report(place, twice ? "duplicate-key" : "syntax-error", sentenceOf(error));
  }
  return document.errors.some(({ code }) => code !== "DUPLICATE_KEY" && code !== "MULTIPLE_DOCS");
}

/** The library's sentence, but where ours says what to do. */
function sentenceOf({ code, message }: Document["errors"][number]): string {
  if (code === "DUPLICATE_KEY") return "this key stands here twice; keep one";
  if (code === "MULTIPLE_DOCS") return "a second document begins here; keep one of them";
  return message.replace(/\.?\s*$/, "");
}

function keyAt(text: string, start: number): { start: number; end: number } {
  const key = /[^\s:]+/y;
  key.lastIndex = start;
  return { start, end: start + (key.exec(text)?.[0].length ?? 1) };
}
