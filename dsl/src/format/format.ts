/** Writes a policy file in the one style. What a file means, and every comment in it, stays as it is. */

import { endOf } from "../syntax/build-ast.ts";
import { type Lexed, lex } from "../syntax/lexer.ts";
import { type ParsedFile, parse } from "../syntax/parse.ts";
import type { Source, Span } from "../syntax/source.ts";
import { layOutFile } from "./layout-file.ts";
import { commentText, type Pieces } from "./token-reader.ts";
import { untouchedRegions } from "./untouched.ts";

export interface FormatOptions {
  /** Columns that a line may have before it is broken where it can be. Default 100. */
  readonly width?: number;
}

export const defaultWidth = 100;

/**
 * The text of a file as it should be written. Lines with errors are left as they are, with the members or declarations that
 * they belong to; the rest is formatted all the same.
 */
export function format(input: ParsedFile | Source, options: FormatOptions = {}): string {
  const parsed = "text" in input ? parse(input) : input;
  const { source, comments } = parsed.file;
  const lexed = lex(source);
  const pieces: Pieces = { text: source.text, tokens: lexed.tokens, comments };
  const write = (untouched: readonly Span[]) =>
    layOutFile(parsed.file, pieces, untouched, options.width ?? defaultWidth);
  if (parsed.diagnostics.length === 0) {
    const text = write(untouchedRegions(parsed, pieces, "members"));
    if (wordsOf(text, lex({ ...source, text })) !== wordsOf(source.text, lexed))
      throw new Error(`formatting ${source.path} would change it`);
    return text;
  }
  // What is made of broken text can depend on the lines around it.
  const meaning = meaningOf(parsed);
  for (const grain of ["members", "declarations"] as const) {
    const text = write(untouchedRegions(parsed, pieces, grain));
    if (meaningOf(parse({ ...source, text })) === meaning) return text;
  }
  return source.text;
}

/** Tokens and comments but for parentheses. */
function wordsOf(text: string, { tokens, comments }: Lexed): string {
  const words = tokens.map((token) => text.slice(token.startOffset, endOf(token)));
  const kept = words.filter((word) => word !== "(" && word !== ")");
  return [...kept, ...comments.map(commentText)].join("\n");
}

const places: ReadonlySet<string> = new Set(["span", "header", "operatorSpan", "source", "comments"]);

/** The tree without places and parentheses, and what is wrong with the text, without places. */
function meaningOf({ file, diagnostics }: ParsedFile): string {
  const complaints = diagnostics.map(({ code, message }) => [code, message]);
  return JSON.stringify([file, complaints], (key, value: unknown) => {
    if (places.has(key)) return undefined;
    let node = value as { kind?: string; inner?: unknown } | null;
    while (node?.kind === "group") node = node.inner as { kind?: string; inner?: unknown };
    return node;
  });
}
