/** Collects what is wrong with the characters of one file. */

import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { errorAt, replaceWith } from "../diagnostics/report.ts";
import { type QuantityProblem, unitNames } from "./scan-quantity.ts";
import type { StringProblem } from "./scan-string.ts";
import { hourMeant, isHourOfHalfDay } from "./scan-time.ts";
import type { Source, Span } from "./source.ts";

type UnknownUnit = Extract<QuantityProblem, { kind: "unknown-unit" }>;

/** Characters that may stand in a file outside strings and comments. */
const knownCharacter = /[A-Za-z0-9_\s"#{}():,=<>+\-*/!]/;
/** Blanks that look like a blank and are none. */
const oddBlank = /^[\p{Z}\u200b-\u200d\u2060\ufeff]+$/u;

export class LexicalErrors {
  readonly diagnostics: Diagnostic[] = [];
  private readonly text: string;
  private readonly file: string;

  constructor(source: Source) {
    this.text = source.text;
    this.file = source.path;
  }

  /** Takes back what was found from an offset on. */
  forgetFrom(start: number): void {
    while ((this.diagnostics.at(-1)?.span.start ?? -1) >= start) this.diagnostics.pop();
  }

  /** Reports the unknown characters from `start` on as one error; returns where they end. */
  unknownRun(start: number): number {
    const { text } = this;
    let end = start;
    while (end < text.length) {
      const character = String.fromCodePoint(text.codePointAt(end)!);
      if (end > start && (knownCharacter.test(character) || /\p{L}|['“”‘’]/u.test(character))) break;
      end += character.length;
    }
    if (/^[&|]+$/.test(text.slice(start, end))) return this.unknownLogic({ start, end });
    this.unknownCharacters({ start, end });
    return end;
  }

  unknownCharacters(span: Span): void {
    const characters = this.text.slice(span.start, span.end);
    const shown = printable(characters);
    if (/^;+$/.test(characters)) {
      const fixes = [replaceWith(this.file, span, this.isBetweenWords(span) ? " " : "", "remove it")];
      this.add(errorAt(this.file, span, "unknown-character", "semicolon", {}, { fixes }));
    } else if (oddBlank.test(characters)) {
      const fixes = [replaceWith(this.file, span, " ", "write a plain blank")];
      this.add(errorAt(this.file, span, "unknown-character", "blank", { shown }, { fixes }));
    } else if (/^\p{L}/u.test(characters)) {
      this.add(errorAt(this.file, span, "unknown-character", "letter", { shown }));
    } else this.add(errorAt(this.file, span, "unknown-character", "other", { shown }));
  }

  /** `&` and `|` alone. */
  private unknownLogic(span: Span): number {
    const shown = this.text.slice(span.start, span.end);
    const meant = shown.startsWith("&") ? "and" : "or";
    const fixes = [replaceWith(this.file, span, this.setApart(span, meant), `write \`${meant}\``)];
    this.add(errorAt(this.file, span, "unknown-character", "operator", { shown, meant }, { fixes }));
    return span.end;
  }

  /** A word in the place of signs, which may touch what a word may not. */
  private setApart({ start, end }: Span, word: string): string {
    // Behind another sign the word for that one makes room.
    const before = /[\s(&|!]/.test(this.text[start - 1] ?? " ") ? "" : " ";
    const after = (word === "not" ? /[\s()]/ : /[\s)]/).test(this.text[end] ?? " ") ? "" : " ";
    return before + word + after;
  }

  private isBetweenWords({ start, end }: Span): boolean {
    return /[^\s(){}]/.test(this.text[start - 1] ?? " ") && /[^\s(){}]/.test(this.text[end] ?? " ");
  }

  foreignOperator(span: Span, shown: string, meant: string): void {
    const written = /^[a-z]/.test(meant) ? this.setApart(span, meant) : meant;
    const fixes = [replaceWith(this.file, span, written, `write \`${meant}\``)];
    const known = /^[<>=]+$/.test(shown);
    if (known) this.add(errorAt(this.file, span, "syntax-error", "operator", { shown, meant }, { fixes }));
    else this.add(errorAt(this.file, span, "unknown-character", "operator", { shown, meant }, { fixes }));
  }

  wrongQuotes(span: Span, content: string): void {
    const meant = `"${content.replace(/["\\]/g, "\\$&")}"`;
    const fixes = [replaceWith(this.file, span, meant)];
    this.add(errorAt(this.file, span, "unknown-character", "quotes", { shown: this.text[span.start]! }, { fixes }));
  }

  bareInstant(span: Span): void {
    const meant = `"${this.text.slice(span.start, span.end)}"`;
    const fixes = [replaceWith(this.file, span, meant)];
    this.add(errorAt(this.file, span, "syntax-error", "bare-instant", { meant }, { fixes }));
  }

  stringInValue(span: Span): void {
    this.add(errorAt(this.file, span, "syntax-error", "string-in-value", {}));
  }

  quantity(span: Span, problem: QuantityProblem): void {
    const written = this.text.slice(span.start, span.end);
    if (problem.kind === "unknown-unit") this.unknownUnit(span, written, problem);
    else {
      const { kind, fix } = problem;
      const fixes = fix === null ? [] : [replaceWith(this.file, span, fix)];
      this.add(errorAt(this.file, span, "malformed-quantity", kind, { written, meant: fix }, { fixes }));
    }
  }

  private unknownUnit(span: Span, written: string, { unit, at, suggestion }: UnknownUnit): void {
    if (isHourOfHalfDay(written)) {
      this.time(span, hourMeant(written));
      return;
    }
    const place = { start: at, end: at + unit.length };
    const fixes = suggestion === null ? [] : [replaceWith(this.file, place, suggestion)];
    const units = unitNames.filter((name) => !/[^/]\//.test(name)).join(" ");
    this.add(errorAt(this.file, place, "unknown-unit", "unknown", { unit, suggestion, units }, { fixes }));
  }

  time(span: Span, meant: string | null): void {
    const written = this.text.slice(span.start, span.end);
    const fixes = meant === null ? [] : [replaceWith(this.file, span, meant)];
    this.add(errorAt(this.file, span, "malformed-time", "not-a-time", { written, meant }, { fixes }));
  }

  string(problem: StringProblem): void {
    const { span, kind } = problem;
    const written = this.text.slice(span.start, span.end);
    if (kind === "unterminated") {
      const close = { start: span.end, end: span.end };
      const fixes = [replaceWith(this.file, close, '"', 'close it with `"`')];
      this.add(errorAt(this.file, span, "unterminated-string", "unterminated", {}, { fixes }));
    } else if (kind === "escape") {
      const fixes = [
        replaceWith(this.file, { start: span.start, end: span.start + 1 }, "\\\\", "write `\\\\` for a backslash"),
      ];
      this.add(errorAt(this.file, span, "invalid-escape", problem.reason, { written }, { fixes }));
    } else {
      const fixes = [replaceWith(this.file, span, `\\${written}`)];
      this.add(errorAt(this.file, span, "syntax-error", kind, {}, { fixes }));
    }
  }

  private add(diagnostic: Diagnostic): void {
    this.diagnostics.push(diagnostic);
  }
}

/** Characters as a message can show them: those that do not print by number. */
function printable(characters: string): string {
  const shown = characters.length > 12 ? `${characters.slice(0, 12).replace(/[\ud800-\udbff]$/, "")}…` : characters;
  return shown.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    const code = character.codePointAt(0)!.toString(16).toUpperCase();
    return `U+${code.padStart(4, "0")}`;
  });
}
