/** What the grammar stands on: reporting, repairing misspelt words, and finding the place to go on after an error. */

import { EmbeddedActionsParser, EOF, type IToken, MismatchedTokenException, type TokenType } from "chevrotain";
import type { Fix } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { replaceWith } from "../diagnostics/report.ts";
import { builtInMetric } from "../vocabulary/metrics.ts";
import { endOf, isMadeUp, spanBetween, spanOf } from "./build-ast.ts";
import { canFollow, endingTypes, isA, itemKeywords, itemTypes, meantKeyword, type Place } from "./landmarks.ts";
import type { Lexed } from "./lexer.ts";
import { depthLimit, operatorLimit } from "./limits.ts";
import type { Source, Span } from "./source.ts";
import { describe, errorMessageProvider, SyntaxErrors } from "./syntax-errors.ts";
import * as tokens from "./tokens.ts";

export type Stops = ReadonlySet<TokenType>;
export const noStops: Stops = new Set();

/** Tokens that recovery may make up: each says nothing that its place does not say already. */
const insertable: ReadonlySet<TokenType> = new Set<TokenType>([
  tokens.Name,
  tokens.Colon,
  tokens.Assign,
  tokens.LeftBrace,
  tokens.When,
  tokens.On,
  tokens.Rule,
  tokens.To,
  tokens.Arrow,
]);

/** The word that a longer one begins with: `friday`, `cancelled`. */
function beginningOf(word: string, words: readonly string[]): string | null {
  return words.find((candidate) => candidate.length > 2 && word.toLowerCase().startsWith(candidate)) ?? null;
}

export abstract class RecoveringParser extends EmbeddedActionsParser {
  protected source: Source = { path: "", text: "" };
  protected documentation: ReadonlyMap<number, string> = new Map();
  protected errorsFound = new SyntaxErrors({ path: "", text: "" }, []);
  protected place: Place = "file";
  private depth = 0;
  private operatorCount = 0;
  private readonly insertedBefore = new Map<IToken, TokenType>();
  /** Where a rule of the grammar was last given up. */
  private failedAt: IToken | null = null;
  /** Chevrotain's own, missing from its published types. */
  declare protected consumeToken: () => void;

  /** `validates`: whether the grammar itself is held against the rules of grammars; a test does. */
  constructor(validates: boolean) {
    const skipValidations = !validates;
    super([...tokens.allTokens], { recoveryEnabled: true, maxLookahead: 2, errorMessageProvider, skipValidations });
  }

  /** Gets ready for a file. */
  protected begin(source: Source, lexed: Lexed): void {
    this.input = lexed.tokens;
    this.source = source;
    this.documentation = lexed.documentation;
    this.errorsFound = new SyntaxErrors(source, lexed.diagnostics);
    this.place = "file";
    this.insertedBefore.clear();
    this.failedAt = null;
  }

  /** Reports what Chevrotain found itself. */
  protected reportOwnErrors(): void {
    for (const error of this.errors) {
      this.errorsFound.fromChevrotain(error, this.insertedBefore.get(error.token) !== undefined);
    }
  }

  // --- Rules ----------------------------------------------------------------------------------------------------

  /** A rule of the grammar whose errors its caller handles. */
  protected plain<Args extends unknown[], Result>(name: string, read: (...args: Args) => Result) {
    return this.RULE(name, read, { resyncEnabled: false });
  }

  /** A rule of the grammar that ends its errors itself: skips to one of `stops` or the next item, and gives `instead`. */
  protected guarded<Args extends unknown[], Result>(
    name: string,
    stops: Stops,
    read: (...args: Args) => Result,
    instead: (skipped: Span) => Result,
  ) {
    const recoveryValueFunc = (error: { token: IToken }) => {
      this.failedAt = error.token;
      return instead(this.skipFrom(error.token, stops));
    };
    return this.RULE(name, read, { resyncEnabled: true, recoveryValueFunc });
  }

