/** Text to tokens. Written by hand: every slip in a number, string or character gets its own words and repair. */

import type { IToken, TokenType } from "chevrotain";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Comment } from "./ast.ts";
import { LexicalErrors } from "./lexical-errors.ts";
import { scanQuantity } from "./scan-quantity.ts";
import { type ScannedString, scanString } from "./scan-string.ts";
import { scanTime } from "./scan-time.ts";
import type { Source, Span } from "./source.ts";
import * as tokens from "./tokens.ts";

export interface Lexed {
  readonly tokens: IToken[];
  readonly comments: readonly Comment[];
  /** Offset of a token to the text of the `##` comments directly above it. */
  readonly documentation: ReadonlyMap<number, string>;
  readonly diagnostics: readonly Diagnostic[];
}

const wordAt = /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*/y;
const strangeWordAt = /[\p{L}\p{M}\p{N}_]+(?:\.[\p{L}_][\p{L}\p{M}\p{N}_]*)*/uy;
const operatorAt = /->|[<>=!]=|[{}():,=<>+\-*/]/y;
/** Operators of other languages, and what they are here. */
const foreignOperatorAt = /&&|\|\||===|!==|=<|=>|<>|!/y;
const leadingPointAt = /\.[0-9]/y;
const wrongQuotesAt = /'[^'"\r\n]*'|[“”][^“”"\r\n]*[“”]|‘[^‘’"\r\n]*’/y;
/** A string in a message's `{expr}`: its quotes are escaped, or others. */
const quotedInValueAt = /\\"[^"\\]*\\"|'[^'"\r\n]*'/y;
/** An instant without its quotes; a date alone could be a subtraction. */
const instantAt = /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]*(?:Z|[+-][0-9:]+)?/y;
const timeAt = /[0-9]+:[0-9]+/y;

const operatorTypes: ReadonlyMap<string, TokenType> = new Map([
  ["{", tokens.LeftBrace],
  ["}", tokens.RightBrace],
  ["(", tokens.LeftParen],
  [")", tokens.RightParen],
  [":", tokens.Colon],
  [",", tokens.Comma],
  ["=", tokens.Assign],
  ["->", tokens.Arrow],
  ["+", tokens.Plus],
  ["-", tokens.Minus],
  ["*", tokens.Times],
  ["/", tokens.Divide],
  ...["<", "<=", ">", ">=", "==", "!="].map((operator) => [operator, tokens.Comparison] as const),
]);

/** Those of one character that begin no longer one, by character code. */
const punctuation: readonly (TokenType | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return "{}():,+*/".includes(character) ? operatorTypes.get(character) : undefined;
});

const foreignOperators: ReadonlyMap<string, readonly [string, TokenType]> = new Map([
  ["&&", ["and", tokens.And]],
  ["||", ["or", tokens.Or]],
  ["!", ["not", tokens.Not]],
  ["===", ["==", tokens.Comparison]],
  ["!==", ["!=", tokens.Comparison]],
  ["=<", ["<=", tokens.Comparison]],
  ["=>", [">=", tokens.Comparison]],
  ["<>", ["!=", tokens.Comparison]],
]);

/** Reads a whole file, or what of it stands from one token to the end of another. Never fails: what is no token is reported and left out. */
export function lex(source: Source, part: Span = { start: 0, end: source.text.length }): Lexed {
  return new FileLexer(source).read(part);
}

class FileLexer {
  private readonly text: string;
  private readonly errors: LexicalErrors;
  private readonly found: IToken[] = [];
  private readonly comments: Comment[] = [];
  private readonly documentation = new Map<number, string>();
  private at = 0;
  private isPart = false;
  /** Documentation lines seen since the last token, while each stands directly above the next. */
  private pendingDocumentation: string[] = [];
  private lineBreaksSinceComment = 0;
  /** True from `message` to its string. */
  private messageFollows = false;
  /** End of the `{expr}` being read, or -1: inside one there are neither strings nor comments. */
  private valueEnd = -1;

  constructor(source: Source) {
    this.text = source.text;
    this.errors = new LexicalErrors(source);
  }

  read({ start, end }: Span): Lexed {
    this.at = start === 0 && this.text.charCodeAt(0) === 0xfeff ? 1 : start;
    this.isPart = end - start < this.text.length;
    while (this.at < end) this.readOne();
    const { found, comments, documentation } = this;
    return { tokens: found, comments, documentation, diagnostics: this.errors.diagnostics };
  }

  private cut(start: number, end: number): string {
    return this.own(this.text.slice(start, end));
  }

  /** Pieces of a text that is read in part outlive it: none may keep the whole of it in memory. */
  private own(piece: string): string {
    return this.isPart ? apart(piece) : piece;
  }

