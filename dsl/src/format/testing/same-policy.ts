/** What formatting must keep, as texts that tests compare. */

import { analyze } from "../../analyze.ts";
import { endOf } from "../../syntax/build-ast.ts";
import { lex } from "../../syntax/lexer.ts";
import type { Source } from "../../syntax/source.ts";

/** What texts quote of a policy, whose blanks and parentheses are a matter of layout. */
const quoting: ReadonlySet<string> = new Set(["text", "threshold"]);

/** The program of a file without its places, or what is wrong with the file. */
export function meaningOf(source: Source): string {
  const { program, diagnostics } = analyze({ files: [source] });
  if (program === null) return complaintsOf(diagnostics);
  return JSON.stringify(program, (key, value: unknown) => {
    if (key === "place") return undefined;
    return quoting.has(key) && typeof value === "string" ? value.replace(/[\s()]/g, "") : value;
  });
}

/** Codes and sentences; what they quote may have other blanks. */
export function complaintsOf(diagnostics: readonly { readonly code: string; readonly message: string }[]): string {
  return diagnostics.map(({ code, message }) => `${code}: ${message.replace(/[\s()…]/g, "")}`).join("\n");
}

/** Each comment with the words before and behind it, and whether it has its line for itself. */
export function commentsOf(source: Source): string[] {
  const { text } = source;
  const { tokens, comments } = lex(source);
  const words = tokens
    .map((token) => ({ start: token.startOffset, word: text.slice(token.startOffset, endOf(token)) }))
    .filter(({ word }) => word !== "(" && word !== ")");
  let next = 0;
  return comments.map(({ span, text: comment }) => {
    while (next < words.length && words[next]!.start < span.start) next++;
    const lineStart = text.lastIndexOf("\n", span.start) + 1;
    const place = /^\ufeff?[ \t\r]*$/.test(text.slice(lineStart, span.start)) ? "below" : "beside";
    return `${place} ${words[next - 1]?.word}, above ${words[next]?.word}: ${comment.trimEnd()}`;
  });
}