  /** True when something else was expected in place of the next token, which is reported. */
  protected failedHere(): boolean {
    return this.failedAt === this.LA(1) || this.insertedBefore.has(this.LA(1));
  }

  private skipFrom(token: IToken, stops: Stops): Span {
    const before = this.LA(0);
    const first = this.LA(1);
    this.skipTo(stops);
    const skipped = this.LA(0);
    if (skipped === before) return spanOf(isMadeUp(token) ? first : before, before);
    return spanBetween(first, skipped);
  }

  /** Skips to one of `stops` or the next item. In a message's value only its closing brace counts. */
  protected skipTo(stops: Stops): void {
    const insideMessage = stops.has(tokens.ValueClose);
    while (!stops.has(this.LA(1).tokenType)) {
      if (insideMessage ? this.LA(1).tokenType === EOF : this.endsItem(1)) return;
      this.consumeToken();
    }
  }

  // --- Chevrotain's recovery, narrowed to what is told above -------------------------------------------------------

  protected isInCurrentRuleReSyncSet(): boolean {
    return true;
  }

  protected findReSyncTokenType(): TokenType {
    return EOF;
  }

  protected reSyncTo(): IToken[] {
    return [];
  }

  protected shouldInRepetitionRecoveryBeTried(): boolean {
    return false;
  }

  protected override canTokenTypeBeInsertedInRecovery(type: TokenType): boolean {
    if (type !== tokens.Name && this.canRecoverWithSingleTokenDeletion(type)) return false;
    // A title: nothing else is a string before a brace.
    if (type === tokens.StringToken) return this.LA(1).tokenType === tokens.LeftBrace;
    return insertable.has(type);
  }

  protected canRecoverWithSingleTokenDeletion(type: TokenType): boolean {
    return isA(this.LA(2), type) && !this.endsItem(1);
  }

  protected override getTokenToInsert(type: TokenType): IToken {
    this.insertedBefore.set(this.LA(1), type);
    return { image: "", startOffset: -1, endOffset: -1, tokenType: type, tokenTypeIdx: type.tokenTypeIdx! };
  }

  // --- Places -----------------------------------------------------------------------------------------------------

  /** From a first token to the last one read. */
  protected since(first: IToken): Span {
    return spanBetween(first, this.LA(0));
  }

  /** True when the token at `k` can only begin the next item, or end what encloses it. */
  protected endsItem(k: number): boolean {
    const token = this.LA(k);
    if (token.tokenType === EOF || token.tokenType === tokens.RightBrace) return true;
    return this.opensItem(k, itemKeywords[this.place]) || this.opensItem(k, tokens.declarationKeywords);
  }

  /** True when one of the keywords stands at `k`, rightly spelt or not, and opens something there. */
  protected opensItem(k: number, candidates: readonly TokenType[]): boolean {
    const token = this.LA(k);
    if (candidates.includes(token.tokenType)) {
      if (this.isFirstOnLine(k)) return true;
      // In its line, `at 5s` without `:` belongs to an outcome.
      if (token.tokenType === tokens.At && this.LA(k + 2).tokenType !== tokens.Colon) return false;
      return canFollow(token.tokenType, this.LA(k + 1));
    }
    return token.tokenType === tokens.Name && this.isFirstOnLine(k) && this.meantAt(k, candidates) !== null;
  }

  /** True when the word at `k` is probably one of the keywords, misspelt. */
  protected misspells(k: number, candidates: readonly TokenType[]): boolean {
    return this.LA(k).tokenType === tokens.Name && this.meantAt(k, candidates) !== null;
  }

  private meantAt(k: number, candidates: readonly TokenType[]): TokenType | null {
    return meantKeyword(this.LA(k), this.LA(k + 1), candidates);
  }

  protected isFirstOnLine(k: number): boolean {
    const previous = this.LA(k - 1);
    const token = this.LA(k);
    if (isMadeUp(previous) || isMadeUp(token)) return true;
    return this.source.text.slice(endOf(previous), token.startOffset).includes("\n");
  }

