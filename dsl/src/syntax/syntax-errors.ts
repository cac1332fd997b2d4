/** Collects what is wrong with a file's syntax, each independent error once. */

import {
  EOF,
  type IParserErrorMessageProvider,
  type IRecognitionException,
  type IToken,
  type TokenType,
} from "chevrotain";
import type { ParametersOf, SentenceOf } from "../diagnostics/catalogue.ts";
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import { errorAt, type ReportExtras, replaceWith } from "../diagnostics/report.ts";
import { endOf, isMadeUp, spanOf } from "./build-ast.ts";
import type { Source, Span } from "./source.ts";
import * as tokens from "./tokens.ts";

type SyntaxCode = "syntax-error" | "reserved-word" | "malformed-time";

/** Text of the tokens that recovery inserts. */
const insertedText: ReadonlyMap<TokenType, string> = new Map<TokenType, string>([
  [tokens.Colon, ":"],
  [tokens.Assign, "="],
  [tokens.LeftBrace, "{"],
  [tokens.When, "when"],
  [tokens.On, "on"],
  [tokens.Rule, "rule"],
  [tokens.To, "to"],
  [tokens.Arrow, "->"],
]);

const byLabel: ReadonlyMap<string, TokenType> = new Map(tokens.allTokens.map((type) => [type.name, type]));

/** Chevrotain's messages are only the name of what it wanted; the words are the catalogue's. */
export const errorMessageProvider: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => expected.name,
  buildNoViableAltMessage: ({ ruleName }) => ruleName,
  buildEarlyExitMessage: ({ ruleName }) => ruleName,
  buildNotAllInputParsedMessage: () => "a declaration",
};

/** A token as messages name it. */
export function describe(token: IToken): string {
  if (token.tokenType === EOF || isMadeUp(token)) return "the end of the file";
  if (token.tokenType === tokens.StringToken || token.tokenType === tokens.MessageOpen) return "a string";
  const image = token.image.length > 40 ? `${token.image.slice(0, 40)}…` : token.image;
  return `\`${image}\``;
}

function isKeyword(token: IToken): boolean {
  return tokens.keywordTypes.get(token.tokenType.name) === token.tokenType;
}

export class SyntaxErrors {
  readonly diagnostics: Diagnostic[] = [];
  private readonly source: Source;
  /** Where something else was expected already: what else could have stood there is no second error. */
  private readonly seen = new Set<number>();
  /** Places of lexical errors, in order, apart from each other. What does not parse there is their doing. */
  private readonly lexical: readonly Span[];

  constructor(source: Source, lexical: readonly Diagnostic[]) {
    this.source = source;
    this.lexical = merged(
      lexical.map((error) => (this.doubtsQuotes(error) ? this.quotedPart(error.span) : error.span)),
    );
  }

  /** An open string, or a `{` that none closes: a string stood within the braces, and its quotes were taken for the message's. */
  private doubtsQuotes({ code, span }: Diagnostic): boolean {
    return code === "unterminated-string" || (code === "syntax-error" && this.source.text[span.start] === "{");
  }

  report<Code extends SyntaxCode, Sentence extends SentenceOf<Code>>(
    span: Span,
    code: Code,
    sentence: Sentence,
    parameters: ParametersOf<Code, Sentence>,
    extras?: ReportExtras,
  ): void {
    this.diagnostics.push(errorAt(this.source.path, span, code, sentence, parameters, extras));
  }

  /** Reports that something should stand before a token, or in its place, unless a lexical error is to blame. */
  expected(expected: string, token: IToken, previous: IToken, fixes: readonly Fix[] = []): void {
    if (!this.isMissingBefore(token, previous)) this.unexpected(expected, token, previous, fixes);
    else if (this.isNews(token, previous)) {
      const end = endOf(previous);
      this.report({ start: end, end }, "syntax-error", "missing", { expected, found: describe(token) }, { fixes });
    }
  }

  /** Reports a token that cannot stand where it does, with nothing missing before it, unless a lexical error is to blame. */
  unexpected(expected: string, token: IToken, previous: IToken, fixes: readonly Fix[] = []): void {
    if (!this.isNews(token, previous)) return;
    const parameters = { expected, found: describe(token) };
    this.report(spanOf(token, previous), "syntax-error", "expected", parameters, { fixes });
  }

  /** False where something else was expected already, or where a lexical error is to blame. */
  private isNews(token: IToken, previous: IToken): boolean {
    const span = spanOf(token, previous);
    if (this.seen.has(span.start)) return false;
    this.seen.add(span.start);
    return !this.isBlamedOnText({ start: endOf(previous), end: span.end });
  }

  /** True when a line ends without what should follow: the place to mend is there, not where the next item begins. */
  private isMissingBefore(token: IToken, previous: IToken): boolean {
    if (isMadeUp(previous)) return false;
    if (token.tokenType !== EOF && token.tokenType !== tokens.RightBrace && !isKeyword(token)) return false;
    return isMadeUp(token) || this.source.text.slice(endOf(previous), token.startOffset).includes("\n");
  }

  /** True where something else was expected already. */
  hasSeen(offset: number): boolean {
    return this.seen.has(offset);
  }

  fromChevrotain(error: IRecognitionException, inserted: boolean): void {
    const { token } = error;
    const previous = (error as IRecognitionException & { previousToken?: IToken }).previousToken ?? token;
    const wanted = byLabel.get(error.message);
    const text = wanted === undefined ? undefined : insertedText.get(wanted);
    const fixes = inserted && text !== undefined ? [this.insertion(text, token, previous)] : [];
    this.expected(wanted?.LABEL ?? "something else", token, previous, fixes);
  }

  private insertion(text: string, token: IToken, previous: IToken): Fix {
    const glued = text === ":";
    const at = glued || isMadeUp(token) ? endOf(previous) : token.startOffset;
    const inserted = glued ? text : `${text} `;
    return replaceWith(this.source.path, { start: at, end: at }, inserted, `insert \`${text}\``);
  }

  /** True when a lexical error overlaps or touches the range. */
  isBlamedOnText({ start, end }: Span): boolean {
    let low = 0;
    let high = this.lexical.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.lexical[middle]!.end < start) low = middle + 1;
      else high = middle;
    }
    const candidate = this.lexical[low];
    return candidate !== undefined && candidate.start <= end;
  }

  /** From the first quote of the line to its end: with an odd quote there, none of them can be trusted. */
  private quotedPart({ start, end }: Span): Span {
    const { text } = this.source;
    const lineStart = text.lastIndexOf("\n", start - 1) + 1;
    const lineEnd = text.indexOf("\n", end);
    return { start: Math.min(start, text.indexOf('"', lineStart)), end: lineEnd < 0 ? text.length : lineEnd };
  }
}

function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last === undefined || last.end < span.start) result.push(span);
    else result[result.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return result;
}
