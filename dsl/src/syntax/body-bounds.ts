/** Enters and leaves what stands between braces, with what is missing or left over there. */

import type { IToken } from "chevrotain";
import type { BrokenMember } from "./ast.ts";
import { isMadeUp } from "./build-ast.ts";
import { ItemFinder } from "./item-finder.ts";
import type { Place } from "./landmarks.ts";
import { lineEndOf } from "./source.ts";

export abstract class BodyBounds extends ItemFinder {
  protected addBroken(list: { push(broken: BrokenMember): unknown }): void {
    for (const span of this.strayText) list.push({ kind: "broken", span });
    this.strayText = [];
  }

  protected enter(place: Place): void {
    this.strayText = [];
    this.closedEarly = false;
    this.matching = null;
    this.place = place;
  }

  /** Of a header alone both braces are missing, which is one mistake. */
  protected hasNoBody(open: IToken, list: readonly unknown[]): boolean {
    return isMadeUp(open) && list.length === 0;
  }

  protected leave(open: IToken, close: IToken | undefined, enclosing: string): void {
    this.place = "file";
    if (close !== undefined || this.closedEarly) return;
    this.unclosed++;
    const end = this.spanAt(0).end;
    const place = { start: end, end };
    const fixes = [this.fix(place, `${lineEndOf(this.source)}}`, "insert `}`")];
    const related = isMadeUp(open)
      ? []
      : [
          {
            file: this.source.path,
            span: { start: open.startOffset, end: open.startOffset + 1 },
            message: "opened here",
          },
        ];
    const parameters = { what: enclosing, found: this.found() };
    this.errorsFound.report(place, "syntax-error", "missing-brace", parameters, { related, fixes });
  }

  /** As `leave`. Of steps without braces nothing is said to be missing but those. */
  protected leaveSteps(open: IToken, close: IToken | undefined, enclosing: string, list: unknown[]): void {
    if (!this.hasNoBody(open, list)) this.leave(open, close, enclosing);
    else {
      this.place = "file";
      list.push({ kind: "broken", span: { start: this.spanAt(0).end, end: this.spanAt(0).end } });
    }
  }
}
