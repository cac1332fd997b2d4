/** Files that are to be imported: read, and told apart by what they hold. */

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { TextDecoder } from "node:util";
import { rulesIn, type Source } from "@macro-engine/dsl";
import { displayPath } from "../../display-path.ts";

/** Wrong use, or a file that cannot be read or written: told in one sentence. */
export class ImportFileError extends Error {
  override readonly name = "ImportFileError";
}

/** `data` null: an override file of the original, which is read with its positions. */
export interface ImportSource {
  readonly source: Source;
  readonly rules: unknown;
}

/** Throws an ImportFileError. */
export async function readImports(paths: readonly string[], cwd: string): Promise<readonly ImportSource[]> {
  return Promise.all(paths.map((path) => readOne(path, cwd)));
}

async function readOne(path: string, cwd: string): Promise<ImportSource> {
  const absolute = resolve(cwd, path);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await readFile(absolute));
  } catch (error) {
    throw new ImportFileError(`${path}: ${reasonOf(error)}`);
  }
  const source = { path: displayPath(absolute, cwd), text };
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new ImportFileError(jsonProblem(path, text, (error as Error).message));
  }
  if (rulesIn(data) !== null) return { source, rules: data };
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw new ImportFileError(`${path}: it holds neither rules of json-rules-engine nor settings by macro id`);
  }
  return { source, rules: null };
}

/** `message` is the parser's, which quotes the text over line breaks, or names a position. */
function jsonProblem(path: string, text: string, message: string): string {
  const position = / at position (\d+)/.exec(message);
  const before = position === null ? null : text.slice(0, Number(position[1])).split("\n");
  const place = before === null ? "" : `:${before.length}:${before.at(-1)!.length + 1}`;
  const words = message.replace(/ in JSON at position.*$/s, "").replace(/, (\.\.\.)?".*is not valid JSON$/s, "");
  return `${path}${place}: it is no JSON: ${words}`;
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "it is a folder; name its files";
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return "it is not UTF-8; save it as UTF-8";
  return message;
}
