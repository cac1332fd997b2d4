/** Finds the items of a file, a body, a test or an assertion, whatever stands before, between and behind them. */

import { EOF, type IToken } from "chevrotain";
import { endOf } from "./build-ast.ts";
import { DeclarationGrammar } from "./declaration-grammar.ts";
import { isA, itemKeywords, type Place } from "./landmarks.ts";
import { lineEndOf, type Span } from "./source.ts";
import { describe } from "./syntax-errors.ts";
import * as tokens from "./tokens.ts";

/** Where items of each place belong, as messages say it. */
const homes: Readonly<Record<Place, string>> = {
  file: "a file",
  body: "a template or profile",
  test: "a test",
  assert: "an assertion",
};
const nextItem: Readonly<Record<Place, string>> = {
  file: "a declaration: schedule, metric, let, template, profile, test or assert",
  body: "a member: level, match, grace, cooldown, notify, param, set, rule, override or remove, or `}`",
  test: "a step: profile, every, start, given, at, from, trace, run or expect, or `}`",
  assert: "a claim: profile, cancels, pauses, throttles or warns, or `}`",
};

export abstract class ItemFinder extends DeclarationGrammar {
  /** Text between items that nothing could be made of, since the last look. */
  protected strayText: Span[] = [];

  /** Bodies that were reported as not closed. */
  protected unclosed = 0;

  /** The `}` of the body being read stood too early, so it needs no other. */
  protected closedEarly = false;

  /** Whether the braces in the body being read match; null while nobody asked. */
  protected matching: boolean | null = null;

  /**
   * Goes to the next item of a place: reports, once each, what stands before it, and reads a misspelt keyword as the
   * right one. False at the end of the place.
   */
  protected findItem(place: Place, enclosing: string): boolean {
    for (;;) {
      const { tokenType } = this.LA(1);
      if (tokenType === EOF) return false;
      if (hasProfileSteps(place) && this.beginsDeclaredProfile(1)) return false;
      if (itemKeywords[place].includes(tokenType)) return true;
      if (tokenType === tokens.RightBrace) {
        if (place !== "file" && !this.closesEarly(place, enclosing)) return false;
        if (place === "file") this.skipStrayBrace();
        continue;
      }
      this.repairKeyword(itemKeywords[place], place === "file" ? [] : tokens.declarationKeywords);
      if (itemKeywords[place].includes(this.LA(1).tokenType)) return true;
      if (place !== "file" && this.opensItem(1, tokens.declarationKeywords)) return false;
      this.skipStrayText(place);
    }
  }

  /** In a test or an assertion, `profile NAME` before `{` or `extends` is the next declaration. */
  private beginsDeclaredProfile(k: number): boolean {
    if (this.LA(k).tokenType !== tokens.Profile) return false;
    const after = this.LA(k + 2).tokenType;
    return after === tokens.LeftBrace || after === tokens.Extends;
  }

  /**
   * A `}` in the middle of an item, or with another item of the same place behind it, is one too many or stands too early:
   * reports it, unless that item did, and reads on.
   */
  private closesEarly(place: Place, enclosing: string): boolean {
    const next = this.LA(2);
    const keywords = itemKeywords[place].filter((type) => !tokens.declarationKeywords.some((other) => other === type));
    const opensNext = keywords.includes(next.tokenType);
    // A `}` on a line of its own, before another line, is not in the middle of an item.
    const splits = !this.isFirstOnLine(1) || !this.isFirstOnLine(2);
    if (!opensNext && !splits) return false;
    if (next.tokenType === tokens.RightBrace && !this.failedHere()) return false;
    const { isClosed, last } = this.lookForClosing(place, 2);
    if (!opensNext && !isClosed) return false;
    this.closedEarly = !isClosed;
    if (this.isFirstOnLine(1) || !this.failedHere()) this.reportEarly(enclosing, next, isClosed ? null : last);
    this.consumeToken();
    if (!this.endsItem(1)) this.skipText();
    return true;
  }