  // --- Reporting and repairing ------------------------------------------------------------------------------------

  protected spanAt(k: number): Span {
    return spanOf(this.LA(k), this.LA(k - 1));
  }

  protected fix(span: Span, text: string, title?: string): Fix {
    return replaceWith(this.source.path, span, text, title);
  }

  /** Reports that the next token should be something else, and gives up the rule. */
  protected fail(expected: string, fixes: readonly Fix[] = []): never {
    this.errorsFound.expected(expected, this.LA(1), this.LA(0), fixes);
    return this.giveUp();
  }

  /** Gives up the rule, its error being reported. */
  protected giveUp(): never {
    throw new MismatchedTokenException("", this.LA(1), this.LA(0));
  }

  /** Reads the next token, a misspelt word, as if it were the keyword. */
  protected retypeAs(type: TokenType): void {
    const token = this.LA(1);
    token.tokenType = type;
    token.tokenTypeIdx = type.tokenTypeIdx!;
  }

  /**
   * When the next token is a misspelt one of `wanted`, reports it and reads it as that keyword. A word that is nearer to
   * one of `rivals` is left alone.
   */
  protected repairKeyword(wanted: readonly TokenType[], rivals: readonly TokenType[] = []): void {
    const token = this.LA(1);
    if (!isA(token, tokens.Name)) return;
    const meant = this.meantAt(1, [...wanted, ...rivals]);
    if (meant === null || !wanted.includes(meant)) return;
    const fixes = [this.fix(this.spanAt(1), meant.name)];
    this.errorsFound.report(
      this.spanAt(1),
      "syntax-error",
      "misspelt-keyword",
      { found: token.image, meant: meant.name },
      { fixes },
    );
    token.image = meant.name;
    this.retypeAs(meant);
  }

  /** The next token as one of a place's words: reports a misspelt one and reads it as meant, gives up on any other. */
  protected repairWord(words: readonly string[], expected: string): void {
    const token = this.LA(1);
    if (isA(token, tokens.Name) && words.includes(token.image)) return;
    // `rule r: cancels when …` says what a claim of an assertion would.
    const isWord = isA(token, tokens.Name) || tokens.claimKeywords.some((type) => type === token.tokenType);
    const meant = isWord ? (nearest(token.image, words) ?? beginningOf(token.image, words)) : null;
    if (meant === null) this.fail(expected);
    const fixes = [this.fix(this.spanAt(1), meant)];
    const parameters = { expected, found: token.image, meant };
    this.errorsFound.report(this.spanAt(1), "syntax-error", "misspelt-word", parameters, { fixes });
    token.image = meant;
    this.retypeAs(tokens.wordTypes.get(meant) ?? tokens.Name);
  }

  /**
   * Readies the name of a declaration: a keyword, a dotted or a quoted name is reported and taken for the name. `followers`
   * are the tokens that come after the name, which tell a missing name from a wrong one.
   */
  protected prepareName(what: string, followers: readonly TokenType[]): void {
    const token = this.LA(1);
    if (isA(token, tokens.Name)) return;
    const followed = followers.includes(this.LA(2).tokenType);
    const span = this.spanAt(1);
    if (tokens.keywordTypes.get(token.image) === token.tokenType && followed) {
      this.errorsFound.report(span, "reserved-word", "name", { word: token.image, what });
    } else if (token.tokenType === tokens.DottedName) {
      const meant = token.image.replaceAll(".", "_");
      const fixes = [this.fix(span, meant)];
      this.errorsFound.report(span, "syntax-error", "dotted-name", { what, found: token.image, meant }, { fixes });
    } else if (token.tokenType === tokens.StringToken && followed) {
      const written = (token.payload as { text: string }).text;
      const meant = written.replace(/[^A-Za-z0-9_]+/g, "_").replace(/^(?=[0-9])/, "_") || "name";
      this.errorsFound.report(span, "syntax-error", "quoted-name", { what, meant }, { fixes: [this.fix(span, meant)] });
      token.image = meant;
    } else if (followed && !this.endsItem(1)) {
      this.errorsFound.expected(`the name of ${what}`, token, this.LA(0));
      token.image = "";
    } else return;
    this.retypeAs(tokens.Name);
  }