  private readOne(): void {
    const code = this.text.charCodeAt(this.at);
    if (code === 32 || code === 9 || code === 13) this.at++;
    else if (code === 10) this.readLineBreak();
    else if (isWordStart(code)) this.readWord();
    else if (code >= 48 && code <= 57) this.readNumber();
    else if (code === 35 && this.valueEnd < 0) this.readComment();
    else if (code === 34 && this.valueEnd < 0) this.readString();
    else if (punctuation[code] !== undefined) this.push(punctuation[code], this.at + 1);
    else this.readOperator();
  }

  private readLineBreak(): void {
    this.at++;
    this.lineBreaksSinceComment++;
    if (this.lineBreaksSinceComment > 1 && this.pendingDocumentation.length > 0) this.pendingDocumentation = [];
  }

  private push(type: TokenType, end: number, payload?: tokens.TokenPayload): void {
    const startOffset = this.at;
    if (this.pendingDocumentation.length > 0) {
      if (this.lineBreaksSinceComment === 1) this.documentation.set(startOffset, this.pendingDocumentation.join("\n"));
      this.pendingDocumentation = [];
    }
    this.found.push({
      image: this.cut(startOffset, end),
      startOffset,
      endOffset: end - 1,
      tokenType: type,
      tokenTypeIdx: type.tokenTypeIdx!,
      payload,
    });
    this.messageFollows = type === tokens.Message;
    this.at = end;
  }