  /** From `k` to the next declaration: whether some `}` closes the body there, and the last token before that. */
  private lookForClosing(place: Place, from: number): { readonly isClosed: boolean; readonly last: IToken } {
    let k = from;
    for (let depth = 0; this.LA(k).tokenType !== EOF && !this.declares(place, k); k++) {
      const { tokenType } = this.LA(k);
      if (tokenType === tokens.LeftBrace) depth++;
      if (tokenType === tokens.RightBrace && --depth < 0) return { isClosed: true, last: this.LA(k - 1) };
    }
    return { isClosed: false, last: this.LA(k - 1) };
  }

  /** `last` is the token that the `}` belongs behind; null when it belongs nowhere. */
  private reportEarly(what: string, next: IToken, last: IToken | null): void {
    const span = this.spanAt(1);
    const parameters = { what, found: describe(next), moved: last !== null };
    const remove = this.fix(span, "", "remove `}`");
    const end = last === null ? 0 : endOf(last);
    const insert = this.fix({ start: end, end }, `${lineEndOf(this.source)}}`);
    const move = { title: "move `}` behind it", edits: [...remove.edits, ...insert.edits] };
    const fixes = [last === null ? remove : move];
    this.errorsFound.report(span, "syntax-error", "early-brace", parameters, { fixes });
  }

  /** True when a declaration begins at `k`, which `profile heal` in a test or an assertion does not. */
  private declares(place: Place, k: number): boolean {
    if (hasProfileSteps(place) && this.LA(k).tokenType === tokens.Profile) return this.beginsDeclaredProfile(k);
    return this.opensItem(k, tokens.declarationKeywords);
  }

  private skipStrayBrace(): void {
    // It may close what was taken for closed when a declaration stood in its middle.
    if (this.unclosed > 0) {
      this.unclosed--;
      this.consumeToken();
      return;
    }
    const fixes = [this.fix(this.spanAt(1), "", "remove `}`")];
    this.errorsFound.report(this.spanAt(1), "syntax-error", "stray-brace", {}, { fixes });
    while (this.LA(1).tokenType === tokens.RightBrace) this.consumeToken();
  }

  private skipStrayText(place: Place): void {
    const first = this.LA(1);
    const home = (["body", "test", "assert", "file"] as const).find((other) =>
      itemKeywords[other].includes(first.tokenType),
    );
    if (home === undefined) this.errorsFound.unexpected(nextItem[place], first, this.LA(0));
    else {
      const parameters = { found: describe(first), home: homes[home] };
      this.errorsFound.report(this.spanAt(1), "syntax-error", "misplaced-item", parameters);
    }
    this.skipText();
  }

  /** Skips to the next item, whatever stands before it. */
  private skipText(): void {
    const first = this.LA(1);
    let depth = 0;
    do {
      if (this.LA(1).tokenType === tokens.LeftBrace && this.bracesMatch()) depth++;
      if (this.LA(1).tokenType === tokens.RightBrace) depth--;
      this.consumeToken();
    } while (this.LA(1).tokenType !== EOF && !this.strayTextEnds(depth));
    this.strayText.push(this.since(first));
  }

  /** False when some `{` in the rest of a body has no `}`: then none of them encloses anything. Looked at once a body. */
  private bracesMatch(): boolean {
    if (this.place === "file") return true;
    this.matching ??= this.lookForClosing(this.place, 1).isClosed;
    return this.matching;
  }

  /** Stray text with braces of its own ends after them, unless a declaration begins before. */
  private strayTextEnds(depth: number): boolean {
    // It may be a test whose keyword is missing, where `profile heal` is a step.
    return depth <= 0 ? this.endsItem(1) || this.lacksKeyword() : this.declares("test", 1);
  }

  /** True at a line such as `limit = 5s` or `hot: …`, which lacks its keyword: another mistake than the line before. */
  private lacksKeyword(): boolean {
    const { tokenType } = this.LA(2);
    if (tokenType !== tokens.Assign && tokenType !== tokens.Colon) return false;
    return isA(this.LA(1), tokens.Name) && this.isFirstOnLine(1) && this.LA(0).tokenType !== tokens.Comma;
  }
}

/** Where `profile NAME` names a profile, and declares none. */
function hasProfileSteps(place: Place): boolean {
  return place === "test" || place === "assert";
}