  /**
   * After a complete value: reports what stands there but cannot, and skips it. False when there was such text, so that
   * the value is not to be trusted.
   */
  protected settle(stops: Stops, expected: string): boolean {
    const { tokenType } = this.LA(1);
    // Of `latency } > 500ms` the half that was read means nothing; whoever finds the brace reports it.
    const isSplit = isA(this.LA(2), tokens.BinaryOperator) && !this.isFirstOnLine(2);
    if (tokenType === tokens.RightBrace && isSplit) return false;
    if (stops.has(tokenType) || (stops.has(tokens.Comma) && this.LA(2).tokenType === tokens.Assign)) return true;
    if (!stops.has(tokens.ValueClose) && this.endsValue(tokenType)) return true;
    const mayEnd = !stops.has(tokens.ValueClose) && !stops.has(tokens.LeftBrace);
    if (mayEnd && this.isFirstOnLine(1) && !this.continuesValue()) return true;
    if (!this.reportSplitMetric()) this.errorsFound.unexpected(expected, this.LA(1), this.LA(0));
    this.skipTo(stops);
    return false;
  }

  /** True at the next item, be it one that belongs elsewhere. */
  private endsValue(type: TokenType): boolean {
    if (endingTypes[this.place].has(type)) return true;
    return this.endsItem(1) || (itemTypes.has(type) && this.isFirstOnLine(1));
  }

  /** True at `fps < 15`, the rest of a condition without its `and`; any other line is no part of the value before it. */
  private continuesValue(): boolean {
    return isA(this.LA(2), tokens.BinaryOperator) && this.LA(2).tokenType !== tokens.Assign;
  }

  /** `cpu usage` for `cpu.usage`. */
  private reportSplitMetric(): boolean {
    const [first, second] = [this.LA(0), this.LA(1)];
    const meant = `${first.image}.${second.image}`;
    if (builtInMetric(meant) === undefined || this.errorsFound.isBlamedOnText(spanBetween(first, second))) return false;
    const span = spanBetween(first, second);
    const found = `${first.image} ${second.image}`;
    this.errorsFound.report(span, "syntax-error", "split-metric", { found, meant }, { fixes: [this.fix(span, meant)] });
    return true;
  }

  /**
   * In a list, before its next element: true when a comma stands there, or when the element does without one (`begins`),
   * which is reported.
   */
  protected goesOn(begins: boolean, expected: string): boolean {
    if (this.LA(1).tokenType === tokens.Comma) return true;
    if (!begins) return false;
    const after = this.spanAt(0).end;
    const fixes = [this.fix({ start: after, end: after }, ",", "insert `,`")];
    this.errorsFound.expected(expected, this.LA(1), this.LA(0), fixes);
    return true;
  }

  // --- Limits -----------------------------------------------------------------------------------------------------

  /** At the start of each expression. */
  protected resetLimits(): void {
    this.depth = 0;
    this.operatorCount = 0;
  }

  protected descend(): void {
    if (++this.depth <= depthLimit) return;
    this.errorsFound.report(this.spanAt(1), "syntax-error", "too-deep", { limit: depthLimit });
    this.giveUp();
  }

  protected ascend(): void {
    this.depth--;
  }

  protected countOperator(): void {
    if (++this.operatorCount <= operatorLimit) return;
    this.errorsFound.report(this.spanAt(0), "syntax-error", "too-long", { limit: operatorLimit });
    this.giveUp();
  }

  protected found(): string {
    return describe(this.LA(1));
  }
}