  private readComment(): void {
    const start = this.at;
    let end = this.text.indexOf("\n", start);
    if (end < 0) end = this.text.length;
    if (this.text.charCodeAt(end - 1) === 13) end--;
    const text = this.cut(start, end);
    const documentation = text.startsWith("##");
    this.comments.push({ text, span: { start, end }, documentation });
    if (documentation && this.isFirstOnLine(start)) {
      if (this.lineBreaksSinceComment !== 1) this.pendingDocumentation = [];
      this.pendingDocumentation.push(text.replace(/^##+ ?/, "").trimEnd());
    } else this.pendingDocumentation = [];
    this.lineBreaksSinceComment = 0;
    this.at = end;
  }

  private isFirstOnLine(offset: number): boolean {
    let at = offset - 1;
    while (at >= 0 && (this.text.charCodeAt(at) === 32 || this.text.charCodeAt(at) === 9)) at--;
    return at < 0 || this.text.charCodeAt(at) === 10 || this.text.charCodeAt(at) === 0xfeff;
  }

  private readWord(): void {
    wordAt.lastIndex = this.at;
    const word = wordAt.exec(this.text)![0];
    const end = this.at + word.length;
    if (this.text.charCodeAt(end) >= 0x80 && this.readStrangeWord()) return;
    const type = word.includes(".") ? tokens.DottedName : (tokens.wordTypes.get(word) ?? tokens.Name);
    this.push(type, end);
  }

  /** A word with letters that no name has: one error, one name. */
  private readStrangeWord(): boolean {
    strangeWordAt.lastIndex = this.at;
    const word = strangeWordAt.exec(this.text)?.[0] ?? "";
    // biome-ignore lint/suspicious/noControlCharactersInRegex: everything in ASCII is meant
    const strange = /[^\x00-\x7f]+/u.exec(word);
    if (strange === null) return false;
    const start = this.at + strange.index;
    this.errors.unknownCharacters({ start, end: start + strange[0].length });
    this.push(word.includes(".") ? tokens.DottedName : tokens.Name, this.at + word.length, { broken: true });
    return true;
  }

  private readNumber(): void {
    const instant = matchAt(instantAt, this.text, this.at);
    timeAt.lastIndex = this.at;
    if (instant !== "") this.readInstant(this.at + instant.length);
    else if (timeAt.test(this.text)) this.readTime();
    else this.readQuantity();
  }

  private readInstant(end: number): void {
    this.errors.bareInstant({ start: this.at, end });
    this.push(tokens.StringToken, end, { text: this.cut(this.at, end) });
  }

  private readQuantity(): void {
    const scanned = scanQuantity(this.text, this.at);
    const { end, value, dimension, problem } = scanned;
    if (problem !== null) this.errors.quantity({ start: this.at, end }, problem);
    this.push(tokens.QuantityToken, end, { quantity: problem === null ? { value, dimension } : null });
  }

  private readTime(): void {
    const scanned = scanTime(this.text, this.at);
    if (scanned.minutes === null) this.errors.time({ start: this.at, end: scanned.end }, scanned.fix);
    this.push(tokens.TimeToken, scanned.end, { minutes: scanned.minutes });
  }

  private readString(): void {
    const scanned = scanString(this.text, this.at, this.messageFollows);
    if (!scanned.closed) this.distrustLine();
    for (const problem of scanned.problems) this.errors.string(problem);
    if (this.messageFollows) this.readMessage(scanned);
    else {
      const text = scanned.pieces.map((piece) => (piece.kind === "text" ? piece.text : "")).join("");
      this.push(tokens.StringToken, scanned.end, { text: this.own(text) });
    }
  }

  /**
   * A line has an odd quote. Where text follows a closing quote without a blank, it was the opening one, and what stands
   * behind it is in a string: what was no token there is no error, and braces that enclose something are no body's.
   */
  private distrustLine(): void {
    const lineStart = this.text.lastIndexOf("\n", this.at - 1) + 1;
    let first = this.found.length;
    while (first > 0 && this.found[first - 1]!.startOffset >= lineStart) first--;
    while (first < this.found.length && !this.runsOn(this.found[first]!)) first++;
    if (first === this.found.length) return;
    this.errors.forgetFrom(this.found[first]!.endOffset!);
    const open: IToken[] = [];
    const pairs = new Set<IToken>();
    for (const token of this.found.slice(first)) {
      if (token.tokenType === tokens.LeftBrace) open.push(token);
      const partner = token.tokenType === tokens.RightBrace ? open.pop() : undefined;
      if (partner !== undefined) pairs.add(partner).add(token);
    }
    for (const token of this.found.splice(first)) if (!pairs.has(token)) this.found.push(token);
  }

  /** True for a string with text directly behind its closing quote. */
  private runsOn({ tokenType, endOffset }: IToken): boolean {
    if (tokenType !== tokens.StringToken && tokenType !== tokens.MessageClose) return false;
    return /[^\s,(){}#]/.test(this.text[endOffset! + 1] ?? "");
  }

  private readMessage({ pieces, end }: ScannedString): void {
    this.push(tokens.MessageOpen, this.at + 1);
    for (const piece of pieces) {
      if (piece.kind === "text") {
        this.push(tokens.MessageText, piece.span.end, { text: this.own(piece.text) });
        continue;
      }
      this.push(tokens.ValueOpen, this.at + 1);
      this.valueEnd = piece.span.end;
      while (this.skipBlanks() < this.valueEnd) this.readOne();
      this.valueEnd = -1;
      this.at = piece.span.end;
      this.push(tokens.ValueClose, this.at + 1);
    }
    this.push(tokens.MessageClose, end);
  }

  private skipBlanks(): number {
    while (this.text.charCodeAt(this.at) === 32 || this.text.charCodeAt(this.at) === 9) this.at++;
    return this.at;
  }

  private readOperator(): void {
    const { text, at } = this;
    const foreign = matchAt(foreignOperatorAt, text, at);
    const operator = matchAt(operatorAt, text, at);
    const replaced = foreign.length > operator.length ? foreignOperators.get(foreign) : undefined;
    if (replaced !== undefined) {
      const [meant, type] = replaced;
      this.errors.foreignOperator({ start: at, end: at + foreign.length }, foreign, meant);
      this.push(type, at + foreign.length, { text: meant });
    } else if (operator !== "") this.push(operatorTypes.get(operator)!, at + operator.length);
    else this.readUnknown();
  }

  private readUnknown(): void {
    const { text, at } = this;
    const number = matchAt(leadingPointAt, text, at);
    const quoted = matchAt(this.valueEnd < 0 ? wrongQuotesAt : quotedInValueAt, text, at);
    if (number !== "") {
      const { end } = scanQuantity(text, at + 1);
      // Behind a word it is more likely a name that was meant.
      const fix = /\w/.test(text[at - 1] ?? "") ? null : `0${text.slice(at, end)}`;
      this.errors.quantity({ start: at, end }, { kind: "leading-point", fix });
      this.push(tokens.QuantityToken, end, { quantity: null });
    } else if (quoted !== "" && (this.valueEnd < 0 || at + quoted.length <= this.valueEnd)) this.readQuoted(quoted);
    else if (!this.readStrangeWord()) this.at = this.errors.unknownRun(at);
  }

  private readQuoted(quoted: string): void {
    const end = this.at + quoted.length;
    const content = quoted.startsWith("\\") ? quoted.slice(2, -2) : quoted.slice(1, -1);
    if (this.valueEnd < 0) this.errors.wrongQuotes({ start: this.at, end }, content);
    else this.errors.stringInValue({ start: this.at, end });
    this.push(tokens.StringToken, end, { text: content });
  }
}

/** The same characters in memory of their own: engines make a slice by pointing into what it was cut from. */
function apart(piece: string): string {
  return ` ${piece}`.slice(1);
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

function isWordStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}
